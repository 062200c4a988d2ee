"""The README's tables name what there is, no more and no less, and its example of a changed figure works."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import tests
from bot import settings
from bot.book_report import report
from bot.cli import app
from bot.sheets.limits import LIMITS
from bot.upload import LARGEST_BYTES
from rules.book import Book
from storage import questions
from storage.order_books import KEPT
from tests.support.talk import Talk

README = (Path(tests.__file__).parent.parent / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<first>.+?) \| (?P<rest>.*) \|$", re.MULTILINE)


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings._names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def table(head: str) -> list[str]:
    """The first cells of the table whose first heading this is, without the heading."""
    rows = README[README.index(f"| {head} |") :].split("\n\n")[0]
    return [row["first"] for row in ROW.finditer(rows)][1:]


def commands(group: Any, *before: str) -> set[str]:
    """Every command that does something, with the group it stands in."""
    found: set[str] = set()
    for name, command in group.commands.items():
        path = (*before, name)
        found |= commands(command, *path) if hasattr(command, "commands") else {" ".join(path)}
    return found


def test_the_table_of_settings_lists_exactly_the_settings_in_their_order() -> None:
    listed = [re.sub("`", "", name) for name in table("setting")]
    assert listed == [row.name for row in settings.listing(settings.load())]


def test_the_table_of_commands_lists_exactly_the_commands() -> None:
    listed = {found for cell in table("command") for found in re.findall(r"`peifu ((?:[a-z]+ ?)+)", cell)}
    program = typer.main.get_command(app)
    assert {name.strip() for name in listed} == commands(program)


def test_every_command_of_the_table_has_a_help_of_its_own() -> None:
    for name in commands(typer.main.get_command(app)):
        result = CliRunner().invoke(app, [*name.split(), "--help"])
        assert result.exit_code == 0, name
        assert "Usage" in result.output


def test_every_default_in_the_table_is_the_one_in_force() -> None:
    rows = README[README.index("| setting |") :].split("\n\n")[0]
    shown = dict(re.findall(r"^\| `(PEIFU_\w+)` \| `([^`]+)` \|", rows, re.MULTILINE))
    found = settings.load()
    assert len(shown) >= 7
    for name, default in shown.items():
        assert str(getattr(found, name.removeprefix("PEIFU_").lower())).removesuffix(".0") == default, name


def test_the_limits_of_a_sheet_and_how_long_orders_are_kept_are_those_in_force() -> None:
    promised = " ".join(README[README.index("## What it promises") : README.index("## Figures")].split())
    for told in (
        f"{LARGEST_BYTES // 1_000_000} MB and {LIMITS.rows:,} rows",
        f"the first {LIMITS.columns} columns of up to {LIMITS.sheets} worksheets",
        f"within {LIMITS.seconds:.0f} seconds and {LIMITS.memory_bytes >> 20} MB",
        f"numbers of skipped rows are kept, for {KEPT.days} days",
        f"its digits and numbers masked, for {questions.KEPT.days} days",
    ):
        assert told in promised


def test_the_example_of_a_changed_figure_is_a_file_that_loads_and_is_told_as_shown(tmp_path: Path) -> None:
    example, told = re.findall(r"```(?:yaml)?\n((?:sources:|From 2026).*?)```", README, re.DOTALL)
    file = tmp_path / "figures.yaml"
    file.write_text(example, encoding="utf-8")
    lines = report(Book.load(overlay=file), date(2026, 11, 22))
    assert [line for line in told.splitlines() if "…" not in line] == lines[lines.index(told.splitlines()[0]) :][:5]


EXAMPLES = re.findall(r'^uv run peifu ask "(/cover .+?)"', README, re.MULTILINE)


@pytest.mark.parametrize("peril", ["logistics anomaly", "refusal without reason", "platform ruling"])
def test_each_peril_has_an_example(peril: str) -> None:
    assert f"# {peril}" in README


@pytest.mark.parametrize("line", EXAMPLES)
async def test_every_example_of_an_order_is_answered_at_once_with_a_verdict(tmp_path: Path, line: str) -> None:
    async with Talk.open(tmp_path) as talk:
        [said] = await talk.say(line)
    assert said.text.startswith("✅")


async def test_the_answer_shown_under_the_examples_is_the_bots_own(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, language_code="en") as talk:
        [said] = await talk.say(EXAMPLES[0])
    shown = README[README.index("The first of them answers") :].split("```")[1].strip().removesuffix("…")
    assert " ".join(said.text.split()).startswith(" ".join(shown.split()))
