"""A question beside the open one replaces no answer, and is answered at every step; what is no question stays one."""

from __future__ import annotations

import pytest

from tests.support.talk import Talk

pytestmark = pytest.mark.long

OPEN, OPEN_EN = "刚才的问题还开着", "earlier question is still open"

SIDE_QUESTIONS = [
    (("/eligible 企业",), "个体户行不行", "内地", "已填：企业 · 注册在中国内地"),
    (("/eligible 企业",), "那个体户呢", "内地", "已填：企业 · 注册在中国内地"),
    (("/eligible 企业 内地",), "香港注册的可以吗", "96", "已填：企业 · 注册在中国内地 · 好评率 96%"),
    (("/cover",), "简易算吗", "丢件", "已知：确认丢件"),
    (("/cover 丢件 标准",), "特货呢？", "都做到", "无忧标准"),
    (("/diagnose",), "我的包裹带电池，有影响吗", "50小时", "已知：揽收后 50 小时才有首程\n"),
    (("/quote 200",), "300块能保吗", "97%", "保费 ¥0.60"),
]
"""A dialogue with answers, a question beside it, an answer to it, and what is known then."""


@pytest.mark.parametrize(("opening", "question", "reply", "known"), SIDE_QUESTIONS)
async def test_a_side_question_goes_to_the_lookup_and_replaces_nothing(
    talk: Talk, opening: tuple[str, ...], question: str, reply: str, known: str
) -> None:
    for text in opening:
        await talk.say(text)
    [said] = await talk.say(question)
    assert OPEN in said.text
    assert "已填" not in said.text
    assert "已知" not in said.text
    [said] = await talk.say(reply)
    assert known in said.text


@pytest.mark.parametrize(
    ("opening", "question", "reply", "known"),
    [
        ("/eligible company", "what if i'm a sole trader", "mainland", "So far: Company · registered"),
        ("/cover", "does simple count?", "lost", "So far: declared lost\n"),
        ("/cover lost standard", "and special?", "all done", "worry-free standard"),
        (
            "/diagnose",
            "my parcel has a battery, does that matter",
            "50 hours",
            "So far: first scan 50 hours after pickup\n",
        ),
    ],
)
async def test_a_side_question_in_english_goes_to_the_lookup_and_replaces_nothing(
    talk_en: Talk, opening: str, question: str, reply: str, known: str
) -> None:
    await talk_en.say(opening)
    [said] = await talk_en.say(question)
    assert OPEN_EN in said.text
    assert "So far" not in said.text
    [said] = await talk_en.say(reply)
    assert known in said.text


@pytest.mark.parametrize(
    ("opening", "text", "noted"),
    [
        ("/eligible", "企业？", "已填：企业"),
        ("/eligible", "企业吧？", "已填：企业"),
        ("/eligible 企业 内地", "97%?", "好评率 97%"),
        ("/eligible 企业 内地", "大概96吧", "好评率 96%"),
        ("/cover 丢件", "标准?", "无忧标准"),
        ("/cover", "丢件？", "确认丢件"),
        ("/cover", "超时8天能赔吗", "超承诺 8 天"),
        ("/diagnose", "50小时？", "揽收后 50 小时"),
        ("/quote 200", "97%?", "保费 ¥0.60"),
    ],
)
async def test_a_hesitant_answer_to_the_open_question_is_one(talk: Talk, opening: str, text: str, noted: str) -> None:
    await talk.say(opening)
    [said] = await talk.say(text)
    assert noted in said.text
    assert "没看懂" not in said.text
    assert OPEN not in said.text


