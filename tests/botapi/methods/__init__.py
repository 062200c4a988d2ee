"""The methods of the Bot API, by name."""

from __future__ import annotations

from . import chats, delivery, inline, messages, profile
from .call import Call, Handler

HANDLERS: dict[str, Handler] = {
    **chats.HANDLERS,
    **delivery.HANDLERS,
    **inline.HANDLERS,
    **messages.HANDLERS,
    **profile.HANDLERS,
}

__all__ = ["HANDLERS", "Call", "Handler"]
