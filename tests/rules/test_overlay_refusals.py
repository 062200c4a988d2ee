"""A mistake in an operator's file is refused at load: its file, line and key, what is wrong, what to do."""

import os
from pathlib import Path

import pytest

from rules.book import Book, BookError
from rules.overlay import MOST_BYTES

GOOD = """\
sources:
  S9:
    title: 《赔付保险服务协议》2026年12月版
    date: "2026-12"
values:
  premium.floor:
    - since: 2026-12-01
      value: 0.50
      source: S9
      locator: 第2.1条
      last_verified_on: 2026-11-30
    - since: 2027-06-01
      value: 0.60
      source: S9
      locator: 第2.1条
      last_verified_on: null
"""
ENTRY = "source: S9, locator: a, last_verified_on: null"

SPOILT = [
    # what is replaced, by what, the line of the mistake, what is said there
    ("premium.floor:", "premium.flor:", 6, "there is no parameter 'premium.flor'; did you mean 'premium.floor'?"),
    ("premium.floor:", "shipping.fee:", 6, "there is no parameter 'shipping.fee'"),
    ("values:", "valeus:", 5, "unknown key 'valeus'; allowed here: values, sources"),
    ("values:", "extra: 1\nvalues:", 5, "unknown key 'extra'"),
    ("values:", "values:\n  premium.floor: []", 7, "'premium.floor' is given twice; keep one (the first is in line 6)"),
    ("  premium.floor:", "  premium.floor: []\n  premium.unit:", 6, "premium.floor: a list with at least one item"),
    ("since: 2026-12-01", "since: 2026-12-1", 7, "premium.floor: '2026-12-1' is not a day; write it like 2024-05-01"),
    ("since: 2026-12-01", "since: 2026-02-30", 7, "premium.floor: '2026-02-30' is not a day of the calendar"),
    ("since: 2026-12-01", "since: 2027-06-01", 12, "premium.floor: 2027-06-01 does not come after 2027-06-01"),
    ("since: 2026-12-01", "since: 2028-06-01", 12, "premium.floor: 2027-06-01 does not come after 2028-06-01"),
    ("since: 2026-12-01", "since: 2023-12-01\n      value: null #", 9, "premium.floor: 'value' is given twice"),
    ("value: 0.50", "value: 0.505", 8, "premium.floor: '0.505' is not a whole number of fen"),
    ("value: 0.50", "value: ¥0.50", 8, "premium.floor: '¥0.50' is not a number; write it like 0.30"),
    ("value: 0.50", "value: 50 %", 8, "premium.floor: '50 %' is not a number"),
    ("value: 0.50", f"value: {'9' * 30}", 8, "premium.floor: the number is too long; keep it to 20 digits"),
    ("value: 0.50", "valeu: 0.50", 8, "premium.floor: unknown key 'valeu'; allowed here: since, source, locator"),
    ("value: 0.50", "value: 0.50\n      boundary: gt", 9, "premium.floor: unknown key 'boundary'"),
    ("      value: 0.50\n", "", 7, "premium.floor: either 'value' or 'same_as' is needed"),
    ("value: 0.50", "same_as: premium.base_rate", 8, "premium.floor: points at 'premium.base_rate', whose unit is /1"),
    ("      source: S9\n", "", 7, "premium.floor: 'source' is missing; add a line 'source: ...'"),
    ("source: S9", "source: S7x", 9, "premium.floor: unknown source 'S7x'; write one of S0, S1,"),
    ("      locator: 第2.1条\n", "", 7, "premium.floor: 'locator' is missing"),
    ("locator: 第2.1条", f"locator: {'条' * 201}", 10, "premium.floor: the text is too long or not one line"),
    ("2026-11-30", "yesterday", 11, "premium.floor: 'yesterday' is not a day"),
    ("  S9:", "  S4:", 2, "S4: this source is in the book already; give the new one an id like S9"),
    ("  S9:", "  NEW:", 2, "NEW: 'NEW' is not the id of a new source; write it like S9"),
    ("  S9:", "  M1:", 2, "M1: 'M1' is not the id of a new source"),
    ('date: "2026-12"', "date: December", 4, "S9: 'December' is not a date; write it like 2026-12"),
    ('date: "2026-12"', "date: 2026-13", 4, "S9: '2026-13' is not a date"),
    ('date: "2026-12"', "date: 2026-02-30", 4, "S9: '2026-02-30' is not a day of the calendar"),
    ('date: "2026-12"', 'date: "0000-12"', 4, "S9: '0000-12' is not a date"),
    ('    date: "2026-12"\n', "", 3, "S9: 'date' is missing"),
    ("title: 《", 'title: "a\\nb" #', 3, "S9: the text is too long or not one line"),
    ("title: ", "title: !!int ", 3, "S9: the tag tag:yaml.org,2002:int is not understood"),
    ("values:", "values: [", 7, "not valid YAML"),
    ("values:", "\tvalues:", 5, "not valid YAML"),
    ("value: 0.50", f"value: {'[' * 50_000}", 8, "nested too deeply; write it flat"),
]  # fmt: skip


