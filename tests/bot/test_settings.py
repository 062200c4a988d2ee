"""Settings: where they come from, what is refused and in which words, and that secrets stay secret."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch, tmp_path):
    for name in settings._names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_ask_for_nothing():
    found = settings.load()
    assert found.telegram_token is None
    assert found.telegram_api_url == "https://api.telegram.org"
    assert found.database_url.startswith("sqlite:///")
    assert (found.scan_seconds, found.pace, found.timezone) == (30, 25, "Asia/Shanghai")
    assert (found.quiet_from, found.quiet_to) == (22 * 60, 8 * 60)


def test_the_environment_goes_before_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("PEIFU_SCAN_SECONDS=5\nPEIFU_PACE=off\nOTHER=1\n")
    monkeypatch.setenv("PEIFU_SCAN_SECONDS", "7")
    found = settings.load()
    assert (found.scan_seconds, found.pace) == (7, "off")
    origins = {row.name: row.origin for row in settings.listing(found)}
    assert origins["PEIFU_SCAN_SECONDS"] == "environment"
    assert origins["PEIFU_PACE"] == ".env"
    assert origins["PEIFU_TIMEZONE"] == "default"


def test_an_unknown_setting_is_named_with_the_nearest_one(monkeypatch):
    monkeypatch.setenv("PEIFU_TELEGRAM_TOKN", "1:abc")
    with pytest.raises(settings.SettingsError, match=r"PEIFU_TELEGRAM_TOKN .* did you mean PEIFU_TELEGRAM_TOKEN"):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SCAN_SECONDS", "soon", "PEIFU_SCAN_SECONDS=soon"),
        ("SCAN_SECONDS", "0", "greater than 0"),
        ("PACE", "0", "between 0.1 and 1000"),
        ("TIMEZONE", "Mars/Olympus", "is not a time zone"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081", "is not an http or https URL"),
        ("QUIET_HOURS", "22-8", "must look like 22:00-08:00"),
        ("OPERATOR_CHAT", "@ourgroup", "PEIFU_OPERATOR_CHAT=@ourgroup: is not the id of a chat"),
        ("OPERATOR_CHAT", "support", "a group's like -1001234567890"),
        ("OPERATOR_CHAT", "12.5", "a person's is like 123456789"),
        ("OPERATOR_CHAT", "0", "is not the id of a chat"),
        ("OPERATOR_CHAT", "9999999999999999", "is not the id of a chat"),
        ("OPERATOR_CHAT", "１２３", "is not the id of a chat"),
    ],
)
def test_an_unusable_value_is_said_in_one_line(monkeypatch, name, value, words):
    monkeypatch.setenv(f"PEIFU_{name}", value)
    with pytest.raises(settings.SettingsError) as refused:
        settings.load()
    assert words in str(refused.value)
    assert len(str(refused.value).splitlines()) <= 2


def test_every_problem_is_named_at_once(monkeypatch):
    monkeypatch.setenv("PEIFU_TIMEZONE", "Nowhere")
    monkeypatch.setenv("PEIFU_QUIET_HOURS", "late")
    with pytest.raises(settings.SettingsError) as refused:
        settings.load()
    assert "PEIFU_TIMEZONE" in str(refused.value)
    assert "PEIFU_QUIET_HOURS" in str(refused.value)


def test_a_refused_token_is_not_repeated(monkeypatch):
    monkeypatch.setenv("PEIFU_TELEGRAM_TOKEN", "secret-without-a-number")
    with pytest.raises(settings.SettingsError) as refused:
        settings.load()
    assert "secret-without" not in str(refused.value)
    assert "@BotFather" in str(refused.value)


def test_the_listing_masks_the_token_and_the_password(monkeypatch):
    monkeypatch.setenv("PEIFU_TELEGRAM_TOKEN", "123456:ABCdef")
    monkeypatch.setenv("PEIFU_DATABASE_URL", "postgresql://peifu:hunter2@db/peifu")
    shown = " ".join(row.value for row in settings.listing(settings.load()))
    assert "ABCdef" not in shown
    assert "hunter2" not in shown
    assert "postgresql://peifu:********@db/peifu" in shown


def test_every_setting_says_what_it_is():
    assert all(row.description for row in settings.listing(settings.load()))


def test_an_empty_token_is_no_token(monkeypatch):
    monkeypatch.setenv("PEIFU_TELEGRAM_TOKEN", " ")
    assert settings.load().telegram_token is None


@pytest.mark.parametrize(
    ("written", "chat"), [("-1001234567890", -1001234567890), (" 42 ", 42), ("", None), (" ", None)]
)
def test_the_operators_chat_is_a_number_and_a_group_has_a_negative_one(monkeypatch, written, chat):
    assert settings.load().operator_chat is None
    monkeypatch.setenv("PEIFU_OPERATOR_CHAT", written)
    found = settings.load()
    assert found.operator_chat == chat
    shown = {row.name: row.value for row in settings.listing(found)}
    assert shown["PEIFU_OPERATOR_CHAT"] == ("" if chat is None else str(chat))


def test_quiet_hours_can_be_off(monkeypatch):
    monkeypatch.setenv("PEIFU_QUIET_HOURS", "off")
    found = settings.load()
    assert (found.quiet_from, found.quiet_to) == (None, None)


def test_no_file_of_changed_figures_is_named_unless_one_is(monkeypatch):
    assert settings.load().book is None
    monkeypatch.setenv("PEIFU_BOOK", " ")
    assert settings.load().book is None
    monkeypatch.setenv("PEIFU_BOOK", "figures.yaml")
    assert settings.load().book == Path("figures.yaml")
    rows = {row.name: row for row in settings.listing(settings.load())}
    assert (rows["PEIFU_BOOK"].value, rows["PEIFU_BOOK"].origin) == ("figures.yaml", "environment")


def test_a_file_of_changed_figures_may_lie_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("PEIFU_BOOK", "~/figures.yaml")
    assert settings.load().book == tmp_path / "figures.yaml"
    monkeypatch.setenv("PEIFU_BOOK", "~nobody-of-this-name/figures.yaml")
    with pytest.raises(settings.SettingsError, match=r"^PEIFU_BOOK=.*names a home folder that does not exist$"):
        settings.load()


def test_a_rehearsal_moves_the_clock_ahead(monkeypatch):
    monkeypatch.setenv("PEIFU_CLOCK_SHIFT", "P3DT2H")
    assert settings.load().clock_shift == timedelta(days=3, hours=2)


@pytest.mark.parametrize("shift", ["P99999D", "-P1D"])
def test_a_clock_is_moved_ahead_only_and_within_a_few_years(monkeypatch, shift):
    monkeypatch.setenv("PEIFU_CLOCK_SHIFT", shift)
    with pytest.raises(settings.SettingsError, match="PEIFU_CLOCK_SHIFT"):
        settings.load()


def test_a_file_in_another_encoding_is_named_and_not_a_traceback(tmp_path):
    (tmp_path / ".env").write_bytes("PEIFU_PACE=3".encode("utf-16"))
    with pytest.raises(settings.SettingsError, match=r"\.env cannot be read"):
        settings.load()
