"""The table of commands: what is answered, ``/help`` and Telegram's own command lists all come from here.

Who answers a command stands in `bot.routes`, which names exactly these. The texts stand in
``templates/messages/<language>/commands.yaml`` under the command's name: ``menu`` is the line in Telegram's list,
``help`` the line in ``/help``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypedDict

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)

from bot.packaged import read_packaged
from bot.render import DEFAULT_LOCALE, LOCALES


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name without the slash, and where it is listed."""

    name: str
    topic: str
    """The heading in /help: ``ask``, ``parcels``, ``alerts`` or ``chat``."""
    in_groups: bool = True
    """Whether it is offered in the menu of groups; it is answered there in any case."""
    listed: bool = True
    """Whether it stands in the menus at all; `/start` and `/cancel` explain themselves."""
    keeps_dialogue: bool = False
    """Whether an open question stays open: a look at /help must not lose what was answered so far."""
    for_operators: bool = False
    """Whether only operators' chats know it (`Turn.of_operators`); in no other it exists."""


COMMANDS: tuple[Command, ...] = (
    Command("quote", "ask"),
    Command("whatif", "ask"),
    Command("eligible", "ask"),
    Command("cover", "ask"),
    Command("clawback", "ask"),
    Command("diagnose", "ask"),
    Command("label", "ask"),
    Command("compare", "ask", keeps_dialogue=True),
    Command("faq", "ask"),
    Command("ask", "ask", keeps_dialogue=True),
    Command("watch", "parcels"),
    Command("parcels", "parcels"),
    Command("parcel", "parcels"),
    Command("event", "parcels"),
    Command("unwatch", "parcels"),
    Command("subscribe", "alerts"),
    Command("unsubscribe", "alerts"),
    Command("alerts", "alerts"),
    Command("language", "chat", keeps_dialogue=True),
    Command("help", "chat", keeps_dialogue=True),
    Command("privacy", "chat", keeps_dialogue=True),
    Command("forget", "chat", in_groups=False),
    Command("cancel", "chat", listed=False, keeps_dialogue=True),
    Command("start", "chat", listed=False),
    Command("unanswered", "ask", listed=False, keeps_dialogue=True, for_operators=True),
)

BY_NAME = {command.name: command for command in COMMANDS}


def known_in(*, operators: bool) -> tuple[Command, ...]:
    """The commands there are in a chat, of operators or not."""
    return tuple(command for command in COMMANDS if operators or not command.for_operators)


class CommandTexts(TypedDict):
    """What ``commands.yaml`` says of one command."""

    menu: str
    help: str


@cache
def texts(locale: str) -> dict[str, CommandTexts]:
    """The command texts of a language; a command without one is an error at start, not in a chat."""
    file = resources.files("templates") / "messages" / locale / "commands.yaml"
    found: dict[str, CommandTexts] = read_packaged(file)
    missing = [command.name for command in COMMANDS if command.name not in found]
    if missing:
        raise ValueError(f"messages/{locale}/commands.yaml says nothing of {', '.join(missing)}")
    return found


@dataclass(frozen=True, slots=True)
class CommandList:
    """One of Telegram's command lists: for a scope and a language (None: for all other languages)."""

    scope: BotCommandScope
    language_code: str | None
    commands: tuple[BotCommand, ...]


def command_lists() -> tuple[CommandList, ...]:
    """Every list to set: default, private and group scope, each for all languages, Chinese and English."""
    lists = []
    for language_code in (None, *LOCALES):
        said = texts(language_code or DEFAULT_LOCALE)
        listed = [command for command in COMMANDS if command.listed]
        everything = tuple(BotCommand(command.name, said[command.name]["menu"]) for command in listed)
        in_groups = tuple(
            BotCommand(command.name, said[command.name]["menu"]) for command in listed if command.in_groups
        )
        lists += [
            CommandList(BotCommandScopeDefault(), language_code, everything),
            CommandList(BotCommandScopeAllPrivateChats(), language_code, everything),
            CommandList(BotCommandScopeAllGroupChats(), language_code, in_groups),
        ]
    return tuple(lists)
