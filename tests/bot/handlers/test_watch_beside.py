"""A parcel named beside a question, a complaint or an open dialogue: it is watched, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

from bot.faq.lookup import Band, Found, Lookup
from storage import parcels
from tests.bot.handlers.asking import matches
from tests.support.talk import Talk

LP = "LP00123456789012"
OTHER = "RB123456785CN"


async def stored(talk: Talk, number: str = LP) -> parcels.Parcel | None:
    async with talk.services.database.read() as tx:
        return await parcels.by_number(talk.chat_id, tx, number)


ANSWER, ANSWER_EN = "超时、断更、丢件怎样才赔", "Late, silent or lost parcels"


@dataclass
class Sure(Lookup):
    """A lookup that answers everything alike; what was asked is written down."""

    asked: list[str] = field(default_factory=list)

    def find(self, text: str, *, after: str | None = None) -> Found:
        self.asked.append(text)
        return Found(Band.ANSWER, matches("coverage-logistics"), topic="coverage-logistics")

    def attach(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Nothing is compared here."""


@pytest.fixture
def sure(talk: Talk) -> Sure:
    """The bot of this talk answers whatever it is asked."""
    lookup = Sure()
    talk.services = replace(talk.services, faq=replace(talk.services.faq, lookup=lookup))
    return lookup


# --- beside a question or a complaint ---


@pytest.mark.parametrize(
    "text",
    [
        "我这单 {} 10天没更新了赔吗",
        "{} 丢了",
        "{} 超时8天了能赔吗",
        "单号{}买家72小时内说不想要了",
        "{} 500元的单丢了赔多少",
        "{} 已妥投，买家说没收到",
    ],
)
async def test_a_parcel_in_a_question_is_watched_and_the_question_is_answered(
    talk: Talk, sure: Sure, text: str
) -> None:
    watched, answered = await talk.say(text.format(LP))
    assert watched.text.startswith(f"开始盯 1 件\n#1 {LP}\n   没写承诺日期，只看轨迹")
    assert answered.text.startswith(ANSWER)
    assert sure.asked == [text.format(LP)]
    parcel = await stored(talk)
    assert parcel is not None
    assert (parcel.promised_at, parcel.name) == (None, None)


async def test_it_is_so_in_english_and_the_answer_is_in_english_though_the_chat_was_not(talk: Talk, sure: Sure) -> None:
    watched, answered = await talk.say(f"my parcel {LP} has not moved for 10 days, is it covered?")
    assert watched.text.startswith(f"Watching 1 new parcel\n#1 {LP}\n   no promised date, tracking only")
    assert answered.text.startswith(ANSWER_EN)
    assert len(sure.asked) == 1
    parcel = await stored(talk)
    assert parcel is not None
    assert parcel.promised_at is None


async def test_the_answer_says_how_to_add_the_promise_and_leads_on_to_the_parcels_own_case(talk: Talk) -> None:
    watched, _ = await talk.say(f"{LP} 20天了还没到")
    assert f"要按承诺提醒，这样补：{LP} 20天" in watched.text
    [said] = await talk.press("这单赔不赔", on=watched)
    assert f"#1 {LP}" in said.text
    await talk.say("/cancel")
    [said] = await talk.say(f"{LP} 20天")
    assert "要按承诺提醒" not in said.text


async def test_several_parcels_of_a_complaint_are_all_watched_without_a_promise(talk: Talk, sure: Sure) -> None:
    watched, answered = await talk.say(f"{LP} {OTHER} 这两件10天没更新了，能赔吗")
    assert "开始盯 2 件" in watched.text
    assert "承诺 12月" not in watched.text
    assert answered.text.startswith(ANSWER)
    assert len(sure.asked) == 1


