"""A malformed book is refused when it is loaded, in one line: file, line, key, what is wrong, what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rules.book import Book, BookError
from rules.yaml_nodes import parse
from tests.support.books import copy_book

FLOOR, BANDS, FX = "premium/floor.yaml", "premium/bands.yaml", "premium/fx.yaml"
LATE = "alerts/second_overdue_days.yaml"
READINGS, SOURCES = "readings.yaml", "sources.yaml"

MIDDLE = "{low: premium.low_fulfilment, high: premium.high_fulfilment, rate: premium.base_rate, rule: P07}"

SPOILT = [
    # file, what is replaced, by what, how many lines from there the mistake is (None: the whole file), its key, words
    (FLOOR, "boundary: ge", "boundry: ge", 0, "premium.floor", "unknown key 'boundry'; allowed"),
    (FLOOR, "unit: currency-CNY", "unit: yuan", 0, "premium.floor", "unknown unit 'yuan'"),
    (FLOOR, "kind: rule", "kind: rule\nkind: claim", 1, "premium.floor", "'kind' is given twice"),
    (FLOOR, "    value: 0.30\n", "    value: 0.30\n    value: 0.40\n", 1, "premium.floor", "'value' is given twice"),
    (FLOOR, "rule: P03\n", "", -1, "premium.floor", "'rule' is missing; add a line 'rule: ...'"),
    (FLOOR, "rule: P03", "rule: P3", 0, "premium.floor", "'P3' is not a rule id; write it like P03"),
    (FLOOR, "    source: S4\n", "", -2, "premium.floor", "'source' is missing"),
    (FLOOR, "source: S4", "source: S44", 0, "premium.floor", "unknown source 'S44'; write one of"),
    (FLOOR, "source: S4", "source: null", 0, "premium.floor", "a text was expected"),
    (FLOOR, "    last_verified_on: null\n", "", -4, "premium.floor", "'last_verified_on' is missing"),
    (FLOOR, "2024-05-01", "2024-5-1", 0, "premium.floor", "'2024-5-1' is not a day; write it like 2024-05-01"),
    (FLOOR, "2024-05-01", "2024-02-30", 0, "premium.floor", "'2024-02-30' is not a day of the calendar"),
    (FLOOR, "2024-05-01", "2024-05-01T00:00:00", 0, "premium.floor", "is not a day"),
    (FLOOR, "value: 0.30", "value: 0.305", 0, "premium.floor", "not a whole number of fen"),
    (FLOOR, "value: 0.30", "value: 0.306", 0, "premium.floor", "not a whole number of fen"),
    (FLOOR, "value: 0.30", "value: 3e-1", 0, "premium.floor", "'3e-1' is not a number; write it like 0.30"),
    (FLOOR, "value: 0.30", "value: -0.30", 0, "premium.floor", "not a whole number of fen"),
    (FLOOR, "value: 0.30", "value: ¥0.30", 0, "premium.floor", "is not a number"),
    (FLOOR, "value: 0.30", "value: \uff10.30", 0, "premium.floor", "is not a number"),
    (FLOOR, "value: 0.30", "value: [0.30]", 0, "premium.floor", "a text was expected"),
    (FLOOR, "value: 0.30", "value:", 0, "premium.floor", "a text was expected"),
    (FLOOR, "value: 0.30", "value: null", -1, "premium.floor", "the first value is null"),
    (FLOOR, "value: 0.30", "value: !!float 0.30", 0, "premium.floor", "the tag tag:yaml.org,2002:float is"),
    (FLOOR, "    value: 0.30\n", "", -1, "premium.floor", "either 'value' or 'same_as' is needed"),
    (FLOOR, "value: 0.30", "same_as: premium.fee", 0, "premium.floor", "points at 'premium.fee', which does not exist"),
    (FLOOR, "value: 0.30", "same_as: premium.base_rate", 0, "premium.floor", "whose unit is /1"),
    (FLOOR, "boundary: ge", "boundary: more", 0, "premium.floor", "unknown boundary 'more'"),
    (FLOOR, "boundary: ge", "options: [a]", -1, "premium.floor", "only unit 'option' has 'options'"),
    (FLOOR, "values:", "values: []\nvaluez:", 1, "premium.floor", "unknown key 'valuez'"),
    (FLOOR, "title: ", "title: [", 1, "premium.floor", "not valid YAML"),
    (FLOOR, "title: ", "\ttitle: ", 0, "premium.floor", "not valid YAML"),
    ("eligibility/feedback_min.yaml", "value: 0.95", "value: 95", 0, "eligibility.feedback_min", "write 97 % as 0.97"),
    ("eligibility/feedback_min.yaml", "value: 0.95", "value: -0.95", 0, "eligibility.feedback_min", "not a fraction"),
    ("eligibility/feedback_min.yaml", "boundary: ge\n", "", None, "eligibility.feedback_min", "has no boundary"),
    ("eligibility/violations.yaml", "boundary: le\n", "", None, "eligibility.violations", "write 'boundary: ge' or"),
    (FLOOR, "boundary: ge", "boundary: gt", None, "premium.floor", "its boundary is gt; write 'boundary: ge'"),
    ("eligibility/lines.yaml", "[simple,", "[simpel,", -1, "eligibility.lines", "do not know the name 'simpel'"),
    (FLOOR, "value: 0.30", "value: 0.300000000000000000000", 0, "premium.floor", "the number is too long"),
    ("coverage/idle_days.yaml", "value: 5", "value: 10001", 0, "coverage.idle_days", "10001 is absurdly long"),
    ("alerts/snooze_hours.yaml", "value: 24", "value: 0", 0, "alerts.snooze_hours", "a time of our own is at least 1"),
    (SOURCES, "date: undated", "date: unknown", 0, "S8", "'unknown' is not a date; write it like 2026-12"),
    (LATE, "boundary: ge", "boundary: le", None, "alerts.second_overdue_days", "is le; write 'boundary: ge' or"),
    (BANDS, "low: premium.high_fulfilment", "low: eligibility.dispute_max", 0, "premium.bands", "whose boundary is le"),
    ("eligibility/sole_trader.yaml", "value: false", "value: no", 0, "eligibility.sole_trader", "truth value 'no'"),
    ("eligibility/lines.yaml", "[simple,", "[standard,", 0, "eligibility.lines", "'standard' is listed twice"),
    ("eligibility/lines.yaml", "[simple, standard, special]", "[]", 0, "eligibility.lines", "at least one item"),
    ("eligibility/lines.yaml", "unit: list", "unit: text", 5, "eligibility.lines", "a text was expected"),
    ("coverage/idle_days.yaml", "value: 5", "value: 5.5", 0, "coverage.idle_days", "'5.5' is not a whole number"),
    ("coverage/idle_days.yaml", "unit: day", "unit: count", None, "coverage.idle_days", "the rules need unit day"),
    ("programme/phase2.yaml", "value: 2023-10", "value: 2023-13", 0, "programme.phase2", "is not a month"),
    ("programme/phase2.yaml", "value: 2023-10", "value: 0000-10", 0, "programme.phase2", "is not a month"),
    ("programme/launch.yaml", "value: 2022 Q3", "value: 2022 Q5", 0, "programme.launch", "is not a quarter"),
    (FX, "value: required", "value: guessed", 0, "premium.fx", "unknown option 'guessed'; write one of required"),
    (FX, "options: [required]\n", "", -1, "premium.fx", "only unit 'option' has 'options', and it must"),
    ("premium/rounding.yaml", "[half_up]", "[half_up, half_even]", None, "premium.rounding", "do not know the option"),
    ("premium/base_rate.yaml", "unit: /1", "unit: count", 3, "premium.base_rate", "is not a whole number"),
    (BANDS, "low: premium.high_fulfilment", "low: 0.99", 0, "premium.bands", "gap on 2024-05-01 between 0.98 and 0.99"),
    (BANDS, "low: premium.high_fulfilment", "low: 0.97", 0, "premium.bands", "overlap on 2024-05-01"),
    (BANDS, f"      - {MIDDLE}\n", "", 0, "premium.bands", "gap on 2024-05-01 between 0.95 and 0.98"),
    (BANDS, "high: null", "high: 1", 0, "premium.bands", "nothing covers 1 and above"),
    (BANDS, "low: null", "low: 0", 0, "premium.bands", "only the first band, and it must, has a low of null"),
    (BANDS, "high: premium.high_fulfilment", "high: 0.95", 0, "premium.bands", "the band from 0.95 to 0.95 is empty"),
    (BANDS, "rate: premium.base_rate", "rate: 0", 0, "premium.bands", "the rate is zero"),
    (BANDS, "rate: premium.base_rate", "rate: premium.floor", 0, "premium.bands", "whose unit is currency-CNY"),
    (BANDS, "rate: premium.base_rate", "rate: premium.min_rate", 0, "premium.bands", "which points on"),
    (BANDS, "since: 2024-05-01", "since: 2024-04-01", 2, "premium.bands", "which has no value on 2024-04-01"),
    (SOURCES, "  note: As cited by S0.", "  notes: As cited by S0.", 0, "S5", "unknown key 'notes'"),
    (SOURCES, "M0:", "M1:", -36, "", "source M0 is missing"),
    (SOURCES, "S8:", "Z8:", 1, "Z8", "'Z8' is not a source id"),
    (SOURCES, "S8:", "S7:", 0, "", "'S7' is given twice"),
    (READINGS, "X24:", "R24:", 1, "R24", "'R24' is not a reading id"),
    (READINGS, "default: all", "default: some", 0, "X07", "unknown option 'some'; write one of all, base, none"),
    (READINGS, "  default: all\n", "", -4, "X07", "is incomplete; give it key, since, default and options"),
    (READINGS, "rules: [P02, P03, P08]", "rules: [P2]", 0, "X07", "'P2' is not a rule id"),
    (READINGS, "key: premium.floor_scope", "key: premium.rate_as_of", 37, "X14", "belongs to another reading"),
    (READINGS, "none: There", "never: There", None, "premium.floor_scope", "know the option 'never'"),
]  # fmt: skip


def refusal(directory: Path) -> str:
    with pytest.raises(BookError) as refused:
        Book.load(directory)
    line = str(refused.value)
    assert "\n" not in line
    assert "; " in line, "a refusal says what is wrong; what to do"
    return line


@pytest.mark.parametrize(("file", "old", "new", "shift", "key", "says"), SPOILT)
def test_a_spoilt_file_is_refused_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, shift: int | None, key: str, says: str
) -> None:
    directory = copy_book(tmp_path)
    text = (directory / file).read_text(encoding="utf-8")
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    at = text[: text.index(old)].count("\n") + 1
    place = "" if shift is None else f":{at + shift}"
    line = refusal(directory)
    assert line.startswith(f"{file}{place}: " + (f"{key}: " if key else "")), line
    assert says in line, line


def test_lists_may_be_nested_twelve_deep() -> None:
    parse(b"[" * 12 + b"]" * 12, "deep.yaml", "")
    with pytest.raises(BookError, match=r"deep\.yaml:1: nested too deeply; write it flat"):
        parse(b"[" * 13 + b"]" * 13, "deep.yaml", "")


def no_floor(directory: Path) -> None:
    (directory / FLOOR).unlink()


def no_sources(directory: Path) -> None:
    (directory / SOURCES).unlink()


def stray_file(directory: Path) -> None:
    (directory / "premium" / "notes.txt").write_text("0.30", encoding="utf-8")


def wrong_ending(directory: Path) -> None:
    (directory / FLOOR).rename(directory / "premium" / "floor.yml")


def upper_case(directory: Path) -> None:
    (directory / FLOOR).rename(directory / "premium" / "Floor.yaml")


def at_the_top(directory: Path) -> None:
    (directory / FLOOR).rename(directory / "floor.yaml")


def a_readings_key(directory: Path) -> None:
    path = directory / READINGS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("key: premium.floor_scope", "key: premium.floor"), encoding="utf-8")


def latin_text(directory: Path) -> None:
    (directory / FLOOR).write_bytes(b"title: a\nrule: P03 # caf\xe9\n")


def nothing_in_it(directory: Path) -> None:
    (directory / FLOOR).write_bytes(b"")


def two_documents(directory: Path) -> None:
    path = directory / FLOOR
    path.write_text(path.read_text(encoding="utf-8") + "---\ntitle: a\n", encoding="utf-8")


def two_values_of_a_day(directory: Path) -> None:
    path = directory / FLOOR
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.partition("values:\n")[2], encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_floor, "premium.floor: the parameter is missing; add premium/floor.yaml"),
        (no_sources, "sources.yaml: the file is missing"),
        (stray_file, "premium/notes.txt: not a parameter file; name it <group>/<name>.yaml"),
        (wrong_ending, "premium/floor.yml: not a parameter file"),
        (upper_case, "premium/Floor.yaml: not a parameter file"),
        (at_the_top, "floor.yaml: not a parameter file"),
        (
            a_readings_key,
            "premium/floor.yaml: premium.floor: a reading has this key too; keep it in readings.yaml only",
        ),
        (latin_text, "premium/floor.yaml:2: premium.floor: not UTF-8 text; save the file as UTF-8"),
        (nothing_in_it, "premium/floor.yaml:1: premium.floor: the file is empty"),
        (two_documents, "premium/floor.yaml:15: premium.floor: not valid YAML"),
        (two_values_of_a_day, "premium/floor.yaml:15: premium.floor: 2024-05-01 does not come after 2024-05-01"),
    ],
)
def test_a_directory_that_is_no_book_is_refused(tmp_path: Path, spoil: Callable[[Path], None], says: str) -> None:
    directory = copy_book(tmp_path)
    spoil(directory)
    assert says in refusal(directory)


@pytest.mark.parametrize(
    ("file", "old", "begin", "repeated", "most"),
    [
        (FLOOR, "value: 0.30", "value: 0.", "0", 18),  # 20 characters
        ("coverage/idle_days.yaml", "value: 5", "value: 1", "0", 4),
        (FLOOR, "locator: 第2.1条，引自文中开通条件一节", "locator: ", "x", 200),
    ],
)
def test_what_is_exactly_as_long_as_it_may_be_is_read(
    tmp_path: Path, file: str, old: str, begin: str, repeated: str, most: int
) -> None:
    directory = copy_book(tmp_path)
    text = (directory / file).read_text(encoding="utf-8")
    assert old in text
    (directory / file).write_text(text.replace(old, begin + repeated * most), encoding="utf-8")
    Book.load(directory)
    (directory / file).write_text(text.replace(old, begin + repeated * (most + 1)), encoding="utf-8")
    refusal(directory)


@pytest.mark.parametrize(
    ("file", "remedy"),
    [(FLOOR, "write 'boundary: ge'"), ("coverage/idle_days.yaml", "write 'boundary: ge' or the like")],
)
def test_a_missing_boundary_is_told_as_the_only_one_or_as_one_of_several(
    tmp_path: Path, file: str, remedy: str
) -> None:
    directory = copy_book(tmp_path)
    text = (directory / file).read_text(encoding="utf-8")
    (directory / file).write_text(text.replace("boundary: ge\n", ""), encoding="utf-8")
    assert refusal(directory).endswith(f": has no boundary; {remedy}")


def test_a_directory_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    assert "nowhere: no such directory" in refusal(tmp_path / "nowhere")


def test_an_editors_hidden_files_do_not_spoil_a_book(tmp_path: Path) -> None:
    directory = copy_book(tmp_path)
    (directory / "premium" / ".floor.yaml.swp").write_bytes(b"\0")
    assert Book.load(directory).fingerprint == Book.load().fingerprint
