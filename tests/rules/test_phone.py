"""The phone on a label: what is wrong with it, and the number as it should be written."""

import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.book import Book, NotInForce
from rules.phone import PhoneCheck, PhoneProblem, UnknownCountry, check_phone
from rules.phone_readings import best_reading
from rules.phone_text import LONGEST, read_text
from rules.verdict import Outcome
from tests.rules.cases_file import cases
from tests.rules.conftest import DAY
from tests.support.books import copy_book

BOOK = Book.load().on(DAY)
COUNTRIES = ("US", "ES", "RU", "BR", "FR", "GB", "SA", "IT", "KR", "PL", "IL", "MX", "CL", "AE")
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
MOBILE = phonenumbers.PhoneNumberType.MOBILE


def mobile(country: str) -> tuple[str, str]:
    """The calling code and the national number of a made-up mobile."""
    number = phonenumbers.example_number_for_type(country, MOBILE)
    assert number is not None
    return str(number.country_code), phonenumbers.national_significant_number(number)


def written(row: dict[str, Any]) -> str:
    code, number = mobile(row["country"])
    return str(row["written"]).format(code=code, number=number, short=number[:-2])


def digits(text: str) -> str:
    return "".join(character for character in text if character in "0123456789")


@pytest.mark.parametrize("row", cases("phone"), ids=lambda row: f"{row['country']}: {row['why']}")
def test_a_label_is_told_everything_that_is_wrong_with_its_phone(row: dict[str, Any]) -> None:
    found = check_phone(BOOK, written(row), row["country"])
    assert [problem.value for problem in found.problems] == row["problems"]
    assert (found.e164 is not None) == (row["corrected"] == "true")
    if "found" in row:
        assert found.found_country == row["found"]


@pytest.mark.parametrize("row", cases("phone"), ids=lambda row: f"{row['country']}: {row['why']}")
def test_the_corrected_number_is_the_one_that_was_meant(row: dict[str, Any]) -> None:
    found = check_phone(BOOK, written(row), row["country"])
    if "{number}" in row["written"] and found.e164 is not None:
        assert found.e164 == "+" + "".join(mobile(row["country"]))
    if found.e164 is not None:
        assert check_phone(BOOK, found.e164, row["country"]).ok


def test_the_table_goes_round_the_markets_and_every_problem() -> None:
    assert set(COUNTRIES) <= {row["country"] for row in cases("phone")}
    assert {problem for row in cases("phone") for problem in row["problems"]} == set(PhoneProblem)


@pytest.mark.parametrize("country", REGIONS)
def test_a_mobile_of_every_country_passes_as_e164_and_is_mended_without_its_code(country: str) -> None:
    number = phonenumbers.example_number_for_type(country, MOBILE)
    if number is None:
        number = phonenumbers.example_number(country)
    assert number is not None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert check_phone(BOOK, e164, country).ok
    assert check_phone(BOOK, e164, country).e164 == e164
    spaced = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert check_phone(BOOK, spaced, country).e164 == e164
    at_home = digits(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    found = check_phone(BOOK, at_home, country)
    assert found.problems == (PhoneProblem.MISSING_PREFIX,)
    assert found.e164 == e164


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_prefix_a_country_needs_is_told_whatever_the_field_holds(country: str) -> None:
    code, _ = mobile(country)
    assert check_phone(BOOK, "", country).prefix == f"+{code}"
    assert check_phone(BOOK, "", country.lower()).country == country


@pytest.mark.parametrize(
    ("raw", "special"),
    [
        ("+34612345678", 0),
        ("34612345678", 0),
        ("", 0),
        ("+", 0),
        ("++34612345678", 1),
        ("34+612345678", 1),
        (" +34612345678 ", 2),
        ("(+34) 612-345-678", 5),
        ("３４612345678", 2),
        ("\ufeff+34612345678", 1),
        ("+34612345678\n", 1),
    ],
)
def test_every_character_but_digits_and_one_plus_before_them_is_special(raw: str, special: int) -> None:
    form = check_phone(BOOK, raw, "ES").findings[0]
    assert (form.rule, form.observed, form.required, form.key) == ("D03", special, "e164", "diagnosis.phone")
    assert (PhoneProblem.SPECIAL_CHARACTERS in check_phone(BOOK, raw, "ES").problems) == (special > 0)


@pytest.mark.parametrize(
    ("raw", "form", "code"),
    [
        ("+34612345678", "yes", "yes"),
        ("+34 612345678", "no", "yes"),
        ("612345678", "yes", "no"),
        ("34612345678", "yes", "no"),
        ("0034612345678", "yes", "no"),
        ("612 345 678", "no", "no"),
        ("+12015550123", "yes", "no"),
        ("+346123456", "no", "yes"),
        ("+34000000000", "no", "yes"),
        ("", "no", "no"),
    ],
)
def test_the_form_and_the_country_code_are_two_findings(raw: str, form: str, code: str) -> None:
    first, second = check_phone(BOOK, raw, "ES").findings
    assert (first.rule, first.outcome.value) == ("D03", form)
    assert (second.rule, second.outcome.value) == ("D04", code)
    assert (second.observed, second.required, second.key) == (code == "yes", True, "diagnosis.country_code_required")
    assert (first.source.id, first.missing, second.source.id, second.missing) == ("S0", (), "S0", ())


def test_a_book_that_requires_no_country_code_finds_none_missing(tmp_path: Path) -> None:
    copied = copy_book(tmp_path)
    path = copied / "diagnosis" / "country_code_required.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: true", "value: false"), encoding="utf-8")
    found = check_phone(Book.load(copied).on(DAY), "612345678", "ES")
    assert found.ok
    assert [finding.rule for finding in found.findings] == ["D03"]
    assert found.e164 == "+34612345678"


