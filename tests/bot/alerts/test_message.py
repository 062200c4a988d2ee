"""The words of an alert, and what holds for all templates and labels of the watching half."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from rules.book import Book
from storage import parcels
from tests.bot.alerts.shop import CHAT, START, Shop
from tests.support.books import write_other_book

TOPICS = ("watch", "parcels", "events", "subscriptions", "alerts")
MESSAGES = Path(str(files("templates"))) / "messages"
PROMISES = re.compile(
    r"一定赔|保证赔|肯定赔|包赔|you will be paid|guarantee[sd]? (?:a )?payout|is covered", re.IGNORECASE
)


async def worst_case(shop: Shop, days: int = 30) -> str:
    """Both rules at their second level."""
    await shop.watch("LP00000000000001", promised=START)
    shop.wait(days=days)
    (message,) = await shop.tick()
    return message.plain


async def test_an_alert_says_what_since_when_how_long_and_what_to_do(shop: Shop) -> None:
    text = await worst_case(shop)
    assert "承诺 11月22日 周日 12:00，已超 30 天" in text
    assert "11月22日 周日开始盯，还没有轨迹，静默 30 天" in text
    assert "72 小时内谈妥部分退款" in text
    assert "/event 1" in text


async def test_the_last_news_stands_in_the_line(shop: Shop) -> None:
    (parcel,) = await shop.watch("LP00000000000001")
    async with shop.services.database.write() as tx:
        await parcels.append_event(
            CHAT, tx, parcel.id, occurred_at=START, text="离开<广州>", source="seller", now=START
        )
    shop.wait(days=3)
    (message,) = await shop.tick()
    assert "最后一条：11月22日 周日 12:00 离开<广州>，静默 3 天" in message.plain


async def test_an_english_chat_reads_english(shop: Shop) -> None:
    await shop.settle_in(language="en")
    text = await worst_case(shop)
    assert "promised Sun 22 Nov, 12:00, 30 days over" in text
    assert "within 72 hours" in text
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"【.*?】(?:→【.*?】)*", "", text)), "the console's own names aside"


async def test_every_figure_of_the_programme_comes_from_the_book(tmp_path: Path) -> None:
    other = Book.load(write_other_book(tmp_path))
    texts = []
    for number, book in enumerate((None, other)):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with Shop.open(folder, book=book) as shop:
            texts.append(await worst_case(shop, days=3000))
    advice = [re.findall(r"\d+ (?:小时|天)", text.split("现在可以做")[1]) for text in texts]
    assert len(advice[0]) == len(advice[1]) == 3
    assert all(ours != theirs for ours, theirs in zip(*advice, strict=True))


async def test_nothing_in_an_alert_promises_cover(shop: Shop) -> None:
    assert not PROMISES.search(await worst_case(shop))
    for template in MESSAGES.glob("*/alerts/*.j2"):
        assert not PROMISES.search(template.read_text("utf-8")), template


async def test_twenty_long_lines_still_fit_into_one_message(shop: Shop) -> None:
    async with shop.services.database.write() as tx:
        new = [
            parcels.NewParcel(f"LP{row:033d}", name="名" * 60, promised_at=START, promise_source="moment")
            for row in range(40)
        ]
        added = await parcels.add(CHAT, tx, new, shop.now)
        for each in added:
            await parcels.append_event(
                CHAT, tx, each.parcel.id, occurred_at=START, text="&" * 200, source="seller", now=START
            )
    await shop.settle_in()
    shop.wait(days=30)
    await shop.scan()
    await shop.deliver()  # the recorder refuses more than 4096 characters
    assert len(shop.sent) == 1


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_templates_and_labels(topic: str) -> None:
    names, labels = [], []
    for language in ("zh", "en"):
        names.append({file.name for file in (MESSAGES / language / topic).iterdir()})
        file = MESSAGES / language / "labels" / f"{topic}.yaml"
        labels.append(set(yaml.safe_load(file.read_text("utf-8"))) if file.exists() else set())
    assert names[0] == names[1]
    assert labels[0] == labels[1]
    assert all(label.startswith(f"{topic}.") for label in labels[0])


def test_templates_and_labels_spell_no_figure_of_the_programme() -> None:
    """What is left in digits are examples of what to type."""
    examples = re.compile(
        r"<code>.*?</code>|\{[{%#].*?[%#}]\}|https?:\S+|&#?\w+;|^ *LP\d+.*$|^RB\d+.*$", re.DOTALL | re.MULTILINE
    )
    for language in ("zh", "en"):
        for topic in TOPICS:
            for template in (MESSAGES / language / topic).iterdir():
                rest = examples.sub("", template.read_text("utf-8"))
                assert not re.findall(r"(?<!不到 )\d+", rest), (template, re.findall(r".*\d.*", rest))


async def test_a_silent_parcel_without_a_promise_is_told_of_by_silence_only(shop: Shop) -> None:
    await shop.watch("LP00000000000001")
    shop.wait(days=3, seconds=-1)
    assert await shop.tick() == []
    shop.wait(seconds=1)
    (message,) = await shop.tick()
    assert "轨迹断更 1 件" in message.plain
    assert "超过承诺" not in message.plain
    assert START + timedelta(days=3) == shop.now