def refusal(file: Path) -> str:
    with pytest.raises(BookError) as refused:
        Book.load(overlay=file)
    line = str(refused.value)
    assert "\n" not in line
    assert "; " in line, "a refusal says what is wrong; what to do"
    assert line.startswith(str(file)), line
    return line.removeprefix(str(file))


@pytest.mark.parametrize(("old", "new", "line", "says"), SPOILT)
def test_a_mistake_is_told_with_its_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    file = tmp_path / "figures.yaml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    assert refusal(file).startswith(f":{line}: {says}")


def test_the_file_that_the_mistakes_are_made_in_is_good(tmp_path: Path) -> None:
    file = tmp_path / "figures.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert Book.load(overlay=file).overlay is not None


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (
            "premium.low_fulfilment: [{since: 2026-12-01, value: 0.99, %s}]",
            ":4: premium.low_fulfilment: then premium.bands (premium/bands.yaml:12): the band from 0.99 to 0.98 is "
            "empty on 2026-12-01; let low be below high",
        ),
        (
            "premium.bands: [{since: 2026-12-01, value: [{low: null, high: 0.9, rate: 0.005, rule: P06}, "
            "{low: 0.95, high: null, rate: 0.002, rule: P05}], %s}]",
            ":4: premium.bands: gap on 2026-12-01 between 0.9 and 0.95",
        ),
        (
            "premium.bands: [{since: 2026-12-01, value: [{low: null, high: 0.9, rate: 0.005, rule: P06}, "
            "{low: 0.8, high: null, rate: 0.002, rule: P05}], %s}]",
            ":4: premium.bands: overlap on 2026-12-01",
        ),
        (
            "premium.bands: [{since: 2026-12-01, value: [{low: null, high: 0.9, rate: 0.005, rule: P06}, "
            "{low: null, high: null, rate: 0.002, rule: P05}], %s}]",
            ":4: premium.bands: only the first band, and it must, has a low of null; list bands low to high",
        ),
        # The bands hold a figure of their own from one day on, and only a later value of another key opens the gap.
        (
            "premium.bands: [{since: 2026-12-01, value: [{low: null, high: 0.95, rate: 0.005, rule: P06}, "
            "{low: premium.low_fulfilment, high: null, rate: 0.002, rule: P05}], %s}]\n"
            "  premium.low_fulfilment: [{since: 2027-01-01, value: 0.96, %s}]",
            ":4: premium.bands: gap on 2027-01-01 between 0.95 and 0.96",
        ),
        (
            "coverage.idle_days: [{since: 2026-12-01, value: null, %s}]",
            ":4: coverage.idle_days: then alerts.second_silence_days (alerts/second_silence_days.yaml:10): points at "
            "'coverage.idle_days', which has no value on 2026-12-01; let both begin and end together, or give",
        ),
        (
            "coverage.overdue_days: [{since: 2026-12-01, same_as: coverage.idle_days, %s}]",
            ":4: coverage.overdue_days: then alerts.second_overdue_days (alerts/second_overdue_days.yaml:10): points "
            "at 'coverage.overdue_days', which points on",
        ),
        (
            "recovery.min_ratio: [{since: 2026-12-01, value: 0.9, %s}]\n"
            "  recovery.max_ratio: [{since: 2027-01-01, value: 0.8, %s}]",
            ":5: recovery.max_ratio: then recovery.min_ratio: 0.9 is above recovery.max_ratio, 0.8",
        ),
        (
            "premium.low_rate: [{since: 2026-12-01, value: 0.0005, %s}]",
            ":4: premium.low_rate: then premium.min_rate: 0.002 is above premium.max_rate, 0.0005",
        ),
        # Without the newest value the rates would still contradict each other; without the one before, they would not.
        (
            "premium.high_rate: [{since: 2026-12-15, value: 0.006, %s}]\n"
            "  premium.low_rate: [{since: 2026-12-01, value: 0.007, %s}, {since: 2027-01-01, value: 0.0055, %s}]",
            ":4: premium.high_rate: then premium.min_rate: 0.006 is above premium.max_rate, 0.0055",
        ),
        (
            "premium.floor_scope: [{since: 2026-12-01, value: some, %s}]",
            ":4: premium.floor_scope: unknown option 'some'; write one of all, base, none",
        ),
        (
            "premium.floor_scope: [{since: 2026-12-01, same_as: coverage.simple_line, %s}]",
            ":4: premium.floor_scope: it comes to 'no_logistics_peril'; let it be one of all, base, none",
        ),
        (
            "premium.floor_scope: [{since: 2026-12-01, value: null, %s}]",
            ":4: premium.floor_scope: this program's own choice cannot end; give it another value",
        ),
        (
            "premium.bands: [{since: 2026-12-01, value: null, %s}]",
            ":4: premium.bands: it can change but not end; give it another value",
        ),
        (
            "eligibility.lines: [{since: 2026-12-01, value: [standard, simpel], %s}]",
            ":4: eligibility.lines: the rules do not know the name 'simpel'; keep to standard, simple,",
        ),
        (
            "eligibility.entity: [{since: 2026-12-01, value: [company], %s}]",
            ":4: eligibility.entity: the rules do not know the name 'company'; keep to enterprise, individual",
        ),
        (
            "eligibility.lines: [{since: 2026-12-01, value: [], %s}]",
            ":4: eligibility.lines: a list with at least one item was expected",
        ),
        (
            "premium.max_rate: [{since: 2026-12-01, value: null, %s}]",
            ":4: premium.max_rate: it can change but not end; give it another value",
        ),
        (
            "premium.floor: [{since: 2023-12-01, value: null, %s}]",
            ":4: premium.floor: the first value is null; a rule can only end after it has begun",
        ),
        (
            "alerts.snooze_hours: [{since: 2026-12-01, value: 0, %s}]",
            ":4: alerts.snooze_hours: a time of our own is at least 1; write it like 3",
        ),
        (
            "coverage.idle_days: [{since: 2026-12-01, value: 10001, %s}]",
            ":4: coverage.idle_days: 10001 is absurdly long; keep it to 10000",
        ),
        ("premium.floor: 0.50", ":4: premium.floor: a list with at least one item was expected"),
    ],
)
def test_what_the_whole_book_would_not_hold_together_with_is_told_at_the_value_that_brings_it_about(
    tmp_path: Path, values: str, says: str
) -> None:
    file = tmp_path / "figures.yaml"
    sources = 'sources:\n  S9: {title: a, date: "2026"}\n'
    file.write_text(f"{sources}values:\n  {values.replace('%s', ENTRY)}\n", encoding="utf-8")
    assert refusal(file).startswith(says)


