"""A short text that leads to the answer right above it: it is pointed at, and never said again as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.faq.index import Match
from bot.faq.lookup import Band, Found, Lookup
from bot.faq.recent import FOLLOWED_SECONDS
from storage.questions import Reason
from tests.bot.handlers.asking import answer, kept, matches, pressed
from tests.support.talk import Talk

TOPIC = "coverage-logistics"
LATE = Found(Band.ANSWER, matches(TOPIC, "tracking-gap"), topic=TOPIC)
FEE = Found(Band.ANSWER, matches("fee"), topic="fee")
ONLY_LATE = Found(Band.CHOOSE, matches(TOPIC), choices=(TOPIC,))
NOTHING = Found(Band.DECLINE, (Match("fee", 0.05),))

ALONE = {
    "物流异常怎么算才赔": LATE,
    "when are lost or late parcels covered": LATE,
    "丢件呢": LATE,
    "保费怎么算": FEE,
}
"""What these texts are by themselves; every other is nothing."""
BEHIND = {"那简易呢?", "那简易呢", "那快运呢", "and simple?", "and by drone?"}
"""What leads to the entry before, if it is that of late parcels."""
UNSURE_BEHIND = {"那丢包呢"}
OPERATORS = -500


@dataclass
class Told(Lookup):
    """A lookup that understands the texts above."""

    asked: list[str] = field(default_factory=list)
    found_behind: Found = field(default_factory=lambda: replace(LATE, continued=True))

    def find(self, text: str, *, after: str | None = None) -> Found:
        if after == TOPIC and text in BEHIND:
            return self.found_behind
        if after == TOPIC and text in UNSURE_BEHIND:
            return ONLY_LATE
        return ALONE.get(text, NOTHING)

    def attach(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Nothing is compared here."""


def told(talk: Talk) -> None:
    talk.services = replace(talk.services, faq=replace(talk.services.faq, lookup=Told()))


async def test_a_follow_up_to_the_answer_above_is_shown_its_line_and_not_the_answer_again(talk: Talk) -> None:
    told(talk)
    first = await answer(talk, "物流异常怎么算才赔")
    for text in ("那简易呢?", "那简易呢"):
        said = await answer(talk, text)
        assert said.text.startswith("这个在上面“超时、断更、丢件怎样才赔”那条里，看这一句：\n\n别的线路：")
        assert said.html.count("<blockquote>") == 1
        assert "简易线路" in said.text
        assert "轨迹连续" not in said.text
        assert len(said.text) < len(first.text) / 3
        assert said.buttons == ["查一单赔不赔", "👍 有用", "👎 不是我问的"]


async def test_a_follow_up_in_english_is_shown_its_line(talk_en: Talk) -> None:
    told(talk_en)
    await talk_en.say("when are lost or late parcels covered")
    said = await answer(talk_en, "and simple?")
    assert said.text.startswith("That is in the answer above, “Late, silent or lost parcels”. Look at this line:")
    assert "simple line" in said.text
    assert "Both must hold" not in said.text


async def test_a_question_that_would_stand_alone_is_shown_its_line_when_it_is_put_like_a_follow_up(talk: Talk) -> None:
    told(talk)
    assert (await answer(talk, "丢件呢")).text.startswith("超时、断更、丢件怎样才赔\n\n要同时满足")
    said = await answer(talk, "丢件呢")
    assert said.text.startswith("这个在上面")
    assert "丢件：" in said.text


async def test_a_full_question_asked_again_gets_its_full_answer_again(talk: Talk) -> None:
    told(talk)
    first = await answer(talk, "物流异常怎么算才赔")
    await talk.say("那简易呢")
    again = await answer(talk, "物流异常怎么算才赔")
    assert again.text == first.text
    assert again.buttons == first.buttons


async def test_the_answer_above_as_the_only_title_is_pointed_at_rather_than_offered(talk: Talk) -> None:
    told(talk)
    await talk.say("物流异常怎么算才赔")
    said = await answer(talk, "那丢包呢")
    assert said.text.startswith("这个在上面")
    assert "以上都不是" not in said.buttons


async def test_after_a_quarter_of_an_hour_and_after_another_answer_there_is_nothing_to_point_at(
    talk: Talk,
) -> None:
    told(talk)
    await talk.say("物流异常怎么算才赔")
    await talk.say("保费怎么算")
    assert "上面" not in (await answer(talk, "那简易呢")).text.splitlines()[0]
    await talk.say("物流异常怎么算才赔")
    talk.wait(seconds=FOLLOWED_SECONDS + 1)
    assert not (await answer(talk, "丢件呢")).text.startswith("这个在上面")


async def test_where_no_line_fits_nothing_is_claimed_and_other_topics_are_offered(talk: Talk) -> None:
    told(talk)
    await talk.say("物流异常怎么算才赔")
    said = await answer(talk, "那快运呢")
    assert said.text.startswith("这个我拿不准。也许上面“超时、断更、丢件怎样才赔”那条里就写着")
    assert "平台客服" in said.text
    assert said.buttons[0] == "查一单赔不赔"
    assert "揽收后首程没有轨迹" in said.buttons
    assert said.buttons[-2:] == ["以上都不是", "看全部话题"]
    chosen = await pressed(talk, "揽收后首程没有轨迹", on=said)
    assert chosen.text.startswith("揽收后首程没有轨迹")


