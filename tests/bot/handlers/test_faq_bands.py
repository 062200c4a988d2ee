"""What is said to a question in each band: an answer, titles to choose from, a no, or the tool whose job it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from telegram.error import Forbidden

from bot.faq.tools import TOOLS
from bot.handlers import ask_person
from bot.handlers.ask_buttons import Destination
from bot.turn import Answer, Turn
from storage import chats
from storage.questions import Reason
from tests.bot.handlers.asking import (
    A_QUOTE,
    A_QUOTE_EN,
    A_SAVING,
    NOTHING,
    UNDERSTOOD,
    WITH_ORDER,
    WITH_PHONE,
    WITH_RECIPIENT,
    answer,
    kept,
    pressed,
    told,
)
from tests.support.talk import Talk

OPERATORS = -500


async def test_an_answer_is_headed_by_its_title_and_leads_on(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "扣多少")
    assert said.text.startswith("保费怎么算\n")
    assert "出处：" in said.text
    assert [len(row) for row in said.keyboard] == [2, 1, 1, 1, 2]
    assert said.buttons[:2] == ["算一单保费", "← 同类问题"]
    assert said.buttons[-2:] == ["👍 有用", "👎 不是我问的"]
    related = await pressed(talk, said.buttons[2])
    assert related.text.startswith(said.buttons[2])


async def test_an_answer_in_english_has_the_same_buttons(talk_en: Talk) -> None:
    told(talk_en)
    said = await answer(talk_en, "how much is it")
    assert said.text.startswith("How the premium is worked out\n")
    assert said.buttons[:2] == ["Quote an order", "← More on this topic"]
    assert said.buttons[-2:] == ["👍 Helpful", "👎 Not what I asked"]


async def test_every_answer_leads_to_a_command_that_opens(talk: Talk) -> None:
    for entry in talk.services.faq.catalogue:
        assert entry.action is None or entry.action in set(Destination), entry.id
        said = await answer(talk, f"/start faq_{entry.id}")
        assert await talk.press(said.buttons[0], on=said), entry.id


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_destination_has_a_label(talk: Talk, locale: str) -> None:
    for destination in Destination:
        assert talk.services.renderer.label(f"faq.go_{destination.value}", locale, ())


async def test_asking_leaves_nothing_behind(talk: Talk) -> None:
    told(talk)
    await talk.say("扣多少")
    await talk.say("会不会扣钱")
    await talk.say("明天会下雨吗")
    async with talk.services.database.read() as tx:
        assert await chats.find(talk.chat_id, tx) is None


async def test_when_unsure_up_to_three_titles_are_offered_and_a_way_out(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "会不会扣钱")
    assert said.text == "拿不太准你问的是哪个，点一个我就答："
    library = talk.services.faq
    titles = [library.catalogue.entries[each].title.zh for each in ("fee-deduction", "clawback", "payout-time")]
    assert said.buttons == [*titles, "以上都不是"]
    assert {len(row) for row in said.keyboard} == {1}


async def test_a_single_title_is_asked_about(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "什么时候到")
    assert "你问的是这个吗" in said.text
    assert len(said.buttons) == 2


async def test_when_unsure_in_english(talk_en: Talk) -> None:
    told(talk_en)
    said = await answer(talk_en, "will they take money")
    assert said.text == "I’m not quite sure which of these you mean. Tap one and I’ll answer it:"
    assert said.buttons[-1] == "None of these"
    assert "Is this what you mean?" in (await answer(talk_en, "when will it come")).text


async def test_a_chosen_title_is_answered_below_the_titles_and_nothing_is_kept(talk: Talk) -> None:
    told(talk)
    asked = await answer(talk, "会不会扣钱")
    said = await pressed(talk, asked.buttons[1])
    assert said.kind == "message"
    assert said.text.startswith(asked.buttons[1])
    assert said.buttons[-2:] == ["👍 有用", "👎 不是我问的"]
    assert await kept(talk) == []


async def test_a_neighbouring_topic_is_named_and_declined_with_where_to_look(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "抽成多少")
    topic = talk.services.faq.unsupported("unsupported-commission")
    assert topic is not None
    assert said.text.startswith(f"{topic.title.zh}\n\n这个我的资料里没有，不敢乱说，只能指个方向：\n{topic.where.zh}")
    assert said.buttons == ["我能帮什么"]
    assert "/quote" in (await pressed(talk, "我能帮什么")).text
    [question] = await kept(talk)
    assert (question.text, question.language, question.reason) == ("抽成多少", "zh", Reason.DECLINED)
    assert (question.recognised, question.nearest[0]) == ("unsupported-commission", "unsupported-commission")


async def test_a_neighbouring_topic_in_english(talk_en: Talk) -> None:
    told(talk_en)
    said = await answer(talk_en, "what cut do they take")
    topic = talk_en.services.faq.unsupported("unsupported-commission")
    assert topic is not None
    assert said.text.startswith(
        f"{topic.title.en}\n\nMy notes don’t cover this, and I won’t guess at the answer. A pointer all the same:\n"
        f"{topic.where.en}"
    )
    assert said.buttons == ["What I can do"]
    [question] = await kept(talk_en)
    assert (question.text, question.language) == ("what cut do they take", "en")


@pytest.mark.parametrize("text", ["明天会下雨吗", "will it rain tomorrow"])
async def test_what_has_nothing_to_do_with_selling_gets_its_one_line_and_is_not_kept(talk: Talk, text: str) -> None:
    told(talk)
    said = await answer(talk, text)
    topic = talk.services.faq.unsupported("unsupported-far-weather-life")
    assert topic is not None
    assert said.text in (topic.where.zh, topic.where.en)
    assert len(said.buttons) == 1
    assert await kept(talk) == []


async def test_what_is_not_known_at_all_is_said_so_with_what_the_bot_can_do(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "孙悟空在哪")
    assert said.text.startswith("这个我的资料里没找到，不敢乱说。")
    assert "我能做的：算保费" in said.text
    assert "平台客服" in said.text
    assert said.buttons == ["看全部话题"]
    [question] = await kept(talk)
    assert (question.text, question.reason, question.nearest) == ("孙悟空在哪", Reason.DECLINED, ("fee",))
    assert len((await pressed(talk, "看全部话题")).buttons) == 6


async def test_what_is_not_known_at_all_in_english(talk_en: Talk) -> None:
    told(talk_en)
    said = await answer(talk_en, "where is the monkey king")
    assert said.text.startswith("I couldn’t find that in my notes")
    assert "What I can do: quote a premium" in said.text
    assert said.buttons == ["All topics"]


async def test_what_is_kept_is_masked(talk: Talk) -> None:
    told(talk)
    await talk.say(f"/faq {WITH_ORDER}")
    [question] = await kept(talk)
    assert "8123456789012345" not in question.text
    assert "孙悟空" in question.text


async def test_a_phone_is_not_kept(talk: Talk) -> None:
    told(talk)
    await talk.say(f"/faq {WITH_PHONE}")
    [question] = await kept(talk)
    assert "1312" not in question.text


async def test_what_may_be_of_a_label_is_not_kept_and_nothing_else_is_said(talk: Talk) -> None:
    told(talk)
    await talk.say(f"/faq {WITH_RECIPIENT}")
    said = await pressed(talk, "以上都不是")
    assert said.text.splitlines()[0] == "好，都不是。"
    assert await kept(talk) == []


async def test_whoever_asks_where_a_parcel_is_does_not_lose_the_open_question(talk: Talk) -> None:
    await talk.say("/eligible")
    said = await answer(talk, "帮我看看 LP00123456789012 到哪了")
    assert said.text.startswith("轨迹我自己查不了")
    assert "刚才的问题还开着" in said.text
    assert await kept(talk) == []


async def test_the_job_of_a_tool_is_shown_its_button_and_the_nearest_title(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, f"/faq {A_QUOTE}")
    assert said.text == "这件事有现成的功能：/quote。点下面的按钮，我一步一步问你。"
    assert said.buttons == ["算一单保费", "保费怎么算", "看全部话题"]
    assert (await pressed(talk, "保费怎么算", on=said)).text.startswith("保费怎么算\n")
    assert "/quote 200 97" in (await pressed(talk, "算一单保费", on=said)).text
    assert await kept(talk) == []


async def test_the_job_of_a_tool_in_english(talk_en: Talk) -> None:
    told(talk_en)
    said = await answer(talk_en, f"/faq {A_QUOTE_EN}")
    assert said.text.startswith("There is a command for this: /quote. Tap the button")
    assert said.buttons[0] == "Quote an order"


async def test_without_a_near_title_only_the_tool_is_offered(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, f"/faq {A_SAVING}")
    assert said.buttons == ["算换档省多少", "看全部话题"]


async def test_every_tool_has_a_button_of_its_own(talk: Talk) -> None:
    assert {name for name, _ in TOOLS} <= set(Destination)


@pytest.fixture
async def with_person(tmp_path: Path) -> AsyncIterator[Talk]:
    """A seller of a bot with an operators' chat."""
    async with Talk.open(tmp_path, operator_chat=OPERATORS) as opened:
        told(opened)
        yield opened


