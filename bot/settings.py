"""Every setting, from the environment or a ``.env`` file in the working folder; the prefix is ``PEIFU_``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PEIFU_"
ENV_FILE = Path(".env")
_QUIET = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")
_CHAT = re.compile(r"-?[0-9]{1,16}")
_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")


class SettingsError(Exception):
    """A setting that is unknown or cannot be used; each line names one and says what it may be."""


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def default_database_url() -> str:
    """A SQLite file in the platform's data folder."""
    return f"sqlite:///{user_data_path('peifu', appauthor=False) / 'peifu.db'}"


class Settings(BaseSettings):
    """Validated once at start; the descriptions are what ``peifu settings`` prints."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", frozen=True)

    telegram_token: Annotated[SecretStr | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="the bot's token from @BotFather; without it the bot talks in the terminal"
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="base URL of the Bot API; a self-hosted server's, for example"
    )
    database_url: str = Field(
        default_factory=default_database_url,
        description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
    )
    sqlite_journal: Literal["auto", "wal", "delete"] = Field(
        "auto", description="SQLite's journal; auto uses WAL only where the linked SQLite is known to be safe"
    )
    scan_seconds: float = Field(30, gt=0, le=3600, description="how often due parcels are looked for")
    pace: Literal["off"] | float = Field(
        25, description="messages per second over all chats, or off for a Bot API server that has no limits"
    )
    book: Annotated[Path | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="a YAML file of figures that have changed, laid over the packaged ones; read at start"
    )
    timezone: str = Field("Asia/Shanghai", description="time zone of new chats; each can choose its own")
    quiet_hours: str = Field(
        "22:00-08:00",
        description="when new chats get no alerts, in their time zone, or off; each can choose its own",
    )
    operator_chat: int | None = Field(
        None, description="the id of the chat whose people answer /ask, negative for a group; without it nobody does"
    )
    clock_shift: timedelta = Field(
        timedelta(0),
        ge=timedelta(0),
        le=timedelta(days=3650),
        description="for rehearsals on a copy of the data: the bot's clock runs ahead by this, such as P3DT2H",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="what is logged")

    @field_validator("telegram_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not a bot token; @BotFather gives one like 123456:ABC-DEF")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _is_a_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is not an http or https URL such as http://127.0.0.1:8081")
        return value.rstrip("/")

    @field_validator("book")
    @classmethod
    def _from_home(cls, value: Path | None) -> Path | None:
        try:
            return None if value is None else value.expanduser()
        except RuntimeError:
            raise ValueError("names a home folder that does not exist") from None

    @field_validator("pace")
    @classmethod
    def _is_a_pace(cls, value: float | str) -> float | str:
        if value != "off" and not 0.1 <= float(value) <= 1000:
            raise ValueError("must lie between 0.1 and 1000 messages a second, or be off")
        return value

    @field_validator("operator_chat", mode="before")
    @classmethod
    def _is_a_chat(cls, value: object) -> int | None:
        """A word is told what an id looks like; the largest ids of Telegram have 52 bits."""
        written = str(value).strip() if value is not None else ""
        if written and not (_CHAT.fullmatch(written) and 0 < abs(int(written)) < 2**52):
            raise ValueError("is not the id of a chat; a person's is like 123456789, a group's like -1001234567890")
        return int(written) if written else None

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("is not a time zone such as Asia/Shanghai") from None
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        if value != "off" and not _QUIET.fullmatch(value):
            raise ValueError("must look like 22:00-08:00, or be off")
        return value

    @property
    def quiet_from(self) -> int | None:
        """Minute of the local day at which quiet hours begin, or None for none."""
        found = _QUIET.fullmatch(self.quiet_hours)
        return int(found[1]) * 60 + int(found[2]) if found else None

    @property
    def quiet_to(self) -> int | None:
        """Minute of the local day at which quiet hours end, or None for none."""
        found = _QUIET.fullmatch(self.quiet_hours)
        return int(found[3]) * 60 + int(found[4]) if found else None


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of ``peifu settings``."""

    name: str
    value: str
    origin: str
    description: str


def load() -> Settings:
    """The settings in force; `SettingsError` names every one that is unknown or unusable."""
    try:
        given = _given()
    except (UnicodeDecodeError, OSError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError(f"{ENV_FILE.absolute()} cannot be read ({reason}); save it anew or move it away") from None
    problems = [_unknown(name) for name in sorted(given) if name not in _names()]
    if problems:
        raise SettingsError("\n".join(problems))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_explained(found) for found in _first_of_each(error.errors()))) from None


def listing(settings: Settings) -> list[Listed]:
    """Every setting with its value, secrets masked, and where it came from."""
    from_file = {name.upper() for name in dotenv_values(ENV_FILE)}
    environment = {name.upper() for name in os.environ}
    rows = []
    for field, info in Settings.model_fields.items():
        name = f"{PREFIX}{field.upper()}"
        origin = "environment" if name in environment else ".env" if name in from_file else "default"
        rows.append(Listed(name, _shown(getattr(settings, field)), origin, info.description or ""))
    return rows


def _names() -> set[str]:
    return {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}


def _given() -> set[str]:
    names = {*os.environ, *dotenv_values(ENV_FILE)}
    return {name.upper() for name in names if name.upper().startswith(PREFIX)}


def _unknown(name: str) -> str:
    near = get_close_matches(name, _names(), n=1, cutoff=0.85)
    hint = f"did you mean {near[0]}?" if near else "`peifu settings` lists all of them."
    return f"{name} is not a setting of Peifu; {hint}"


def _first_of_each(errors: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A value that fits none of several kinds is one mistake, not one for each kind."""
    by_field: dict[str, Mapping[str, Any]] = {}
    for error in errors:
        kept = by_field.get(error["loc"][0])
        if kept is None or kept["type"] == "literal_error":
            by_field[error["loc"][0]] = error
    return list(by_field.values())


def _explained(found: Mapping[str, Any]) -> str:
    field = str(found["loc"][0])
    reason = str(found["msg"]).removeprefix("Value error, ")
    reason = reason[0].lower() + reason[1:]
    shown = "" if "token" in field or "url" in field else f"={found['input']}"
    return f"{PREFIX}{field.upper()}{shown}: {reason}"


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********"
    return _PASSWORD.sub(r"\1********@", str(value)) if value is not None else ""
