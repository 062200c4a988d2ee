"""What a phrase that operators attached changes, and what taking it back does."""

from __future__ import annotations

from storage.questions import Reason
from tests.bot.handlers.desk import SHIELD, SHIELD_TOO, Desk


async def test_one_press_attaches_the_words_and_answers_with_the_entry_at_once(desk: Desk) -> None:
    await desk.asked(SHIELD)
    assert desk.answers(SHIELD) is None
    said = await desk.attach("label-benefit")
    assert said.text.startswith(
        f"挂上了\n「{SHIELD}」和跟它差不多的问法，从现在起答「{desk.title('label-benefit')}」。"
    )
    assert "⚠️" not in said.text
    assert "1 个问题现在答得上" in said.text
    assert said.buttons == ["撤销", "← 回到列表"]
    (phrase,) = await desk.attached()
    assert (phrase.text, phrase.entry, phrase.language, phrase.attached_by) == (SHIELD, "label-benefit", "zh", 5)
    assert desk.answers(SHIELD) == desk.answers(f"{SHIELD}？") == "label-benefit"
    assert await desk.open() == []
    assert (await desk.press("回到列表")).text.startswith("都处理完了")


async def test_only_what_the_phrase_answers_leaves_the_list(desk: Desk) -> None:
    far = "那个小盾牌到底是从什么地方冒出来的东西，买家看到的"
    await desk.asked(SHIELD)
    await desk.asked(SHIELD_TOO, 7002)
    await desk.asked(far, 7003)
    assert "归成 1 类" in (await desk.lists()).text
    said = await desk.attach("label-benefit")
    assert desk.answers(far) is None
    assert "有 2 个问题现在答得上" in said.text
    assert "还有 1 个说法差得远，留在列表里" in said.text
    assert await desk.open() == [far]


async def test_an_operator_is_told_which_entry_answered_it_until_now(desk: Desk) -> None:
    question = "赔了以后要我自己掏钱吗"
    assert desk.answers(question) == "clawback"
    await desk.asked(question, reason=Reason.THUMBED_DOWN, shown="clawback")
    await desk.lists()
    offered = await desk.press("第 1 类怎么答")
    assert f"现在再问，会答「{desk.title('clawback')}」" in offered.text
    said = await desk.attach("payout-time")
    assert f"⚠️ 在这之前，这句答的是「{desk.title('clawback')}」" in said.text
    assert desk.answers(question) == "payout-time"
    undone = await desk.press("撤销")
    assert f"现在再问，会答「{desk.title('clawback')}」" in undone.text
    assert desk.answers(question) == "clawback"


async def test_undoing_an_attachment_takes_back_all_of_it(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.asked(SHIELD_TOO, 7002)
    before = (await desk.lists()).text
    await desk.attach("label-benefit")
    said = await desk.press("撤销")
    assert said.kind == "edit"
    assert "2 个问题回到列表" in said.text
    assert (await desk.press("回到列表")).text == before
    assert await desk.attached() == []
    assert desk.answers(SHIELD) is None


async def test_undoing_twice_does_nothing_the_second_time(desk: Desk) -> None:
    await desk.asked(SHIELD)
    attached = await desk.attach("label-benefit")
    await desk.press("撤销")
    again = await desk.attach("label-benefit")
    assert again.text == attached.text
    [said] = await desk.talk.press("撤销", on=attached)
    assert said.kind == "toast"
    assert len(await desk.attached()) == 1
    assert desk.answers(SHIELD) == "label-benefit"


async def test_words_attached_once_more_go_back_to_the_entry_they_had_before(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.attach("label-benefit")
    await desk.asked(SHIELD, 7002, Reason.THUMBED_DOWN, "label-benefit")
    said = await desk.attach("payout-time")
    assert f"⚠️ 在这之前，这句答的是「{desk.title('label-benefit')}」" in said.text
    assert [phrase.entry for phrase in await desk.attached()] == ["payout-time"]
    await desk.press("撤销")
    assert [phrase.entry for phrase in await desk.attached()] == ["label-benefit"]
    assert desk.answers(SHIELD) == "label-benefit"
    assert await desk.open() == [SHIELD]


async def test_of_two_phrases_that_read_alike_the_newer_is_answered_with(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.attach("label-benefit")
    await desk.asked(f"{SHIELD}？", 7002, Reason.THUMBED_DOWN, "label-benefit")
    said = await desk.attach("payout-time")
    assert said.text.startswith("挂上了")
    assert len(await desk.attached()) == 2
    assert desk.answers(SHIELD) == "payout-time"


async def test_words_that_nothing_could_match_are_not_attached(desk: Desk) -> None:
    await desk.asked("ถามหน่อย")
    said = await desk.attach("payout-time")
    assert said.text.startswith("没挂上")
    assert await desk.attached() == []
    assert await desk.open() == ["ถามหน่อย"]


async def test_an_entry_that_does_not_exist_is_not_attached_to(desk: Desk) -> None:
    await desk.asked(SHIELD)
    [said] = await desk.talk.press_data("uqt:1:0:nonsense")
    assert said.kind == "toast"
    assert await desk.attached() == []


async def test_a_clearer_question_that_comes_in_meanwhile_does_not_change_what_is_attached(desk: Desk) -> None:
    await desk.asked(f"{SHIELD} ##")
    await desk.lists()
    await desk.press("第 1 类怎么答")
    await desk.press("别的话题")
    entry = desk.talk.services.faq.entry("label-benefit")
    assert entry is not None
    await desk.press(dict(desk.talk.services.faq.groups)[entry.group].zh)
    await desk.asked(SHIELD, 7002)
    said = await desk.press(entry.title.zh)
    assert f"「{SHIELD} ##」" in said.text
    assert [phrase.text for phrase in await desk.attached()] == [f"{SHIELD} ##"]


async def test_an_old_undo_of_a_dropping_does_not_bring_back_what_was_attached_since(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.lists()
    dropped = await desk.press("划掉第 1 类")
    await desk.press("撤销")
    await desk.attach("label-benefit")
    [said] = await desk.talk.press("撤销", on=dropped)
    assert said.kind == "toast"
    assert await desk.open() == []
    assert desk.answers(SHIELD) == "label-benefit"