async def test_where_a_person_reads_a_refusal_leads_to_one_with_one_press(with_person: Talk) -> None:
    said = await answer(with_person, "孙悟空在哪")
    assert "想让真人看看，点“转给真人”，或者发 /ask。" in said.text
    assert said.buttons == ["转给真人", "看全部话题"]
    await with_person.press("转给真人")
    [handed] = with_person.bot.said_in(OPERATORS)
    assert "孙悟空在哪" in handed.text
    assert "已经转给真人" in with_person.bot.said_in(with_person.chat_id)[-1].text
    again = await pressed(with_person, "转给真人", on=said)
    assert (again.kind, again.text) == ("toast", "这个问题已经转给真人了，请等回复。")
    assert len(with_person.bot.said_in(OPERATORS)) == 1


async def test_a_long_question_goes_to_a_person_whole(with_person: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    question = f"孙悟空在哪？{'花果山' * 300}，最后一句也要转到"
    monkeypatch.setitem(UNDERSTOOD, question, NOTHING)
    said = await answer(with_person, question)
    await answer(with_person, "孙悟空在哪")
    await with_person.press("转给真人", on=said)
    [handed] = with_person.bot.said_in(OPERATORS)
    assert question in handed.text
    assert question in with_person.bot.said_in(with_person.chat_id)[-1].text


async def test_a_failure_behind_the_way_to_a_person_is_logged_without_a_word_of_it(
    with_person: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answer(with_person, "孙悟空在哪")

    async def failing(turn: Turn) -> Answer:
        raise ValueError(turn.args)

    monkeypatch.setattr(ask_person, "command", failing)
    with capture_logs() as lines:
        await with_person.press("转给真人")
    [line] = [line for line in lines if line["event"] == "handler_failed"]
    assert line["error"] == "ValueError"
    assert "exc_info" not in line
    assert "孙悟空" not in repr(line)


async def test_a_second_question_goes_to_a_person_by_its_own_button(with_person: Talk) -> None:
    told(with_person)
    questions = ("孙悟空在哪", "where is the monkey king")
    said = [await answer(with_person, question) for question in questions]
    for each in said:
        await with_person.press_data(each.keyboard[0][0][1], each.message_id)
    read = [message.text for message in with_person.bot.said_in(OPERATORS)]
    assert [question in text for question, text in zip(questions, read, strict=True)] == [True, True]


async def test_what_could_not_be_handed_over_can_be_pressed_again(with_person: Talk) -> None:
    said = await answer(with_person, "孙悟空在哪")
    with_person.bot.refusals[OPERATORS] = Forbidden("bot was kicked from the group chat")
    await with_person.press("转给真人", on=said)
    assert with_person.bot.said_in(OPERATORS) == []
    del with_person.bot.refusals[OPERATORS]
    await with_person.press("转给真人", on=said)
    assert len(with_person.bot.said_in(OPERATORS)) == 1


@pytest.mark.parametrize(("text", "presses"), [("扣多少", ["👎"]), ("会不会扣钱", ["以上都不是"])])
async def test_every_end_of_a_question_leads_to_a_person(with_person: Talk, text: str, presses: list[str]) -> None:
    said = await answer(with_person, text)
    for press in presses:
        said = await pressed(with_person, press)
    assert "/ask" in said.text
    assert "转给真人" in said.buttons
    await with_person.press("转给真人")
    assert text in with_person.bot.said_in(OPERATORS)[0].text


async def test_after_a_restart_the_question_for_a_person_is_asked_for(with_person: Talk) -> None:
    said = await answer(with_person, "孙悟空在哪")
    with_person.restart()
    await with_person.press("转给真人", on=said)
    assert with_person.bot.said_in(OPERATORS) == []
    await with_person.say("孙悟空到底在哪")
    assert "孙悟空到底在哪" in with_person.bot.said_in(OPERATORS)[0].text


async def test_whoever_asks_whether_it_is_a_person_hears_how_to_reach_one(with_person: Talk) -> None:
    said = await answer(with_person, "你是机器人吗")
    assert said.text.startswith("我是程序，不是真人")
    assert "发 /ask" in said.text