@pytest.mark.parametrize("text", ["{} 轨迹8天没更新", "{} no update for 10 days"])
async def test_what_is_stuck_is_watched_without_a_promise_and_what_is_known_of_it_is_said(
    talk: Talk, sure: Sure, text: str
) -> None:
    watched, answered = await talk.say(text.format(LP))
    parcel = await stored(talk)
    assert parcel is not None
    assert (parcel.promised_at, parcel.name) == (None, None)
    assert LP in watched.text
    assert answered.text.startswith((ANSWER, ANSWER_EN))
    assert set(sure.asked) == {text.format("").strip()}


@pytest.mark.parametrize("text", ["{} 20天 标准", "帮我盯着 {} 可以吗"])
async def test_a_wish_is_granted_and_no_question(talk: Talk, sure: Sure, text: str) -> None:
    [watched] = await talk.say(text.format(LP))
    assert LP in watched.text
    assert sure.asked == []


async def test_what_is_known_of_a_watched_parcel_stays_when_it_is_asked_about(talk: Talk) -> None:
    await talk.say(f"{LP} 20天 标准 裙子")
    before = await stored(talk)
    watched, _ = await talk.say(f"{LP} 超时8天了能赔吗")
    assert "早就在盯" in watched.text
    assert await stored(talk) == before


async def test_behind_the_command_a_question_is_answered_too(talk: Talk, sure: Sure) -> None:
    watched, answered = await talk.say(f"/watch {LP} 10天没更新了赔吗")
    assert "没写承诺日期" in watched.text
    assert answered.text.startswith(ANSWER)
    await talk.say("/watch")
    watched, answered = await talk.say(f"{OTHER} 10天没更新了赔吗")
    assert "开始盯 1 件" in watched.text
    assert answered.text.startswith(ANSWER)
    assert sure.asked == [f"{LP} 10天没更新了赔吗", f"{OTHER} 10天没更新了赔吗"]


async def test_a_question_in_a_list_is_answered_below_it(talk: Talk, sure: Sure) -> None:
    watched, answered = await talk.say(f"{LP} 20天 裙子\n{OTHER} 丢了能赔吗")
    assert "开始盯 2 件" in watched.text
    assert "12月12日" in watched.text
    assert answered.text.startswith(ANSWER)
    assert sure.asked == ["丢了能赔吗"]


@pytest.mark.parametrize("text", ["13123456789 是孙悟空的电话吗", "订单 8123456789012345 丢了能赔吗"])
async def test_the_number_of_an_order_or_of_a_phone_is_not_watched(talk: Talk, text: str) -> None:
    await talk.say(text)
    [said] = await talk.say("/parcels")
    assert said.text.startswith("现在没有在盯的包裹")


async def test_a_complaint_after_delivery_closes_nothing(talk: Talk) -> None:
    await talk.say(f"{LP} 20天")
    await talk.say(f"{LP} 已妥投，买家说没收到")
    parcel = await stored(talk)
    assert parcel is not None
    assert parcel.delivered_at is None


async def test_an_unknown_parcel_is_not_named_delivered(talk: Talk) -> None:
    await talk.say(f"{LP} 已妥投")
    parcel = await stored(talk)
    assert parcel is not None
    assert parcel.name is None


# --- in the middle of a dialogue ---

OPEN = [
    (["/eligible", "企业"], "2/6 营业执照注册在哪里", "中国内地", "已填：企业 · 注册在中国内地"),
    (["/quote"], "多少", "200 97", "保费 ¥0.60"),
    (["/quote 200"], "近 30 天的物流履约率在哪一档", "97", "保费 ¥0.60"),
    (["/quote 50美元 97"], "汇率", "7.2", "保费 ¥1.08"),
    (["/whatif"], "把一个月订单的实付金额发给我", "30 45 60", "3 单，记下了"),
    (["/whatif 30 45 60"], "3 单，记下了", "94%", "3 单、94%，记下了"),
    (["/whatif 94.2 98.6", "否"], "发给我", "30 45.5 61 120", "¥1.51"),
    (["/clawback"], "会赔多少元", "120", "先赔的是买家"),
    (["/label 西班牙"], "发往西班牙的收件人电话", "612345678", "❌ 号码要改"),
    (["/label"], "发往哪个国家", "西班牙", "西班牙，记下了"),
]
"""What opens a question, words of the question, an answer to it, and how what follows begins."""


