"""Answers that hesitate, that take one back or that leave one out, and polite wishes to stop, at the open question."""

from __future__ import annotations

import pytest

from tests.support.talk import Talk

OPEN, OPEN_EN = "刚才的问题还开着", "earlier question is still open"
SHOP, SHOP_EN = "/eligible 企业 内地 96 1.5", "/eligible company mainland 96 1.5"
REFUSED = "/cover 拒收 标准 普货 都做到"


async def replied(talk: Talk, opening: str, text: str) -> str:
    for each in opening.split(" >> "):
        await talk.say(each)
    [said] = await talk.say(text)
    return said.text


@pytest.mark.parametrize(
    ("opening", "text", "noted"),
    [
        ("/quote", "97%?", "履约率 97%，记下了"),
        ("/quote", "97%", "履约率 97%，记下了"),
        ("/quote 200", "97吗", "保费 ¥0.60"),
        ("/quote", "昨天", "按 2026-11-21 的规定算"),
    ],
)
async def test_a_rate_or_a_day_before_the_amount_is_kept_even_with_doubt(
    talk: Talk, opening: str, text: str, noted: str
) -> None:
    assert noted in await replied(talk, opening, text)


@pytest.mark.parametrize("opening", ["/quote", "/quote 200"])
@pytest.mark.parametrize(("text", "noted"), [("2 days ago", "By the rules of 2026-11-20"), ("a week ago", "Which day")])
async def test_a_day_in_words_is_a_day_and_no_question(talk_en: Talk, opening: str, text: str, noted: str) -> None:
    assert noted in await replied(talk_en, opening, text)


@pytest.mark.parametrize(
    ("opening", "text", "noted"),
    [
        ("/cover 丢件", "是特货吗？", "特货"),
        ("/cover 丢件", "标准吗", "无忧标准"),
        ("/cover 丢件 简易", "是特货吗", "特货"),
        ("/diagnose >> 50小时 >> 电话没问题 >> 不带电", "是特货吗？", "不带电 · 特货"),
        (f"{SHOP} 无", "是特货吗？", "无忧特货"),
        ("/eligible", "企业吗", "已填：企业"),
    ],
)
async def test_a_value_of_the_very_field_that_was_asked_for_counts_although_its_end_asks(
    talk: Talk, opening: str, text: str, noted: str
) -> None:
    said = await replied(talk, opening, text)
    assert noted in said
    assert OPEN not in said


@pytest.mark.parametrize(
    ("opening", "text"),
    [
        ("/cover 丢件", "特货保吗"),
        ("/cover 丢件", "特货赔不赔"),
        ("/cover 丢件", "标准可以赔的吗"),
        ("/cover 丢件 标准", "简易保不"),
        ("/cover 丢件 标准", "简易吗"),
        (REFUSED, "已签收还能赔不"),
        ("/eligible 企业", "个体户吗"),
        (SHOP, "是吗"),
    ],
)
async def test_what_asks_more_than_the_value_stays_a_side_question(talk: Talk, opening: str, text: str) -> None:
    assert OPEN in await replied(talk, opening, text)


@pytest.mark.parametrize(
    "opening", ["/cover lost", "/cover lost standard", "/eligible", "/eligible company", "/diagnose >> 50 hours"]
)
@pytest.mark.parametrize("text", ["about 8 days", "2 days ago", "six days"])
async def test_mere_figures_off_the_question_are_asked_about_again(talk_en: Talk, opening: str, text: str) -> None:
    said = await replied(talk_en, opening, text)
    assert f"couldn’t read “{text}”" in said
    assert OPEN_EN not in said


@pytest.mark.parametrize("opening", ["/clawback", "/whatif", "/label"])
async def test_mere_figures_fetch_no_answer_to_something_else(talk_en: Talk, opening: str) -> None:
    for text in ("about 8 days", "2 days ago", "six days"):
        assert OPEN_EN not in await replied(talk_en, opening, text)


async def test_what_happened_with_a_call_for_help_is_what_went_wrong(talk: Talk) -> None:
    assert "已知：没妥投" in await replied(talk, "/cover", "包裹没到怎么办")
    assert "已知：确认丢件" in await replied(talk, "/cover", "丢件了怎么办")
    assert "So far: not delivered" in await replied(talk, "/cover", "my parcel never arrived, what should i do")


@pytest.mark.parametrize("text", ["应该没有", "应该没有吧", "一次都没有", "I don't think so", "not that I know"])
async def test_a_hesitant_no_is_a_no(talk: Talk, text: str) -> None:
    said = await replied(talk, SHOP, text)
    assert "严重违规：没有" in said or "serious violations: none" in said
    said = await replied(talk, REFUSED, text)
    assert "没签收" in said or "never signed for" in said


@pytest.mark.parametrize("text", ["应该是", "应该有", "好像是吧", "可能是", "应该是吧", "i think so"])
async def test_a_hesitant_yes_is_a_yes(talk: Talk, text: str) -> None:
    said = await replied(talk, SHOP, text)
    assert "严重违规：有" in said or "serious violations: yes" in said
    said = await replied(talk, REFUSED, text)
    assert "已签收" in said or "signed for" in said


async def test_all_of_it_with_a_hedge_is_all_of_it(talk: Talk) -> None:
    said = await replied(talk, "/cover 丢件 标准 普货", "应该都做到了吧")
    assert "打单、交仓、追踪、揽收都做到" in said
    assert "没看懂" not in said