@pytest.mark.parametrize(
    ("opening", "text", "noted"),
    [
        ("/eligible 企业", "改成个体户", "已填：个体工商户"),
        ("/eligible 企业", "不对，是个体户", "已填：个体工商户"),
        ("/eligible 企业", "抱歉，个体户吧？", "已填：个体工商户"),
        ("/cover 丢件 标准", "改成特货", "特货"),
        ("/diagnose 首程50小时 不带电", "不对，带电没勾", "带电，没勾“含电”"),
        ("/diagnose 首程50小时 不带电", "更正：首程40小时", "揽收后 40 小时"),
    ],
)
async def test_a_correction_replaces_what_was_said(talk: Talk, opening: str, text: str, noted: str) -> None:
    if opening.startswith("/diagnose"):
        await talk.say("/diagnose")
        for answer in ("50小时", "电话没问题", "不带电"):
            await talk.say(answer)
    else:
        await talk.say(opening)
    [said] = await talk.say(text)
    assert noted in said.text
    assert "没看懂" not in said.text


@pytest.mark.parametrize(
    ("opening", "text", "noted"),
    [
        ("/eligible company", "sorry, sole trader", "Individual business"),
        ("/cover lost simple", "I meant standard", "worry-free standard"),
    ],
)
async def test_a_correction_in_english_replaces_what_was_said(
    talk_en: Talk, opening: str, text: str, noted: str
) -> None:
    await talk_en.say(opening)
    [said] = await talk_en.say(text)
    assert noted in said.text
    assert "couldn’t read" not in said.text


ALL_STEPS = [
    ("/quote",),
    ("/quote 200",),
    ("/quote $50 97%",),
    ("/quote 200 97 2099-01-01",),
    ("/eligible",),
    ("/eligible 企业 内地",),
    ("/eligible 企业 内地 96 1.5",),
    ("/cover",),
    ("/cover 丢件",),
    ("/cover 丢件 标准",),
    ("/diagnose",),
    ("/diagnose", "50小时"),
    ("/diagnose", "50小时", "电话没问题"),
    ("/diagnose", "50小时", "电话没问题", "不带电"),
    ("/clawback",),
    ("/whatif",),
    ("/whatif 30 45 60",),
    ("/whatif $30 $45 $60",),
    ("/whatif", "97 98 30 45 60 70 80"),
    ("/label",),
    ("/label 西班牙",),
]


@pytest.mark.parametrize("opening", ALL_STEPS)
@pytest.mark.parametrize(
    "question",
    [
        "断更是什么意思",
        "保费包含运费吗",
        "人民币怎么算",
        "为什么",
        "运费险和赔付保险的区别",
        "什么时候生效",
        "what counts as a violation?",
        "how do i see that",
    ],
)
async def test_a_question_is_answered_or_offered_titles_at_every_step(
    talk: Talk, opening: tuple[str, ...], question: str
) -> None:
    for text in opening:
        await talk.say(text)
    [said] = await talk.say(question)
    assert OPEN in said.text or OPEN_EN in said.text
    [before] = await talk.say("/cancel")
    assert "没有没答完的问题" not in before.text


@pytest.mark.parametrize("opening", ALL_STEPS)
async def test_what_is_neither_an_answer_nor_a_question_is_asked_again_with_the_way_out(
    talk: Talk, opening: tuple[str, ...]
) -> None:
    for text in opening:
        await talk.say(text)
    [said] = await talk.say("哈哈")
    assert OPEN not in said.text
    assert "/cancel" in said.text


@pytest.mark.parametrize("opening", ALL_STEPS)
async def test_the_way_out_is_named_in_english(talk_en: Talk, opening: tuple[str, ...]) -> None:
    for text in opening:
        await talk_en.say(text)
    [said] = await talk_en.say("hmph")
    assert "/cancel" in said.text


async def test_a_column_that_is_not_named_is_asked_again_with_the_way_out(talk: Talk) -> None:
    sheet = "\n".join(["订单号,甲,乙", *(f"{8000000000001 + row},{30 + row}.5,{130 + row}.5" for row in range(9))])
    await talk.say("/whatif")
    [asked] = await talk.upload(sheet.encode(), "orders.csv")
    assert asked.text.startswith("哪一列是实付金额？")
    assert OPEN in (await talk.say("运费险和赔付保险的区别"))[0].text
    assert "/cancel" in (await talk.say("哈哈"))[0].text
