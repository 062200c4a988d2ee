"""What is kept of a reading: places and reasons in few bytes, every page of them, and words for each reason."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.whatif_replies import limits
from bot.handlers.whatif_report import PIECES, Report, of_sheet
from bot.reading.order_pieces import Slip
from bot.render import Renderer
from bot.sheets.results import Column, Kind, Notes, Orders, Refusal, Skip
from storage.tables import metadata

runs = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=60)


def ranges(gaps: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ascending and apart, from distances and lengths."""
    found, last = [], 0
    for gap, length in gaps:
        first = last + gap + 1
        last = first + length
        found.append((first, last))
    return tuple(found)


@given(st.dictionaries(st.sampled_from([*Skip, *Slip]).map(str), runs.map(ranges).filter(bool), max_size=5))
def test_a_report_comes_back_from_its_packing_and_its_pages_hold_every_row_once(
    skips: dict[str, tuple[tuple[int, int], ...]],
) -> None:
    report = Report(True, 9, "B", skips, {"USD": 3}, ("unstated",))
    assert Report.unpack(report.pack()) == report
    listed: dict[str, list[str]] = {}
    for number in range(report.pages):
        page = report.page(number)
        assert 0 < sum(len(section.pieces) for section in page) <= PIECES
        for section in page:
            listed.setdefault(section.reason, []).extend(section.pieces)
    written = {reason: [f"{a}–{b}" if b > a else str(a) for a, b in found] for reason, found in skips.items()}
    assert listed == written
    assert report.skipped == sum(b - a + 1 for found in skips.values() for a, b in found)


def test_the_worst_sheet_fits_into_its_column() -> None:
    random.seed(3)
    rows = random.choices(list(Skip), k=200_000)
    skips: dict[str, list[tuple[int, int]]] = {}
    for number, reason in enumerate(rows, start=2):
        skips.setdefault(str(reason), []).append((number, number))
    packed = Report(True, 200_000, "B", {code: tuple(found) for code, found in skips.items()}).pack()
    bound = next(one for one in metadata.tables["order_book"].constraints if str(one.name).endswith("_report"))
    assert len(packed) < int(str(bound.sqltext).split("<= ")[1])  # type: ignore[attr-defined]
    assert Report.unpack(packed).skipped == 200_000


@pytest.mark.parametrize("packed", [b"", b"x", b"\x78\x9c\x03\x00", Report(True, 1).pack()[:-6]])
def test_what_is_no_report_is_refused(packed: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        Report.unpack(packed)


def test_a_report_holds_no_word_of_the_sheet() -> None:
    column = Column(0, 1, "B", "实付 Li Lei", ("30",))
    notes = Notes(Kind.XLSX, "xlsx", sheet="Li Lei", other_sheets=("secret",), header_row=1)
    orders = Orders({"CNY": (3000,), "USD": (500, 700)}, 4, {Skip.EMPTY: ((4, 4),)}, column, notes, unstated=1)
    report = of_sheet(orders, "CNY")
    assert report == Report(True, 4, "B", {"empty": ((4, 4),)}, {"USD": 2}, ("unstated", "sheets"))


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_reason_has_words(locale: str) -> None:
    skips = {str(reason): ((1, 1),) for reason in (*Skip, *Slip)}
    report = Report(True, 9, "B", skips)
    facts = {"report": report, "sections": report.page(0), "page": 1, "limits": limits()}
    said = Renderer().render("whatif/skipped", locale, facts)
    assert said.count("<b>") == len(skips) + 1
    assert len(set(said.split("<b>"))) == len(skips) + 2


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("reason", [*Refusal, "too_large", "not_fetched", "no_orders"])
def test_every_refusal_of_a_file_has_words_of_its_own(locale: str, reason: str) -> None:
    facts = {"reason": str(reason), "headers": ("a", "<b>"), "skips": (), "limits": limits(), "other": None}
    said = Renderer().render("whatif/file_refused", locale, facts)
    assert "<b>" in said
    finding_no_column = {"zh": "没找到金额那一列", "en": "I found no column with amounts"}[locale]
    assert (finding_no_column in said) is (reason == "no_amounts")


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_fullest_answer_fits_into_a_message(locale: str) -> None:
    """Every reason with its longest rows, the longest names."""
    skips = {str(reason): tuple((row, row + 1) for row in range(100_000, 100_400, 3)) for reason in (*Skip, *Slip)}
    others = dict.fromkeys(("USD", "EUR", "RUB", "GBP", "BRL", "PLN", "KRW", "JPY"), 199_999)
    notes = ("unstated", "rounded", "columns", "sheets", "headless")
    report = Report(True, 200_000, "GR", skips, others, notes)
    source = (
        '{% from "whatif/bits.html.j2" import reading %}'
        "{{ reading(report, report.summary(), 'CNY', names, limits, (), 0) }}"
    )
    facts = {"report": report, "names": ("x" * 200, "y" * 40), "limits": limits()}
    renderer = Renderer()
    said = renderer._environments[locale].from_string(source).render(facts)
    assert len(said) < 2000, "the figures around it take less than the other half"
    for number in range(report.pages):
        page = {"report": report, "sections": report.page(number), "page": number + 1, "limits": limits()}
        assert len(renderer.render("whatif/skipped", locale, page)) < 4096
