"""Thumbs, "none of these", follow-ups: one round of choices, what operators get to see, and whose question it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage import chats
from storage.questions import Reason
from tests.bot.handlers.asking import answer, kept, pressed, told
from tests.support.talk import Said, Talk

DOWN, UP, NONE = "👎", "👍", "以上都不是"


def title(talk: Talk, entry_id: str, locale: str = "zh") -> str:
    entry = talk.services.faq.entry(entry_id)
    assert entry is not None
    return entry.title.to(locale)


def data_of(said: Said, label: str) -> str:
    return next(data for row in said.keyboard for shown, data in row if label in shown)


async def test_a_thumb_up_is_thanked_for_and_nothing_is_kept(talk: Talk) -> None:
    told(talk)
    await talk.say("扣多少")
    said = await pressed(talk, UP)
    assert (said.kind, said.text) == ("toast", "谢谢！能帮上就好。")
    assert await kept(talk) == []
    async with talk.services.database.read() as tx:
        assert await chats.find(talk.chat_id, tx) is None


async def test_a_thumb_down_is_kept_and_offers_the_next_best_once(talk: Talk) -> None:
    told(talk)
    await talk.say("扣多少")
    said = await pressed(talk, DOWN)
    assert said.kind == "message"
    assert said.text.startswith("谢谢告诉我，刚才没答到。你的问题我记下了。\n也许是这几个里的一个？")
    offered = [title(talk, each) for each in ("tax", "fee-deduction", "rate-tiers")]
    assert said.buttons == [*offered, "看全部话题"]
    [question] = await kept(talk)
    assert (question.text, question.reason, question.entry) == ("扣多少", Reason.THUMBED_DOWN, "fee")
    assert question.nearest == ("fee", "tax", "unsupported-commission", "fee-deduction", "rate-tiers")


async def test_a_thumb_down_in_english(talk_en: Talk) -> None:
    told(talk_en)
    await talk_en.say("how much is it")
    said = await pressed(talk_en, DOWN)
    assert said.text.startswith("Thanks for telling me; I’ve kept your question.\nMaybe one of these?")
    assert said.buttons == [
        *(title(talk_en, each, "en") for each in ("tax", "fee-deduction", "rate-tiers")),
        "All topics",
    ]
    assert (await kept(talk_en))[0].language == "en"


async def test_a_second_press_of_the_same_thumb_changes_nothing(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    await talk.press(DOWN, on=said)
    again = await pressed(talk, DOWN, on=said)
    assert (again.kind, again.text) == ("toast", "我知道了，谢谢。")
    assert len(await kept(talk)) == 1


async def test_after_the_next_best_there_is_no_further_round(talk: Talk) -> None:
    told(talk)
    await talk.say("扣多少")
    offered = await pressed(talk, DOWN)
    second = await pressed(talk, offered.buttons[0])
    assert second.text.startswith(offered.buttons[0])
    said = await pressed(talk, DOWN, on=second)
    assert said.text.startswith("抱歉，还是没答到。你的问题我记下了")
    assert "我能做的" in said.text
    assert said.buttons == ["看全部话题"]
    [question] = await kept(talk)
    assert question.entry == "fee"


async def test_a_thumb_down_after_a_choice_ends_the_round(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    chosen = await pressed(talk, asked.buttons[2])
    said = await pressed(talk, DOWN, on=chosen)
    assert said.text.startswith("抱歉，还是没答到。")
    assert said.buttons == ["看全部话题"]
    [question] = await kept(talk)
    assert (question.reason, question.entry) == (Reason.THUMBED_DOWN, "payout-time")


async def test_none_of_these_keeps_the_question_and_ends_the_round_in_place(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    said = await pressed(talk, NONE)
    assert (said.kind, said.message_id) == ("edit", asked.message_id)
    assert said.text.startswith("好，都不是。你的问题我记下了")
    assert "我能做的" in said.text
    assert said.buttons == ["看全部话题"]
    [question] = await kept(talk)
    assert (question.text, question.reason, question.entry) == ("会不会扣钱", Reason.MISTAPPED, "fee-deduction")
    await talk.press(NONE, on=asked)
    assert len(await kept(talk)) == 1


async def test_none_of_these_in_english(talk_en: Talk) -> None:
    told(talk_en)
    await talk_en.say("will they take money")
    said = await pressed(talk_en, "None of these")
    assert said.text.startswith("None of these, then. I’ve kept your question")
    assert "What I can do" in said.text


async def test_none_of_these_after_a_look_says_what_had_been_seen(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    await talk.press(asked.buttons[1])
    await talk.press(NONE, on=asked)
    [question] = await kept(talk)
    assert question.entry == "clawback"


async def test_what_was_opened_from_the_topics_has_no_question_to_keep(talk: Talk) -> None:
    await talk.say("/faq")
    await talk.press("保费和税")
    await talk.press("保费怎么算")
    said = await pressed(talk, DOWN)
    assert said.text.startswith("谢谢告诉我。这条是从话题里点开的")
    assert await kept(talk) == []
    assert (await pressed(talk, UP)).kind == "toast"


async def test_after_a_restart_thumbs_still_thank_and_ask_to_type_it_again(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    talk.restart()
    told(talk)
    await talk.say("扣多少")
    assert (await pressed(talk, UP, on=said)).text == "谢谢！能帮上就好。"
    down = await pressed(talk, DOWN, on=said)
    assert down.text.startswith("谢谢告诉我。不过那句问题我这里已经没有了")
    assert "请再打一遍" in down.text
    assert await kept(talk) == []


async def test_after_a_restart_titles_still_answer_and_none_of_these_asks_to_type_it_again(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    talk.restart()
    chosen = await pressed(talk, asked.buttons[0], on=asked)
    assert chosen.text.startswith(asked.buttons[0])
    assert "点开的" in (await pressed(talk, DOWN, on=chosen)).text
    said = await pressed(talk, NONE, on=asked)
    assert said.kind == "edit"
    assert "请再打一遍" in said.text
    assert await kept(talk) == []


async def test_a_day_later_a_thumb_asks_to_type_it_again(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    talk.wait(hours=25)
    assert "请再打一遍" in (await pressed(talk, DOWN, on=said)).text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("ft:1:fee:0", "请再打一遍"),
        ("ft:1:nonsense:0", "请再打一遍"),
        ("ft:0:nonsense:0", "点开的"),
        ("fz:1", "请再打一遍"),
        ("fc:1:nonsense", "过期"),
        ("ft:x:fee:0", "过期"),
    ],
)
async def test_made_up_buttons_are_old_ones(talk: Talk, data: str, says: str) -> None:
    [said] = await talk.press_data(data)
    assert says in said.text
    assert await kept(talk) == []


async def test_a_thumb_about_an_entry_that_was_not_shown_keeps_nothing(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    [forged] = await talk.press_data(data_of(said, DOWN).replace("fee", "tax"))
    assert "请再打一遍" in forged.text
    assert await kept(talk) == []


async def test_an_answer_in_english_is_thanked_for_in_english_in_a_chat_that_is_not_stored(talk: Talk) -> None:
    told(talk)
    await talk.say("how much is it")
    assert "Maybe one of these?" in (await pressed(talk, DOWN)).text
    assert (await kept(talk))[0].language == "en"


async def test_a_chosen_language_is_kept_to(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "how much is it")
    await talk.say("/language zh")
    assert (await pressed(talk, DOWN, on=said)).text.startswith("谢谢告诉我")


@pytest.fixture
def lookup_after(talk: Talk) -> list[tuple[str, str | None]]:
    return told(talk).asked


async def test_a_follow_up_goes_on_from_the_last_answer(talk: Talk, lookup_after: list[tuple[str, str | None]]) -> None:
    await talk.say("扣多少")
    await talk.say("会不会扣钱")
    await talk.say("会不会扣钱")
    assert lookup_after == [("扣多少", None), ("会不会扣钱", "fee"), ("会不会扣钱", "fee")]


async def test_a_tapped_title_and_an_opened_topic_are_gone_on_from(
    talk: Talk, lookup_after: list[tuple[str, str | None]]
) -> None:
    asked = await answer(talk, "会不会扣钱")
    chosen = await pressed(talk, asked.buttons[1])
    await talk.say("扣多少")
    await talk.press(chosen.buttons[2], on=chosen)
    await talk.say("扣多少")
    assert [after for _, after in lookup_after][1] == "clawback"
    assert [after for _, after in lookup_after][2] == talk.services.faq.catalogue.entries["clawback"].related[0]


async def test_after_a_quarter_of_an_hour_a_question_stands_alone(
    talk: Talk, lookup_after: list[tuple[str, str | None]]
) -> None:
    await talk.say("扣多少")
    talk.wait(minutes=15)
    await talk.say("扣多少")
    talk.wait(minutes=15, seconds=1)
    await talk.say("扣多少")
    talk.restart()
    after_restart = told(talk).asked
    await talk.say("扣多少")
    afters = [after for _, after in lookup_after]
    assert (afters[:2], afters[-1]) == ([None, "fee"], None)
    assert afters.count("fee") == 1
    assert after_restart == [("扣多少", None)]


async def test_in_a_group_each_person_has_her_own_questions(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="group", chat_id=-500) as mei:
        lookup = told(mei)
        lin = replace(mei, user_id=7002)
        [said] = await mei.say("/faq 扣多少")
        [not_hers] = await lin.press(DOWN, on=said)
        assert not_hers.text.startswith("这个按钮是给提问的人的")
        assert await kept(mei) == []
        await lin.say("/faq 会不会扣钱")
        await mei.say("/faq 会不会扣钱")
        assert lookup.asked[1:] == [("会不会扣钱", None), ("会不会扣钱", "fee")]
        [down] = await mei.press(DOWN, on=said)
        assert "也许是这几个" in down.text
        [question] = await kept(mei)
        assert question.user_id == mei.user_id


async def test_a_number_tells_nothing_in_another_chat(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    elsewhere = replace(talk, chat_id=7009, user_id=7009)
    [theirs] = await elsewhere.press_data(data_of(said, DOWN))
    assert "请再打一遍" in theirs.text
    same_person = replace(talk, chat_id=-600, kind="group")
    [hers] = await same_person.press_data(data_of(said, DOWN))
    assert "请再打一遍" in hers.text
    asked = await answer(talk, "会不会扣钱")
    [none] = await elsewhere.press_data(data_of(asked, NONE))
    assert "请再打一遍" in none.text
    assert await kept(talk) == []


async def test_an_erased_chat_has_no_questions_left(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    await talk.press(DOWN, on=said)
    asked = await answer(talk, "会不会扣钱")
    await talk.say("/forget")
    await talk.press("全部删掉")
    assert await kept(talk) == []
    assert "请再打一遍" in (await pressed(talk, NONE, on=asked)).text
    assert talk.services.recent.last_entry(talk.chat_id, talk.user_id) is None
