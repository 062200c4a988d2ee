"""``peifu phrases``: what operators attached, listed for reading and written out for the repository."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot import settings
from bot.cli import CANNOT_START, app, main
from bot.faq.entries import Phrases, load_entries
from bot.faq_phrases import exported, listed
from storage import phrases
from storage.engine import Database
from storage.phrases import Phrase
from storage.upgrade import upgrade

WHEN = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TEAM = 90


@pytest.fixture
def database_url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A file that no program has opened yet, and nothing else set."""
    for name in settings._names():
        monkeypatch.delenv(name, raising=False)
    url = f"sqlite:///{tmp_path / 'peifu.db'}"
    monkeypatch.setenv("PEIFU_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    return url


def peifu(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["phrases", *arguments])


def attach(url: str, *attached: tuple[str, str, str]) -> None:
    async def write() -> None:
        database = await Database.open(url)
        async with database.write() as tx:
            for entry, language, text in attached:
                await phrases.attach(TEAM, tx, {TEAM}, 5, text, entry, language, WHEN)
        await database.close()

    upgrade(url)
    asyncio.run(write())


def phrase(entry: str, language: str, text: str) -> Phrase:
    return Phrase(1, entry, language, text, 5, WHEN)


def test_before_anything_is_attached_both_commands_work_and_say_so(database_url: str) -> None:
    assert peifu("list").output.startswith("no phrase is attached; /unanswered")
    assert peifu("export").output == "{}\n"


def test_the_export_is_yaml_by_entry_and_language_in_the_order_of_attaching(database_url: str) -> None:
    attach(
        database_url,
        ("fee", "zh", "扣了我##块是啥钱: 保费?"),
        ("alerts-setup", "en", "where's the bell, and how do I ring it - *** ####?"),
        ("fee", "zh", "#号是什么"),
        ("fee", "en", "yes"),
    )
    said = peifu("export").output
    assert yaml.safe_load(said) == {
        "alerts-setup": {"zh": [], "en": ["where's the bell, and how do I ring it - *** ####?"]},
        "fee": {"zh": ["扣了我##块是啥钱: 保费?", "#号是什么"], "en": ["yes"]},
    }
    assert said.index("alerts-setup") < said.index("fee")
    assert "保费" in said


def test_what_is_exported_has_the_shape_of_the_files_it_is_merged_into() -> None:
    kept = [phrase("fee", "zh", "扣了我##块"), phrase("fee", "en", "what is this ## charge")]
    assert Phrases.model_validate(yaml.safe_load(exported(kept))["fee"]).zh == ("扣了我##块",)


def test_a_long_phrase_stays_on_one_line() -> None:
    assert exported([phrase("fee", "en", "how much " * 33)]).count("\n") == 4


def test_the_list_names_each_phrase_under_its_entry_with_its_day(database_url: str) -> None:
    attach(
        database_url, ("fee", "zh", "扣了我##块"), ("clawback", "en", "who pays it back"), ("fee", "en", "the charge")
    )
    assert peifu("list").output.splitlines() == [
        "clawback",
        "  2026-11-22  en  who pays it back",
        "fee",
        "  2026-11-22  zh  扣了我##块",
        "  2026-11-22  en  the charge",
    ]


def test_the_list_says_which_entries_this_version_does_not_have() -> None:
    lines = listed([phrase("fee", "en", "the charge"), phrase("fees-of-old", "en", "the old charge")], load_entries())
    assert lines[0] == "fee"
    assert lines[2] == "fees-of-old  (this version has no such entry: its phrases do nothing)"


def test_a_database_that_cannot_be_used_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    (tmp_path / "peifu.db").write_text("this is a letter, not a database" * 40)
    monkeypatch.setattr("sys.argv", ["peifu", "phrases", "export"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == CANNOT_START
    (line,) = capsys.readouterr().err.splitlines()
    assert "is no SQLite database" in line


def test_a_phrase_is_removed_by_its_words_and_one_that_is_not_there_is_said_not_to_be(database_url: str) -> None:
    attach(database_url, ("fee", "zh", "扣了我##块"), ("fee", "zh", "是啥钱"))
    assert peifu("remove", "扣了我##块").output == "removed: 扣了我##块\n"
    assert "扣了我" not in peifu("list").output
    assert "是啥钱" in peifu("list").output
    again = peifu("remove", "扣了我##块")
    assert (again.exit_code, "no attached phrase has these words" in again.output) == (2, True)