@pytest.mark.parametrize("country", ["", "E", "ESP", "UK", "XX", "ZZ", "001", "34", "ß", "ＥＳ", "ES\n", "中国"])
def test_what_is_no_country_is_refused_by_name(country: str) -> None:
    with pytest.raises(UnknownCountry) as refused:
        check_phone(BOOK, "+34612345678", country)
    assert refused.value.country == country


def test_before_the_plan_a_label_is_held_against_nothing(book: Book) -> None:
    with pytest.raises(NotInForce):
        check_phone(book.on(date(2023, 9, 30)), "+34612345678", "ES")


def test_neither_a_repr_nor_an_error_shows_the_number() -> None:
    raw = "+34 612 345 678"
    shown = repr(check_phone(BOOK, raw, "ES")) + repr(read_text(raw)) + repr(best_reading(read_text(raw), "ES", 34))
    assert "612" not in shown
    with pytest.raises(UnknownCountry) as refused:
        check_phone(BOOK, "ES", raw)
    assert "612" not in str(refused.value) + repr(refused.value)


def test_a_field_of_any_length_is_answered_at_once() -> None:
    began = time.perf_counter()
    for filling in ("6", " ", "+", "a", "6 ", "-.", "\u200b", "ext", "6x"):
        found = check_phone(BOOK, filling * 1_000_000, "ES")
        assert found.e164 is None
        assert not found.ok
    assert time.perf_counter() - began < 2


def test_a_field_without_any_number_holds_several_things_only_beyond_the_longest() -> None:
    assert [read_text("a" * length).several for length in (0, 1, LONGEST, LONGEST + 1)] == [False, False, False, True]


def test_two_numbers_are_told_by_the_digits_that_the_shortest_number_has() -> None:
    texts = ("555012/555014", "5550123/5550145", "55501234/55501456", "5550123/12")
    assert [read_text(raw).several for raw in texts] == [False, True, True, False]


def test_a_text_beyond_the_longest_is_not_taken_for_the_number_it_begins_with() -> None:
    kept, cut = "+34612345678".ljust(LONGEST), "+34612345678".ljust(LONGEST + 1)
    assert check_phone(BOOK, kept, "ES").e164 == "+34612345678"
    assert check_phone(BOOK, cut, "ES").e164 is None
    assert PhoneProblem.TOO_LONG in check_phone(BOOK, cut, "ES").problems


NATIONAL = st.sampled_from(COUNTRIES).map(lambda country: mobile(country)[1])
ABROAD = st.sampled_from(COUNTRIES).map(lambda country: "+" + "".join(mobile(country)))
MARKS = st.sampled_from(
    ["+", "00", "0", "8", "1", " ", "-", "(", ")", "#", "x", "ext. 3", "/", "*", "\u200b", "٣", "＋", "a"]
)
FIELDS = (
    st.text(max_size=150)
    | st.from_regex(r"[+0 ()-]{0,4}[0-9 ().-]{0,20}", fullmatch=True)
    | st.lists(NATIONAL | ABROAD | MARKS, max_size=5).map("".join)
    | st.lists(st.sampled_from("0123456789"), max_size=20).map("".join)
    | st.lists(st.sampled_from("0123456789"), max_size=18).map(lambda found: "+" + "".join(found))
)


def consistent(found: PhoneCheck, raw: str) -> None:
    assert list(found.problems) == [problem for problem in PhoneProblem if problem in found.problems]
    assert found.ok == all(finding.outcome is Outcome.YES for finding in found.findings)
    if found.ok:
        assert re.fullmatch(r"\+[0-9]{7,15}", raw)
        assert found.e164 == raw
    if found.e164 is not None:
        assert re.fullmatch(r"\+[0-9]{7,15}", found.e164)
        assert found.e164.startswith(found.prefix)


@settings(deadline=None, max_examples=1500)
@given(FIELDS, st.sampled_from(REGIONS) | st.sampled_from(COUNTRIES))
@example("+", "US")
@example("０" * 40, "DE")
def test_whatever_stands_in_the_field_the_answer_is_consistent_and_its_number_passes(raw: str, country: str) -> None:
    found = check_phone(BOOK, raw, country)
    consistent(found, raw)
    if found.e164 is not None:
        again = check_phone(BOOK, found.e164, country)
        assert again.ok
        assert (again.e164, again.found_country) == (found.e164, found.found_country)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=30), st.text(max_size=5) | st.text("aemusSEUGB", min_size=2, max_size=2))
def test_nothing_is_ever_raised_but_for_the_country(raw: str, country: str) -> None:
    if country.isascii() and country.upper() in REGIONS:
        consistent(check_phone(BOOK, raw, country), raw)
        return
    with pytest.raises(UnknownCountry):
        check_phone(BOOK, raw, country)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(COUNTRIES), st.text("\u200b\u00a0 -.()\t\u2011", max_size=12), st.data())
def test_separators_anywhere_never_change_which_number_is_meant(country: str, marks: str, data: st.DataObject) -> None:
    e164 = "+" + "".join(mobile(country))
    raw = e164
    for mark in marks:
        at = data.draw(st.integers(0, len(raw)))
        raw = raw[:at] + mark + raw[at:]
    found = check_phone(BOOK, raw, country)
    assert found.e164 in (e164, None)
    assert set(found.problems) <= {PhoneProblem.SPECIAL_CHARACTERS}
    assert found.ok == (not marks)
