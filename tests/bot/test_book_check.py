"""``peifu book check``: what an operator reads about his file, and the exit status a script goes by."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import settings
from bot.book_report import report
from bot.cli import CANNOT_START, app, main
from rules.book import Book
from tests.support.overlays import SOURCES, dated, overlaid, write_overlay

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings._names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def said(tmp_path: Path, *values: str, sources: str = SOURCES) -> str:
    """The report without the line that names the file and the two books."""
    return "\n".join(report(overlaid(tmp_path, *values, sources=sources), TODAY)[1:])


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["book", "check", *arguments])


FLOOR_TO_FIFTY = """
New sources
  S9  《赔付保险服务协议》2026年12月版 (2026-12)

From 2026-12-01 (in 9 days)
  premium.floor (P03, Least premium for one order (最低保费)): ¥0.30 -> ¥0.50
    source S9, 第3.1条; verified on 2026-11-20
  Golden figures that change
    an order of ¥50.00 at 0.2%: ¥0.30 -> ¥0.50
    an order of ¥50.00 at 0.3%: ¥0.30 -> ¥0.50
    an order of ¥50.00 at 0.5%: ¥0.30 -> ¥0.50
    an order of ¥60.00 at 0.2%: ¥0.30 -> ¥0.50
    an order of ¥60.00 at 0.3%: ¥0.30 -> ¥0.50
    an order of ¥60.00 at 0.5%: ¥0.30 -> ¥0.50
    an order of ¥61.00 at 0.2%: ¥0.30 -> ¥0.50
    an order of ¥61.00 at 0.3%: ¥0.30 -> ¥0.50
    an order of ¥61.00 at 0.5%: ¥0.31 -> ¥0.50
    an order of ¥100.00 at 0.2%: ¥0.30 -> ¥0.50
    an order of ¥100.00 at 0.3%: ¥0.30 -> ¥0.50
    an order of ¥115.00 at 0.2%: ¥0.30 -> ¥0.50
    an order of ¥115.00 at 0.3%: ¥0.35 -> ¥0.50
    an order of ¥150.00 at 0.2%: ¥0.30 -> ¥0.50
    an order of ¥150.00 at 0.3%: ¥0.45 -> ¥0.50
    an order of ¥200.00 at 0.2%: ¥0.40 -> ¥0.50

