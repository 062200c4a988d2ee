"""Every word of a calculation has a text in both languages, no text is left over, and every message fits."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from telegram.constants import MessageLimit

from bot.faq.figures import format_value
from bot.handlers.why import TEMPLATE, why
from bot.handlers.why_view import REQUIRED
from bot.handlers.why_words import Words
from bot.render import LOCALES, Renderer
from rules.book import Book
from rules.verdict import Operand, Step
from tests.botapi.html import parse_html
from tests.support.overlays import dated, overlaid
from tests.support.traces import Told, every_kind

DAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[3] / "templates" / "messages"
RULE_ID = re.compile(r"[A-Z][0-9]{2}")
BOOK = Book.load()


@cache
def labels(locale: str) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((ROOT / locale / "labels" / "why.yaml").read_text("utf-8"))
    return found


def codes(locale: str, kind: str) -> set[str]:
    return {key.removeprefix(f"why.{kind}.") for key in labels(locale) if key.startswith(f"why.{kind}.")}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """Calculations by the packaged book, and by one that requires less."""
    less = overlaid(
        tmp_path_factory.mktemp("less"),
        dated("coverage.refusal_undamaged", ("2026-01-01", "false")),
        dated("coverage.refusal_packaging_complete", ("2026-01-01", "false")),
        dated("coverage.combine", ("2026-01-01", "any")),
        dated("coverage.other_perils_lines", ("2026-01-01", "enrolled")),
    )
    return [*every_kind(BOOK.on(DAY)), *every_kind(less.on(DAY), rounds=60)]


@pytest.fixture(scope="module")
def steps(told: list[Told]) -> set[Step]:
    return {step for trace, _ in told for step in trace.steps}


def named(steps: set[Step]) -> set[str]:
    """The operands that are called by a name of their own."""
    return {
        operand.name
        for step in steps
        for operand in step.operands
        if operand.name not in (step.label, REQUIRED) and not RULE_ID.fullmatch(operand.name)
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_has_a_text_and_no_text_is_of_none(steps: set[Step], locale: str) -> None:
    assert codes(locale, "step") == {step.label for step in steps}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_operand_has_a_name_or_is_called_like_the_step_it_comes_from(steps: set[Step], locale: str) -> None:
    assert named(steps) <= codes(locale, "name") | codes(locale, "step")
    assert codes(locale, "name") <= named(steps)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_value_is_shown_as_its_code(steps: set[Step], locale: str) -> None:
    words = Words(Renderer(), locale, BOOK.on(DAY))
    for operand in {operand for step in steps for operand in step.operands if operand.unit in ("text", "list")}:
        values = operand.value if isinstance(operand.value, tuple) else (operand.value,)
        for value in values:
            assert not re.search("[a-z]_[a-z]", words.value(operand.name, value, "text")), value
            if locale == "zh":
                assert not re.search("[a-z]", words.value(operand.name, value, "text")), value


@pytest.mark.parametrize("locale", LOCALES)
def test_no_value_has_a_text_of_its_own_without_need(steps: set[Step], locale: str) -> None:
    shown = set()
    for operand in {operand for step in steps for operand in step.operands if operand.unit in ("text", "list")}:
        shown.update(operand.value if isinstance(operand.value, tuple) else (operand.value,))
    assert codes(locale, "value") <= shown
    for code in codes("zh", "value") & codes("en", "value"):
        same = [format_value("", "text", code, each) == labels(each)[f"why.value.{code}"] for each in LOCALES]
        assert not all(same), code


@pytest.mark.parametrize("locale", LOCALES)
def test_every_source_has_a_short_name(locale: str) -> None:
    assert codes(locale, "source") == {*BOOK.sources, "given"}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reading_and_every_option_of_it_has_a_text(locale: str) -> None:
    readings = [BOOK.reading(name) for name in sorted(codes("zh", "reading")) if "." not in name]
    wanted = {reading.id for reading in readings}
    wanted |= {f"{reading.id}.{option}" for reading in readings for option in reading.options}
    assert codes(locale, "reading") == wanted
    in_file = yaml.safe_load((Path(__file__).parents[3] / "rules" / "parameters" / "readings.yaml").read_text("utf-8"))
    assert {reading.id for reading in readings} == in_file.keys()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_calculation_fits_one_message_whatever_it_rests_on(told: list[Told], locale: str) -> None:
    book, renderer = BOOK.on(DAY), Renderer()
    turn: Any = SimpleNamespace(services=SimpleNamespace(renderer=renderer), locale=locale, book=book)
    longest = sorted(told, key=lambda one: -len(one[0].steps))[:40] + told[::60]
    for trace, readings in longest:
        reply = why(turn, "why.diagnose", trace, readings, tuple(book.parameters))
        html = renderer.render(reply.template, locale, reply.facts)
        parsed = parse_html(html)
        assert not parsed.remarks
        assert len(html) <= MessageLimit.MAX_TEXT_LENGTH
        assert "  " not in parsed.text
        shown = [line for line in parsed.text.splitlines() if re.match(r"\d+\. ", line)]
        assert [int(line.partition(".")[0]) for line in shown] == list(range(1, len(trace.steps) + 1))


def test_a_calculation_too_long_for_one_message_keeps_every_step_and_shortens_those_that_pass(
    told: list[Told],
) -> None:
    book, renderer = BOOK.on(DAY), Renderer()
    turn: Any = SimpleNamespace(services=SimpleNamespace(renderer=renderer), locale="en", book=book)
    trace, readings = max(told, key=lambda one: len(one[0].steps))
    short = why(turn, "why.diagnose", trace, readings, ())
    long = why(turn, "why.diagnose", trace, readings, tuple(book.parameters), notes=["A note. " * 60])
    assert short.template == long.template == TEMPLATE
    assert set(short.facts["brief"]) < set(long.facts["brief"])  # type: ignore[call-overload]


def test_every_heading_and_every_other_word_is_used_in_the_code() -> None:
    code = "\n".join(file.read_text("utf-8") for file in (ROOT.parents[1] / "bot").rglob("*.py"))
    for key in labels("zh"):
        kind = key.split(".")[1]
        if kind in ("step", "name", "value", "source", "reading", "outcome", "span"):
            assert f'"{kind}' in code or f"why.{kind}." in code
        else:
            assert f'"{key}"' in code, key


def test_a_word_without_a_text_is_shown_as_it_is() -> None:
    words = Words(Renderer(), "zh", BOOK.on(DAY))
    assert words.of("source", "S99") == "S99"
    assert words.name("another_operand") == "another_operand"
    assert words.value("rate", Operand("x", "a_new_line", "text").value, "text") == "a_new_line"
