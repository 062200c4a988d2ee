"""`/unanswered`: what was not answered well, together by likeness, and a phrase attached to an entry with one press."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import chats
from storage.questions import Reason
from tests.bot.handlers.asking import told
from tests.bot.handlers.desk import COMMISSION, CUT, PAYPAL, SELLER, SHIELD, SHIELD_THIRD, SHIELD_TOO, TEAM, Desk
from tests.support.talk import Talk


async def test_elsewhere_the_command_does_not_exist(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=TEAM) as talk:
        [said] = await talk.say("/unanswered")
        [other] = await talk.say("/unanswerable")
        assert said.text == other.text.replace("unanswerable", "unanswered")
        [begun] = await talk.say("/unans")
        assert "/unanswered" not in begun.text
        [shown] = await talk.say("/help")
        assert "/unanswered" not in shown.text


async def test_without_an_operators_chat_no_chat_of_telegram_has_it(tmp_path: Path) -> None:
    async with Talk.open(tmp_path) as talk:
        assert "没有 /unanswered 这个命令" in (await talk.say("/unanswered"))[0].text


async def test_operators_find_it_in_their_help_and_by_its_first_letters(desk: Desk) -> None:
    assert "/unanswered " in (await desk.talk.say("/help"))[0].text
    assert "/unanswered" in (await desk.talk.say("/unans"))[0].text


@pytest.mark.parametrize(
    "data", ["uqa:1:0:0", "uqa:1:0:1", "uqg:1:0:money", "uqt:1:0:fee", "uqn:1:0", "uqu:1:0:1:fee", "uqp:0"]
)
async def test_its_buttons_do_nothing_in_another_chat(desk: Desk, data: str) -> None:
    await desk.asked(SHIELD)
    await desk.asked(PAYPAL, 7002)
    await desk.attach("label-benefit")
    kept, open_ones = await desk.attached(), await desk.open()
    assert (len(kept), len(open_ones)) == (1, 1)
    [said] = await desk.talk.elsewhere(7003).press_data(data)
    assert said.kind == "toast"
    assert (await desk.attached(), await desk.open()) == (kept, open_ones)


async def test_with_nothing_open_it_says_what_would_be_listed(desk: Desk) -> None:
    said = await desk.lists()
    assert said.text.startswith("都处理完了")
    assert "90 天" in said.text
    assert said.buttons == []


async def test_questions_asked_alike_are_one_line_with_counts_reasons_what_was_shown_and_age(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.asked(SHIELD_TOO, 7002, Reason.THUMBED_DOWN, "label-benefit")
    await desk.asked(SHIELD_THIRD, 7002, Reason.MISTAPPED, "what-is")
    desk.talk.wait(hours=3)
    await desk.asked(PAYPAL, 7003)
    desk.talk.wait(days=2)
    said = await desk.lists()
    assert said.text.startswith("没答好的问题：4 个，归成 2 类\n")
    first, second = said.text.split("\n\n")[1:3]
    assert first.startswith("1. 「")
    assert "2 人问了 3 次：没答上 1 · 选项都不是 1 · 点了 👎 1" in first
    assert f"「{desk.title('label-benefit')}」" in first
    assert f"「{desk.title('what-is')}」" in first
    assert all(text in first for text in (SHIELD, SHIELD_TOO, SHIELD_THIRD))
    assert "最近一次：2 天前，最早：2 天前" in first
    assert second.startswith(f"2. 「{PAYPAL}」\n1 人问了 1 次：没答上 1\n")
    assert said.buttons == ["📎 第 1 类怎么答", "划掉第 1 类", "📎 第 2 类怎么答", "划掉第 2 类"]


async def test_what_more_people_ask_comes_first_however_often_one_repeats_it(desk: Desk) -> None:
    for place in range(4):
        await desk.asked(f"{SHIELD}{'呀' * place}")
    for user_id in (7002, 7003):
        await desk.asked(PAYPAL, user_id)
    said = await desk.lists()
    assert said.text.index(PAYPAL) < said.text.index(SHIELD)


async def test_what_was_recognised_as_none_of_the_bots_comes_last_with_its_title_and_is_no_failure(desk: Desk) -> None:
    for user_id in (7002, 7003, 7004):
        await desk.asked(CUT, user_id, shown=COMMISSION)
    await desk.asked(SHIELD)
    await desk.asked(PAYPAL, 7002, Reason.MISTAPPED, "fee")
    said = await desk.lists()
    heading, *topics = said.text.split("\n\n")
    assert heading == ("没答好的问题：2 个，归成 2 类\n认得、但不归这里答的：3 个，归成 1 类，排在最后，不算没答好")
    assert [SHIELD in topics[1], PAYPAL in topics[0]] == [True, True]
    title = desk.title(COMMISSION)
    assert topics[2].startswith(f"3. 「{CUT}」\n3 人问了 3 次：☑️ 认得是「{title}」，说了不归这里答、该去哪里问\n")
    assert "没答上" not in topics[2]
    assert "当时给的" not in topics[2]
    assert said.buttons[-2:] == ["📎 第 3 类怎么答", "划掉第 3 类"]


async def test_the_same_words_missed_and_recognised_are_two_lines(desk: Desk) -> None:
    await desk.asked(CUT, 7002, shown=COMMISSION)
    await desk.asked(CUT, 7003)
    said = await desk.lists()
    assert said.text.startswith("没答好的问题：1 个，归成 1 类\n认得、但不归这里答的：1 个，归成 1 类")
    assert "1 人问了 1 次：没答上 1" in said.text


async def test_what_happens_to_a_recognised_question_now_is_said_only_where_it_is_something_else(desk: Desk) -> None:
    told(desk.talk)
    await desk.asked("抽成多少", shown=COMMISSION)
    assert "现在再问" not in (await desk.lists()).text
    await desk.asked("扣多少", 7002, shown=COMMISSION)
    assert (await desk.lists()).text.count(f"现在再问，会答「{desk.title('fee')}」") == 1


async def test_where_nothing_was_missed_the_heading_says_so(desk: Desk) -> None:
    await desk.asked(CUT, shown=COMMISSION)
    assert (await desk.lists()).text.startswith("没答好的问题：没有\n认得、但不归这里答的：1 个")


async def test_what_a_seller_is_sent_elsewhere_with_is_listed_behind_what_was_missed(desk: Desk) -> None:
    told(desk.talk)
    [declined] = await desk.talk.elsewhere(7001).say("抽成多少")
    assert declined.text.startswith(desk.title(COMMISSION))
    [missed] = await desk.talk.elsewhere(7002).say("孙悟空在哪")
    assert "不敢乱说" in missed.text
    first, second = (await desk.lists()).text.split("\n\n")[1:3]
    assert "孙悟空在哪" in first
    assert f"认得是「{desk.title(COMMISSION)}」" in second


async def test_recognised_questions_never_crowd_out_those_that_were_missed(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.fill(range(8001, 8011), shown=COMMISSION)
    said = await desk.lists()
    assert said.text.startswith("没答好的问题：1 个，归成 1 类\n认得、但不归这里答的：500 个，只看最近 499 个，归成")
    assert f"1. 「{SHIELD}」" in said.text
    await desk.fill(range(8011, 8021))
    said = await desk.lists()
    assert "没答好的问题：501 个，只看最近 500 个，归成" in said.text
    assert "认得、但不归这里答的：500 个，这次没看，排在最后" in said.text


async def test_five_topics_stand_on_a_page_and_long_words_are_cut(desk: Desk) -> None:
    for place, word in enumerate(("申诉", "提现", "广告", "海外仓", "直播", "公会", "模板")):
        await desk.asked(f"{word}" * 100, 7001 + place)
    said = await desk.lists()
    assert "（第 1/2 页）" in said.text
    assert "7. 「" not in said.text
    assert said.buttons[-1] == "下一页 ›"
    later = await desk.press("下一页")
    assert later.kind == "edit"
    assert "7. 「" in later.text
    assert later.buttons[-1] == "‹ 上一页"
    assert (await desk.press("上一页")).text == said.text
    [beyond] = await desk.talk.press_data("uqp:99")
    assert beyond.text == later.text


async def test_words_are_shown_as_words_whatever_is_in_them(desk: Desk) -> None:
    await desk.asked("<b>盾牌</b> & {{ 7*7 }} 是啥")
    assert "<b>盾牌</b> & {{ 7*7 }} 是啥" in (await desk.lists()).text


async def test_the_nearest_entries_are_offered_first_and_then_every_group(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.lists()
    offered = await desk.press("第 1 类怎么答")
    assert len(offered.buttons) == 7
    assert offered.buttons[-2:] == ["别的话题", "← 回到列表"]
    titles = {entry.title.zh for entry in desk.talk.services.faq.catalogue}
    assert set(offered.buttons[:5]) <= titles
    groups = await desk.press("别的话题")
    assert groups.buttons == [*(name.zh for _, name in desk.talk.services.faq.groups), "← 回到列表"]
    entries = await desk.press("保费和税")
    money = [entry.title.zh for entry in desk.talk.services.faq.in_group("money")]
    assert entries.buttons == [*money, "别的话题", "← 回到列表"]
    assert (await desk.press("别的话题")).text == groups.text
    assert (await desk.press("回到列表")).text.startswith("没答好的问题")


async def test_what_is_dropped_leaves_the_list_with_all_that_is_like_it_until_that_is_undone(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.asked(SHIELD_TOO, 7002)
    await desk.asked(PAYPAL, 7003)
    await desk.lists()
    said = await desk.press("划掉第 1 类")
    assert "这一类 2 个问题不再列出来" in said.text
    assert await desk.open() == [PAYPAL]
    assert desk.answers(SHIELD) is None
    undone = await desk.press("撤销")
    assert "2 个问题回到列表" in undone.text
    assert await desk.open() == [SHIELD, SHIELD_TOO, PAYPAL]
    [again] = await desk.talk.press("撤销", on=said)
    assert again.kind == "toast"


async def test_any_operator_may_press_and_the_second_one_hears_that_it_is_done(desk: Desk) -> None:
    await desk.asked(SHIELD)
    listed = await desk.lists()
    colleague = desk.talk.other(6)
    [dropped] = await colleague.press("划掉第 1 类", on=listed)
    assert dropped.text.startswith("划掉了")
    for label in ("划掉第 1 类", "第 1 类怎么答"):
        [said] = await desk.talk.press(label, on=listed)
        assert said.kind == "toast"
        assert "已经有人处理了" in said.text


async def test_a_question_that_its_seller_erased_is_gone(desk: Desk) -> None:
    await desk.asked(SHIELD)
    listed = await desk.lists()
    async with desk.talk.services.database.write() as tx:
        await chats.forget(SELLER, tx)
    [said] = await desk.talk.press("第 1 类怎么答", on=listed)
    assert said.kind == "toast"
    assert (await desk.lists()).text.startswith("都处理完了")


async def test_a_question_that_comes_in_or_changes_hands_is_in_the_list_at_once(desk: Desk) -> None:
    await desk.asked(SHIELD)
    await desk.asked(PAYPAL, 7002)
    assert "归成 2 类" in (await desk.lists()).text
    dropped = await desk.press("划掉第 1 类")
    assert SHIELD not in (await desk.lists()).text or PAYPAL not in (await desk.lists()).text
    await desk.talk.press("撤销", on=dropped)
    await desk.lists()
    await desk.press("划掉第 2 类")
    [left] = await desk.open()
    assert f"1. 「{left}」" in (await desk.lists()).text


async def test_an_open_dialogue_survives_a_look_at_the_list(desk: Desk) -> None:
    await desk.talk.say("/quote 200")
    await desk.lists()
    [said] = await desk.talk.say("/quote 200 97")
    assert said.text.startswith("保费 ¥0.60")


async def test_only_the_newest_are_looked_at_when_there_are_very_many(desk: Desk) -> None:
    await desk.fill(range(8001, 8012))
    said = await desk.lists()
    assert said.text.startswith("没答好的问题：550 个，只看最近 500 个，归成")


async def test_in_english_too_what_was_recognised_comes_last_with_its_title(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=TEAM, language_code="en") as talk:
        desk = Desk(talk.elsewhere(TEAM, 5))
        await desk.asked(CUT, shown=COMMISSION)
        await desk.asked(SHIELD, 7002)
        said = await desk.lists()
        topic = talk.services.faq.unsupported(COMMISSION)
        assert topic is not None
        assert said.text.startswith(
            "Not answered well: 1 question in 1 group\nRecognised, and not mine to answer: 1 question in 1 group; "
        )
        assert f"1 time, 1 person: ☑️ recognised as “{topic.title.en}”" in said.text
        assert said.text.index(SHIELD) < said.text.index(CUT)


async def test_it_speaks_english_too(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=TEAM, language_code="en") as talk:
        desk = Desk(talk.elsewhere(TEAM, 5))
        await desk.asked(SHIELD)
        await desk.asked(PAYPAL, 7002, Reason.MISTAPPED, "fee")
        said = await desk.lists()
        assert said.text.startswith("Not answered well: 2 questions in 2 groups\n")
        assert "1 time, 1 person: none of the choices 1" in said.text
        await desk.press("Answer no. 1")
        await desk.press("Other topics")
        await desk.press("Payouts")
        entry = talk.services.faq.entry("payout-time")
        assert entry is not None
        attached = await desk.press(entry.title.en)
        assert attached.text.startswith("Attached\n“")
        assert "from now on." in attached.text
        assert "1 question of this group is answered by it" in attached.text
        assert (await desk.press("Undo")).text.startswith("Undone")
        await desk.press("Back to the list")
        assert (await desk.press("Drop no. 2")).text.startswith("Dropped")
        assert "1 question is back" in (await desk.press("Undo")).text