@pytest.mark.parametrize("sent", [LP, f"{LP} 20天 标准\n{OTHER}", f"帮我盯着 {LP}"])
@pytest.mark.parametrize(("opening", "question", "reply", "begins"), OPEN)
async def test_a_parcel_in_the_middle_of_a_dialogue_is_watched_and_the_question_asked_again(
    talk: Talk, opening: list[str], question: str, reply: str, begins: str, sent: str
) -> None:
    for text in opening:
        await talk.say(text)
    watched, asked = await talk.say(sent)
    assert "开始盯" in watched.text
    assert question in asked.text
    [said] = await talk.say(reply)
    assert said.text.startswith(begins)


@pytest.mark.parametrize(
    "sent", ["{} 20天了还没到", "我这单 {} 10天没更新了赔吗", "is {} lost, it was due 20 days ago"]
)
@pytest.mark.parametrize(("opening", "_", "reply", "begins"), OPEN)
async def test_a_complaint_in_the_middle_of_a_dialogue_leaves_the_question_open(
    talk: Talk, opening: list[str], _: str, reply: str, begins: str, sent: str
) -> None:
    await talk.say("/language zh")
    for text in opening:
        await talk.say(text)
    watched, answered = await talk.say(sent.format(LP))
    assert "没写承诺日期" in watched.text
    assert "刚才的问题还开着" in answered.text
    [said] = await talk.say(reply)
    assert said.text.startswith(begins)


async def test_an_english_dialogue_goes_on_as_well(talk_en: Talk) -> None:
    await talk_en.say("/eligible")
    await talk_en.say("company")
    watched, asked = await talk_en.say(LP)
    assert "Watching 1 new parcel" in watched.text
    assert asked.text.startswith("So far: Company\n\n2/6")
    [said] = await talk_en.say("mainland China")
    assert said.text.startswith("So far: Company · registered: Mainland China")


async def test_a_question_about_a_parcel_leaves_the_dialogue_open(talk: Talk) -> None:
    await talk.say("/eligible")
    await talk.say("企业")
    watched, answered = await talk.say(f"{LP} 丢了能赔吗")
    assert "开始盯 1 件" in watched.text
    assert answered.text.endswith("刚才的问题还开着，接着回答就行；/cancel 不答了。")
    [said] = await talk.say("中国内地")
    assert said.text.startswith("已填：企业 · 注册在中国内地")


@pytest.mark.parametrize("sent", [f"{LP} 已妥投", f"{LP} 到哪了"])
async def test_news_of_a_parcel_and_where_it_is_leave_the_dialogue_open(talk: Talk, sent: str) -> None:
    await talk.say(LP)
    await talk.say("/eligible")
    told, asked = await talk.say(sent)
    assert LP in told.text
    assert asked.text.startswith("1/6")
    [said] = await talk.say("企业")
    assert said.text.startswith("已填：企业")


async def test_a_calculation_that_is_open_for_changes_only_asks_nothing_again(talk: Talk) -> None:
    await talk.say("/clawback 120")
    [said] = await talk.say(LP)
    assert "开始盯 1 件" in said.text


async def test_a_comment_below_a_list_leaves_names_and_promises(talk: Talk) -> None:
    [said] = await talk.say(f"/watch\n{LP} 20天 张三\nLP00123456789013 30天 李四\n担心超时，到期提醒我")
    first, second = await stored(talk), await stored(talk, "LP00123456789013")
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("张三", "李四")
    assert first.promised_at is not None
    assert second.promised_at is not None
    assert (second.promised_at - first.promised_at).days == 10
    assert "开始盯 2 件" in said.text