Mind
  premium.floor from 2026-12-01: takes effect in the future, in 9 days; today it is ¥0.30."""


def test_a_changed_floor_is_told_whole(tmp_path: Path) -> None:
    assert said(tmp_path, dated("premium.floor", ("2026-12-01", "0.50"))) == FLOOR_TO_FIFTY


def test_the_first_line_names_the_file_and_both_books(
    tmp_path: Path,
) -> None:
    book = overlaid(tmp_path)
    assert book.overlay is not None
    line = report(book, TODAY)[0]
    assert book.overlay.file in line
    assert f"book {book.packaged.fingerprint} it makes book {book.fingerprint}" in line


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (
            dated("coverage.overdue_days", ("2026-12-01", "10")),
            "    a parcel 168 h late and 120 h silent: covered -> not covered",
        ),
        (
            dated("coverage.overdue_days", ("2026-12-01", "6")),
            "    a parcel 167 h late and 120 h silent: not covered -> covered",
        ),
        (
            dated("coverage.refusal_hours", ("2026-12-01", "48")),
            "    a return 72 h after signing: covered -> not covered",
        ),
        (
            dated("coverage.refusal_hours", ("2026-12-01", "96")),
            "    a return 72 h 1 min after signing: not covered -> covered",
        ),
        (
            dated("diagnosis.first_leg_hours", ("2026-12-01", "24")),
            "    a first-leg update 48 h after pickup: in time -> late",
        ),
        (
            dated("eligibility.feedback_min", ("2026-12-01", "0.96")),
            "    a shop with 95% positive feedback and 2.1% disputes: let in -> turned away",
        ),
        (
            dated("recovery.min_ratio", ("2026-12-01", "0.7")),
            "    taken back of a payout of ¥120.00: ¥60.00 to ¥120.00 -> ¥84.00 to ¥120.00",
        ),
        (dated("premium.high_fulfilment", ("2026-12-01", "0.97")), "    the rate at 97.996% fulfilment: 0.3% -> 0.2%"),
        (
            dated("premium.low_rate", ("2026-12-01", "0.006")),
            "    an order of ¥200.00 at 94% fulfilment: ¥1.00 (at 0.5%) -> ¥1.20 (at 0.6%)",
        ),
        (
            dated("premium.high_rate", ("2026-12-01", "0.001")),
            "    an order of ¥50.00 at 98.5% fulfilment: ¥0.30 as before; under other readings base ¥0.10 -> ¥0.05, "
            "none ¥0.10 -> ¥0.05",
        ),
        (dated("premium.floor_scope", ("2026-12-01", "none")), "    an order of ¥50.00 at 0.2%: ¥0.30 -> ¥0.10"),
        (
            dated("premium.floor", ("2026-12-01", "null")),
            "    an order of ¥50.00 at 0.2%: ¥0.30 -> the book does not say",
        ),
    ],
)
def test_a_golden_figure_that_changes_is_told_in_plain_words(tmp_path: Path, value: str, line: str) -> None:
    assert line in said(tmp_path, value).splitlines()


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (
            dated("coverage.idle_days", ("2026-12-01", "6")),
            "  coverage.idle_days (C05, Days in a row without a tracking update (轨迹连续无更新)): 5 days -> 6 days",
        ),
        (
            dated("premium.floor_scope", ("2026-12-01", "none")),
            "all (The minimum holds at every rate) -> none (There is no minimum)",
        ),
        (dated("premium.counts_in_gmv", ("2026-12-01", "true")), "): no -> yes"),
        (dated("statistics.payout_days", ("2026-12-01", "3.5")), "): 2.3 working days -> 3.5 working days"),
        (dated("programme.phase2", ("2026-12-01", "2026-12")), "): October 2023 -> December 2026"),
        (dated("coverage.refusal_hours", ("2026-12-01", "null")), "): 72 hours -> no longer in force"),
        (dated("premium.floor", ("2023-10-01", "0.10")), "): no value yet -> ¥0.10"),
        (dated("premium.floor", ("2023-10-01", "0.10")), "    until 2024-05-01, then ¥0.30"),
        (dated("premium.floor", ("2024-05-01", "0.20")), "    corrects the packaged value of the same day"),
        (dated("premium.floor", ("2026-12-01", "0.30")), "): ¥0.30 as before; only where it is written is new"),
        (
            dated("eligibility.lines", ("2026-12-01", "[standard, special]")),
            "worry-free simple, worry-free standard and worry-free special goods -> "
            "worry-free standard and worry-free special goods",
        ),
    ],
)
def test_a_value_is_told_with_its_unit_before_and_after(tmp_path: Path, value: str, line: str) -> None:
    assert any(told.endswith(line) or told == line for told in said(tmp_path, value).splitlines())


def test_bands_are_told_as_a_table(tmp_path: Path) -> None:
    lines = said(tmp_path, dated("premium.low_rate", ("2026-12-01", "0.006"))).splitlines()
    at = next(at for at, line in enumerate(lines) if "premium.bands" in line)
    assert lines[at].endswith("it follows premium.low_rate):")
    assert [line.strip() for line in lines[at + 1 : at + 4]] == [
        "below 95%: 0.5% -> 0.6%",
        "from 95% to just under 98%: 0.3%",
        "98% or higher: 0.2%",
    ]


def test_bands_with_other_edges_are_told_before_and_after(tmp_path: Path) -> None:
    table = "[{low: null, high: 0.9, rate: 0.006, rule: P06}, {low: 0.9, high: null, rate: 0.002, rule: P05}]"
    text = said(tmp_path, dated("premium.bands", ("2026-12-01", table)))
    assert "was below 95%: 0.5%; from 95% to just under 98%: 0.3%; 98% or higher: 0.2%" in text
    assert "is  below 90%: 0.6%; 90% or higher: 0.2%" in text
    assert "quotes follow these bands, but the FAQ's answers spell out premium.low_rate" in text


def test_bands_that_point_at_the_figures_the_answers_show_need_no_warning(tmp_path: Path) -> None:
    table = (
        "[{low: null, high: premium.low_fulfilment, rate: premium.low_rate, rule: P06}, "
        "{low: premium.low_fulfilment, high: premium.high_fulfilment, rate: premium.base_rate, rule: P07}, "
        "{low: premium.high_fulfilment, high: null, rate: premium.high_rate, rule: P05}]"
    )
    assert "spell out" not in said(tmp_path, dated("premium.bands", ("2026-12-01", table)))


def test_what_follows_a_changed_figure_is_told_with_it(tmp_path: Path) -> None:
    lines = said(tmp_path, dated("coverage.overdue_days", ("2026-12-01", "10"))).splitlines()
    at = lines.index("  What follows")
    assert lines[at + 1].startswith("    alerts.second_overdue_days (A04, ")
    assert lines[at + 1].endswith("; it follows coverage.overdue_days): 7 days -> 10 days")


UNVERIFIED = "    - {{since: {since}, value: {value}, source: S4, locator: a, last_verified_on: {verified}}}\n"


@pytest.mark.parametrize(
    ("value", "warning"),
    [
        (
            "  premium.floor:\n" + UNVERIFIED.format(since="2026-11-22", value="0.50", verified="null"),
            "premium.floor from 2026-11-22: nobody has verified it (last_verified_on is null).",
        ),
        (
            "  premium.floor:\n" + UNVERIFIED.format(since="2026-11-22", value="0.50", verified="2026-12-24"),
            "premium.floor from 2026-11-22: says it was verified on 2026-12-24, which is still to come.",
        ),
        (
            dated("premium.floor", ("2026-11-01", "0.50")),
            "premium.floor from 2026-11-01: is dated in the past: what was worked out for orders of those days comes "
            "out anew.",
        ),
        (
            dated("statistics.payout_days", ("2026-11-01", "3")),
            "statistics.payout_days from 2026-11-01: is dated in the past: answers show it at once.",
        ),
        (
            dated("premium.floor", ("2027-01-01", "0.50")),
            "premium.floor from 2027-01-01: takes effect in the future, in 40 days; today it is ¥0.30.",
        ),
        (
            dated("premium.floor", ("2023-10-01", "0.10")),
            "premium.floor from 2023-10-01: does not hold today: a later value took over on 2024-05-01.",
        ),
        (
            dated("coverage.refusal_hours", ("2026-11-22", "null")),
            "coverage.refusal_hours from 2026-11-22: ends the rule; questions that hang on it are then answered with "
            "that, not with a figure.",
        ),
    ],
)
def test_what_an_operator_should_mind_is_told_and_refuses_nothing(tmp_path: Path, value: str, warning: str) -> None:
    assert f"  {warning}" in said(tmp_path, value).splitlines()


def test_a_new_source_that_nothing_is_cited_to_is_told(tmp_path: Path) -> None:
    assert "  S9: a new source that no value is cited to." in said(tmp_path).splitlines()


def test_a_verified_figure_that_begins_today_leaves_nothing_to_mind(tmp_path: Path) -> None:
    text = said(tmp_path, dated("premium.floor", ("2026-11-22", "0.50")))
    assert "From 2026-11-22 (today)" in text
    assert "Mind" not in text


def test_a_change_that_moves_no_golden_figure_says_so(tmp_path: Path) -> None:
    assert (
        "  No golden figure changes." in said(tmp_path, dated("alerts.snooze_hours", ("2026-12-01", "12"))).splitlines()
    )


def test_a_file_without_a_value_differs_in_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, sources="") == "No differences: it holds no value."


def test_the_file_named_on_the_command_line_is_checked(tmp_path: Path) -> None:
    file = write_overlay(tmp_path, dated("premium.floor", ("2024-05-01", "0.50")))
    result = check(str(file))
    assert result.exit_code == 0, result.output
    assert "an order of ¥50.00 at 0.2%: ¥0.30 -> ¥0.50" in result.output


def test_without_a_name_the_file_of_the_setting_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEIFU_BOOK", str(write_overlay(tmp_path, dated("premium.floor", ("2024-05-01", "0.50")))))
    assert "¥0.30 -> ¥0.50" in check().output


def test_with_no_file_at_all_the_packaged_book_is_checked() -> None:
    result = check()
    assert result.exit_code == 0
    assert f"The packaged book {Book.load().fingerprint} is valid" in result.output
    assert "PEIFU_BOOK" in result.output


def test_days_are_counted_from_the_shifted_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_overlay(tmp_path, dated("premium.floor", ("2030-01-01", "0.50")))
    assert "takes effect in the future" in check(str(file)).output
    monkeypatch.setenv("PEIFU_CLOCK_SHIFT", "P3650D")
    assert "takes effect in the future" not in check(str(file)).output


@pytest.mark.parametrize("command", [["book", "check"], ["version"], ["ask", "/quote 61 94"]])
def test_a_refused_file_is_one_line_and_exit_status_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    file = write_overlay(tmp_path, dated("premium.flor", ("2026-12-01", "0.50")))
    monkeypatch.setenv("PEIFU_BOOK", str(file))
    monkeypatch.setenv("PEIFU_DATABASE_URL", f"sqlite:///{tmp_path / 'peifu.db'}")
    monkeypatch.setattr("sys.argv", ["peifu", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == CANNOT_START
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"peifu: {file}:4: there is no parameter 'premium.flor'; did you mean 'premium.floor'?\n"
    assert not (tmp_path / "peifu.db").exists()


def test_the_version_names_the_book_with_the_file_laid_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_overlay(tmp_path, dated("premium.floor", ("2026-12-01", "0.50")))
    monkeypatch.setenv("PEIFU_BOOK", str(file))
    assert CliRunner().invoke(app, ["version"]).output.strip().endswith(f"book {Book.load(overlay=file).fingerprint}")
