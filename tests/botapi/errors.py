"""What goes wrong between a bot and the server: refusals as Telegram words them, and the record of breaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """A rule of the Bot API that the bot under test broke.

    ``chat`` is None where the request named no chat. ``what`` is the refusal's own wording, or, where the real
    server would have let the mistake pass in silence, a sentence that says what the reader would have seen.
    """

    chat: int | None
    method: str
    what: str


class ApiError(Exception):
    """A refusal: HTTP status, description and ``parameters`` as the real server answers them.

    ``breach`` says whether the bot is to blame (then it is recorded as a violation) or the world is: a blocked
    chat, a conflict, a group that moved.
    """

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None, *, breach: bool = True
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.breach = breach


def bad_request(reason: str, parameters: dict[str, Any] | None = None, *, breach: bool = True) -> ApiError:
    """A 400. Telegram lowers the reason's first letter unless it is a code such as ``BUTTON_DATA_INVALID``."""
    is_code = len(reason) > 1 and (reason[1] == "_" or reason[1].isupper())
    worded = reason if is_code else reason[:1].lower() + reason[1:]
    return ApiError(400, f"Bad Request: {worded}", parameters, breach=breach)


def forbidden(reason: str) -> ApiError:
    """A 403: the chat does not let the bot in. Not a breach, since the bot could not know."""
    return ApiError(403, f"Forbidden: {reason}", breach=False)


def too_many_requests(seconds: int, *, breach: bool = True) -> ApiError:
    """A 429 with ``parameters.retry_after`` in whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds}, breach=breach)