@pytest.mark.parametrize(
    "text",
    ["算了，谢谢", "不用了谢谢", "好吧算了", "还是算了", "算了不查了", "没事了", "结束了", "全部取消", "取消掉",
     "帮我取消", "取消这个", "不想弄了", "別弄了", "ok never mind", "actually never mind", "stop asking", "i'm done"],
)  # fmt: skip
async def test_a_polite_wish_to_stop_is_one(talk: Talk, text: str) -> None:
    for opening in ("/eligible 企业", "/cover 丢件", "/quote 200"):
        await replied(talk, opening, text)
        said = (await talk.say("/cancel"))[0].text
        assert "没有没答完的问题" in said or "No question is open" in said


async def test_where_nothing_is_open_a_polite_no_is_no_wish_to_stop(talk: Talk) -> None:
    assert "没有没答完的问题" not in (await talk.say("不用了谢谢"))[0].text


@pytest.mark.parametrize("opening", ["/cover 丢件 标准", "/diagnose", "/eligible 企业"])
async def test_what_a_buyer_or_a_tired_seller_may_say_changes_nothing(talk: Talk, opening: str) -> None:
    said = await replied(talk, opening, "不要了")
    assert "「不要了」没看懂" in said
    assert "不想要" not in said


async def test_the_same_words_are_a_buyers_reason_where_one_is_asked_for(talk: Talk) -> None:
    assert "注明“不想要”" in await replied(talk, f"{REFUSED} 已签收 10小时", "不要了")


@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("除了交仓都做到了", "菜鸟打单，没交仓，全程可追踪，已揽收"),
        ("除了交仓以外都做到了", "菜鸟打单，没交仓，全程可追踪，已揽收"),
        ("都做到了，除了交仓", "菜鸟打单，没交仓，全程可追踪，已揽收"),
        ("都做到了，除了交仓和揽收", "菜鸟打单，没交仓，全程可追踪，没揽收"),
        ("只差交仓", "没交仓"),
        ("交仓没做到", "没交仓"),
        ("all done except handed in", "Cainiao label, not handed in, tracked end to end, picked up"),
    ],
)
async def test_what_is_left_out_by_exception_was_not_done(talk: Talk, text: str, said_of_it: str) -> None:
    said = await replied(talk, "/cover 丢件 标准 普货", text)
    assert said_of_it in said
    assert "不在保障里" in said or "Not covered" in said


@pytest.mark.parametrize("text", ["除了入库扫描都做到了", "all done except the hand-in"])
async def test_an_exception_that_cannot_be_read_fills_nothing(talk: Talk, text: str) -> None:
    await replied(talk, "/cover 丢件 标准 普货", text)
    [said] = await talk.say("都做到了")
    assert "打单、交仓、追踪、揽收都做到" in said.text
    [said] = await talk.say("/cancel")
    assert "没有没答完的问题" not in said.text


@pytest.mark.parametrize(
    ("opening", "text", "noted", "next_asked"),
    [
        ("/eligible 企业 内地 97", "不对，96", "好评率 96%\n", "4/6"),
        ("/eligible 企业 内地 97", "改成96", "好评率 96%\n", "4/6"),
        ("/eligible 企业 内地 97", "好评改成96", "好评率 96%\n", "4/6"),
        ("/eligible 企业 内地 97", "96吧，打错了", "好评率 96%\n", "4/6"),
        ("/eligible 企业 内地 97 1.5", "不对，2", "好评率 97% · 纠纷率 2%\n", "5/6"),
        ("/eligible 企业 内地 97 1.5", "打错了，好评96", "好评率 96% · 纠纷率 1.5%\n", "5/6"),
        ("/eligible company mainland 97", "actually 96%", "好评率 96%\n", "4/6"),
        ("/eligible company mainland 97 1.5", "oops, 96", "好评率 96% · 纠纷率 1.5%\n", "5/6"),
    ],
)
async def test_a_figure_that_takes_one_back_replaces_it(
    talk: Talk, opening: str, text: str, noted: str, next_asked: str
) -> None:
    said = await replied(talk, opening, text)
    assert noted in said
    assert next_asked in said


async def test_an_absurd_rate_of_disputes_is_asked_about_unless_a_word_says_that_it_is_one(talk: Talk) -> None:
    said = await replied(talk, "/eligible 企业 内地 97", "96")
    assert "「96」没看懂" in said
    assert "纠纷率 96%" not in said
    assert "纠纷率 30%" in await replied(talk, "/eligible 企业 内地 97", "纠纷率30%")


@pytest.mark.parametrize("text", ["不知道怎么看", "不知道在哪看"])
async def test_not_knowing_where_to_look_is_a_question(talk: Talk, text: str) -> None:
    for opening in ("/eligible 企业 内地 97", "/cover 丢件 标准", "/diagnose"):
        assert OPEN in await replied(talk, opening, text)


@pytest.mark.parametrize("text", ["I do not know", "do not know"])
async def test_not_knowing_in_full_words_is_not_knowing(talk_en: Talk, text: str) -> None:
    assert "disputes: ?" in await replied(talk_en, "/eligible company mainland 97", text)
    assert "pickup: ?" in await replied(talk_en, "/cover lost standard", text)
    assert OPEN_EN not in await replied(talk_en, "/quote 200", text)
