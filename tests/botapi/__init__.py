"""A strict local Telegram Bot API server for tests.

It refuses what Telegram refuses, counts what Telegram limits, and records every breach in
``BotApiServer.violations``, those included that Telegram would pass over in silence. Sellers act through
``BotApiServer.user`` and ``.group``; misfortune is scripted with ``BotApiServer.fail``.
"""

from .errors import Violation
from .faults import Fault
from .inline import InlineAnswer, InlineQuery, InlineResult
from .people import Answer, Group, Press, User
from .scene import TOKEN, Request
from .server import BotApiServer
from .state import Button, Chat, Message

__all__ = [
    "TOKEN",
    "Answer",
    "BotApiServer",
    "Button",
    "Chat",
    "Fault",
    "Group",
    "InlineAnswer",
    "InlineQuery",
    "InlineResult",
    "Message",
    "Press",
    "Request",
    "User",
    "Violation",
]