def test_a_file_that_is_missing_or_none_is_refused_by_name(tmp_path: Path) -> None:
    assert "the file is missing; name the YAML file" in refusal(tmp_path / "figures.yaml")
    assert "is not a file" in refusal(tmp_path)
    assert "is not a file" in refusal(Path(os.devnull))


def test_a_file_that_may_not_be_read_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "figures.yaml"
    file.write_text(GOOD, encoding="utf-8")

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    book = Book.load()
    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(BookError, match=r"figures\.yaml: cannot be read: Permission denied; mend its permissions"):
        book.read_overlay(file)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ":1: the file is empty; fill it or delete it"),
        (b"# nothing yet\n", ":1: the file is empty"),
        (b"- premium.floor\n", ":1: a mapping was expected; write 'key: value' lines"),
        (b"sources: {}\n", ":1: 'values' is missing; add a line 'values: ...'"),
        (b"values:\n  a: caf\xe9\n", ":2: not UTF-8 text; save the file as UTF-8"),
        (GOOD.encode("utf-16"), ":1: not UTF-8 text"),
        (b"values: {}\n---\nvalues: {}\n", ":2: not valid YAML"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "figures.yaml"
    file.write_bytes(content)
    assert refusal(file).startswith(says)


def test_a_file_of_exactly_the_largest_size_is_read(tmp_path: Path) -> None:
    file = tmp_path / "figures.yaml"
    content = GOOD.encode() + b"#"
    file.write_bytes(content.ljust(MOST_BYTES, b"-"))
    assert Book.load(overlay=file).overlay is not None
    file.write_bytes(content.ljust(MOST_BYTES + 1, b"-"))
    assert "larger than 64 KB" in refusal(file)


def test_an_absurdly_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "figures.yaml"
    filler = b"# and so on\n"
    file.write_bytes(GOOD.encode() + filler * (MOST_BYTES // len(filler)))
    assert "larger than 64 KB; keep to the figures that differ" in refusal(file)