async def test_where_no_line_fits_in_english(talk_en: Talk) -> None:
    told(talk_en)
    await talk_en.say("when are lost or late parcels covered")
    said = await answer(talk_en, "and by drone?")
    assert said.text.startswith(
        "I’m not sure about this. Perhaps it stands in the answer above, “Late, silent or lost parcels”"
    )
    assert said.buttons[-2:] == ["None of these", "All topics"]


async def test_none_of_the_related_topics_ends_the_round_and_keeps_the_question(talk: Talk) -> None:
    told(talk)
    await talk.say("物流异常怎么算才赔")
    await talk.say("那快运呢")
    ended = await pressed(talk, "以上都不是")
    assert ended.text.startswith("好，都不是。")
    [question] = await kept(talk)
    assert (question.text, question.reason, question.entry) == ("那快运呢", Reason.MISTAPPED, TOPIC)


async def test_a_line_that_was_not_meant_leads_to_the_next_best_titles(talk: Talk) -> None:
    told(talk)
    await talk.say("物流异常怎么算才赔")
    await talk.say("那简易呢")
    said = await pressed(talk, "👎")
    assert "揽收后首程没有轨迹" in said.buttons
    assert "超时、断更、丢件怎样才赔" not in said.buttons
    [question] = await kept(talk)
    assert (question.text, question.reason) == ("那简易呢", Reason.THUMBED_DOWN)


async def test_where_a_person_reads_one_is_offered_beside_the_related_topics(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, operator_chat=OPERATORS) as talk:
        told(talk)
        await talk.say("物流异常怎么算才赔")
        said = await answer(talk, "那快运呢")
        assert "转给真人" in said.buttons
        assert "/ask" in said.text
        await talk.press("转给真人")
        [handed] = talk.bot.said_in(OPERATORS)
        assert "那快运呢" in handed.text


async def test_an_open_question_stays_open_beside_the_line(talk: Talk) -> None:
    told(talk)
    await talk.say("/label")
    await talk.say("物流异常怎么算才赔")
    said = await answer(talk, "丢件呢")
    assert said.text.startswith("这个在上面")
    assert said.text.endswith("\n\n刚才的问题还开着，接着回答就行；/cancel 不答了。")
    assert "西班牙，记下了" in (await answer(talk, "西班牙")).text


@pytest.mark.parametrize("text", ["那简易呢?", "那简易呢"])
async def test_the_trained_lookup_leads_a_follow_up_back_too(talk: Talk, text: str) -> None:
    await talk.say(f"/start faq_{TOPIC}")
    said = await answer(talk, text)
    assert said.text.startswith("这个在上面")
    assert "简易线路" in said.text


def title(talk: Talk, entry_id: str) -> str:
    entry = talk.services.faq.entry(entry_id)
    assert entry is not None
    return entry.title.to("zh")


async def test_where_no_line_fits_the_other_entries_of_the_understanding_come_before_related_ones(talk: Talk) -> None:
    near = (TOPIC, "clawback", "unsupported-ads", "tax", "history")
    scored = tuple(Match(topic, score) for topic, score in zip(near, (0.5, 0.14, 0.13, 0.12, 0.1), strict=True))
    lookup = Told()
    lookup.found_behind = replace(LATE, matches=scored, continued=True)
    talk.services = replace(talk.services, faq=replace(talk.services.faq, lookup=lookup))
    await talk.say("物流异常怎么算才赔")
    said = await answer(talk, "那快运呢")
    offered = [title(talk, each) for each in ("clawback", "tax", "history")]
    assert said.buttons == ["查一单赔不赔", *offered, "以上都不是", "看全部话题"]


@pytest.mark.parametrize(
    ("entry", "text"), [("payout-time", "多久"), ("payout-time", "那到账呢"), ("tracking-gap", "那赔多少呢")]
)
async def test_what_stands_above_or_elsewhere_is_never_said_to_be_nowhere(talk: Talk, entry: str, text: str) -> None:
    await talk.say(f"/start faq_{entry}")
    said = await answer(talk, text)
    assert "只有" not in said.text.split("\n\n")[0]
    assert "没有更细" not in said.text


async def test_after_a_thumb_down_no_follow_up_is_led_back_until_the_answer_is_shown_again(talk: Talk) -> None:
    told(talk)
    said = await answer(talk, "物流异常怎么算才赔")
    await pressed(talk, "👎", on=said)
    assert not (await answer(talk, "那简易呢")).text.startswith("这个在上面")
    assert (await answer(talk, "丢件呢")).text.startswith("超时、断更、丢件怎样才赔\n\n")
    assert (await answer(talk, "丢件呢")).text.startswith("这个在上面")


async def test_a_thumb_down_on_the_line_that_was_shown_ends_leading_back_too(talk: Talk) -> None:
    told(talk)
    await talk.say(f"/start faq_{TOPIC}")
    await pressed(talk, "👎", on=await answer(talk, "那简易呢"))
    assert not (await answer(talk, "那简易呢?")).text.startswith("这个在上面")
