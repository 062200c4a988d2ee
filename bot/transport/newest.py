"""Work of which only the newest matters, such as the queries that come letter by letter as somebody types."""

from __future__ import annotations

import asyncio


class NewestOnly:
    """Lets in one piece of work at a time for each person; of those that wait, only the newest is let in."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[bool] | None] = {}

    async def enter(self, person: int) -> bool:
        """Wait until the person has nothing in work; False when something newer came meanwhile.

        After True, and only then, `leave` has to be called.
        """
        if person not in self._waiting:
            self._waiting[person] = None
            return True
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        overtaken, self._waiting[person] = self._waiting[person], turn
        _tell(overtaken, False)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():
                self.leave(person)  # it was let in at the very moment in which it was given up
            raise

    def leave(self, person: int) -> None:
        """The work is done: let in the newest that waits."""
        waiting, self._waiting[person] = self._waiting[person], None
        if not _tell(waiting, True):
            del self._waiting[person]


def _tell(waiting: asyncio.Future[bool] | None, goes: bool) -> bool:
    """Whether somebody was there to be told."""
    if waiting is None or waiting.done():
        return False
    waiting.set_result(goes)
    return True
