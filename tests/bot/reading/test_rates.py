"""Fulfilment rates and premium rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.reading.money_words import marks
from bot.reading.numbers import Refusal, Refused
from bot.reading.rates import Rate, RateKind, RateReader, RateReading, Unclear, rate_reader
from rules.book import Book
from tests.support.books import write_other_book

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def reader() -> RateReader:
    return rate_reader(Book.load().on(TODAY))


def read(text: str, reader: RateReader) -> RateReading:
    [mark] = marks(text)
    return reader.read(mark)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("97", "0.97"),
        ("97%", "0.97"),
        ("0.97", "0.97"),
        ("97.996", "0.97996"),
        ("100", "1"),
        ("100%", "1"),
        ("1.6", "0.016"),
        ("1.51%", "0.0151"),
        ("0.51", "0.51"),
        ("0.999", "0.999"),
        ("50%", "0.5"),
        ("履约率 97", "0.97"),
        ("97％", "0.97"),
    ],
)
def test_what_is_a_fulfilment_rate(text: str, share: str, reader: RateReader) -> None:
    assert read(text, reader) == Rate(RateKind.FULFILMENT, Decimal(share))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0.2", "0.002"),
        ("0.3", "0.003"),
        ("0.5", "0.005"),
        ("0.3%", "0.003"),
        ("0.50%", "0.005"),
        ("0.4%", "0.004"),
        ("3‰", "0.003"),
        ("费率0.4", "0.004"),
    ],
)
def test_what_is_a_premium_rate(text: str, share: str, reader: RateReader) -> None:
    assert read(text, reader) == Rate(RateKind.PREMIUM, Decimal(share))


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("1", [Rate(RateKind.FULFILMENT, Decimal(1))]),
        ("0.4", [Rate(RateKind.FULFILMENT, Decimal("0.4")), Rate(RateKind.PREMIUM, Decimal("0.004"))]),
        ("0.97%", [Rate(RateKind.FULFILMENT, Decimal("0.97"))]),
        ("0.003", [Rate(RateKind.PREMIUM, Decimal("0.003"))]),
        ("1.2", []),
        ("1.5", []),
        ("1.5%", []),
        ("0.1%", [Rate(RateKind.FULFILMENT, Decimal("0.1"))]),
        ("履约率0.3", [Rate(RateKind.FULFILMENT, Decimal("0.3")), Rate(RateKind.PREMIUM, Decimal("0.003"))]),
    ],
)
def test_what_can_be_meant_in_two_ways_or_in_none_is_asked(text: str, choices: list[Rate], reader: RateReader) -> None:
    found = read(text, reader)
    assert isinstance(found, Unclear)
    assert list(found.choices) == choices


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("100.01", Refusal.OVER_HUNDRED),
        ("101%", Refusal.OVER_HUNDRED),
        ("低于120", Refusal.OVER_HUNDRED),
        ("0", Refusal.ZERO),
        ("0%", Refusal.ZERO),
        ("-97", Refusal.NEGATIVE),
        ("97,5", Refusal.AMBIGUOUS_SEPARATOR),
    ],
)
def test_what_is_no_rate_is_refused_with_its_reason(text: str, reason: Refusal, reader: RateReader) -> None:
    found = read(text, reader)
    assert isinstance(found, Refused)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("低于95", "0"),
        ("below 95%", "0"),
        ("90以下", "0"),
        ("95-98", "0.95"),
        ("95%到97.9%", "0.95"),
        ("98以上", "0.98"),
        ("≥98%", "0.98"),
        ("超过99", "0.98"),
        ("0.98以上", "0.98"),
    ],
)
def test_a_bound_that_leaves_one_band_is_that_band(text: str, edge: str, reader: RateReader) -> None:
    assert read(text, reader) == Rate(RateKind.BAND, Decimal(edge))


@pytest.mark.parametrize(("text", "count"), [("低于97", 2), ("95以上", 2), ("超过90", 3), ("94-96", 2), ("低于100", 3)])
def test_a_bound_that_leaves_several_bands_is_asked(text: str, count: int, reader: RateReader) -> None:
    found = read(text, reader)
    assert isinstance(found, Unclear)
    assert found.several_bands
    assert len(found.choices) == count


def test_the_limits_come_from_the_book(tmp_path: Path) -> None:
    other = rate_reader(Book.load(write_other_book(tmp_path)).on(TODAY))
    # There the premium rates are 0.16 %, 0.24 % and 0.4 %, and the bands meet at 76 % and 78.4 %.
    assert read("0.24", other) == Rate(RateKind.PREMIUM, Decimal("0.0024"))
    assert read("0.41", other) == Rate(RateKind.FULFILMENT, Decimal("0.41"))
    assert isinstance(read("0.3", other), Unclear)
    assert read("低于76", other) == Rate(RateKind.BAND, Decimal(0))
    assert isinstance(read("低于95", other), Unclear)
