"""What the terminal shows: messages, their buttons and the numbers by which buttons are pressed."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.transport.html_text import Styled, harmless, to_plain, to_styled

EDITED = "✎ "
NOTICE = "» "
REMOVED = "⌫ "
_LINK = "↗"
_COPY = "⧉"
_BUTTON_STYLE = "fg:ansigreen"
_FAINT_STYLE = "fg:ansibrightblack"


@dataclass(frozen=True)
class Button:
    """A button as it is shown. `number` presses it; a button that only shows something has `detail` instead."""

    label: str
    data: str | None = None
    detail: str | None = None
    number: int | None = None


Rows = tuple[tuple[Button, ...], ...]
Place = tuple[int, int]
"""A message's chat id and message id."""


@dataclass(frozen=True)
class Shown:
    """A message of the bot as it stands now; `html` is Telegram's HTML."""

    message_id: int
    chat_id: int
    html: str
    rows: Rows = ()


class Printer(Protocol):
    """Where the bot's words go."""

    def message(self, shown: Shown, *, edited: bool) -> None:
        """A new message, or one that was edited and is shown again as it stands now."""
        ...

    def buttons(self, shown: Shown) -> None:
        """A message whose buttons changed and whose text did not."""
        ...

    def removed(self, shown: Shown) -> None:
        """A message that the bot took back."""
        ...

    def toast(self, text: str) -> None:
        """The short notice that answers a press."""
        ...

    def line(self, text: str) -> None:
        """A line of the terminal itself, such as the greeting."""
        ...


class ButtonNumbers:
    """Gives buttons their numbers and finds them again.

    The numbers begin at 1 with each thing the seller says. What comes unasked, such as an alert, goes on counting
    behind all numbers in use, so that it never changes what a number on the screen means while somebody types it.
    An older button keeps its number until a newer one takes it.
    """

    def __init__(self) -> None:
        self._buttons: dict[int, tuple[Place, str]] = {}
        self._next: int | None = None

    def begin_turn(self) -> None:
        """The seller has said something: buttons shown from now on are numbered from 1."""
        self._next = 1

    def end_turn(self) -> None:
        """The answer is complete: what follows comes unasked."""
        self._next = None

    def number(self, place: Place, rows: Rows) -> Rows:
        """The same buttons with numbers; the message's former numbers are no longer valid."""
        self.forget(place)
        return tuple(tuple(self._numbered(place, button) for button in row) for row in rows)

    def forget(self, place: Place) -> None:
        """The buttons of this message can no longer be pressed."""
        self._buttons = {number: held for number, held in self._buttons.items() if held[0] != place}

    def find(self, number: int) -> tuple[Place, str] | None:
        """The message and the callback data behind a number; None when no button has it."""
        return self._buttons.get(number)

    def _numbered(self, place: Place, button: Button) -> Button:
        if button.data is None:
            return button
        number = self._next if self._next is not None else max(self._buttons, default=0) + 1
        if self._next is not None:
            self._next += 1
        self._buttons[number] = (place, button.data)
        return Button(button.label, button.data, button.detail, number)


class TextPrinter:
    """Writes plain text, each message followed by an empty line."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self._write = write or _write_out

    def message(self, shown: Shown, *, edited: bool) -> None:
        """See `Printer.message`."""
        self._block(f"{EDITED if edited else ''}{to_plain(shown.html)}", *button_lines(shown.rows))

    def buttons(self, shown: Shown) -> None:
        """See `Printer.buttons`."""
        if shown.rows:
            self._block(*button_lines(shown.rows))

    def removed(self, shown: Shown) -> None:
        """See `Printer.removed`."""
        self._block(REMOVED + first_line(shown.html))

    def toast(self, text: str) -> None:
        """See `Printer.toast`."""
        self._block(NOTICE + text)

    def line(self, text: str) -> None:
        """See `Printer.line`."""
        self._write(f"{text}\n")

    def _block(self, *lines: str) -> None:
        self._write("\n".join([*lines, "\n"]))


def _write_out(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:  # a console with an old code page: a question mark is better than no answer
        encoding = sys.stdout.encoding
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


class StyledPrinter:
    """Writes to a terminal in colours, above the line that is being typed."""

    def message(self, shown: Shown, *, edited: bool) -> None:
        """See `Printer.message`."""
        mark = [(_FAINT_STYLE, EDITED)] if edited else []
        self._block([*mark, *to_styled(shown.html)], button_lines(shown.rows))

    def buttons(self, shown: Shown) -> None:
        """See `Printer.buttons`."""
        if shown.rows:
            self._block([], button_lines(shown.rows))

    def removed(self, shown: Shown) -> None:
        """See `Printer.removed`."""
        self._block([(_FAINT_STYLE, REMOVED + first_line(shown.html))], [])

    def toast(self, text: str) -> None:
        """See `Printer.toast`."""
        self._block([("bold", NOTICE + text)], [])

    def line(self, text: str) -> None:
        """See `Printer.line`."""
        self._print([(_FAINT_STYLE, f"{text}\n")])

    def _block(self, text: Styled, buttons: list[str]) -> None:
        between = [("", "\n")] if text else []
        self._print([*text, *between, *((_BUTTON_STYLE, f"{line}\n") for line in buttons), ("", "\n")])

    def _print(self, text: Styled) -> None:
        # Imported here: a question from the command line does without the toolkit.
        from prompt_toolkit import print_formatted_text
        from prompt_toolkit.formatted_text import FormattedText

        from bot.transport.wrapping import wrap

        print_formatted_text(FormattedText(wrap(text, shutil.get_terminal_size().columns)), end="")


class CollectingPrinter:
    """Keeps each message as it stands at the end, for a caller that wants the whole answer as one text."""

    def __init__(self) -> None:
        self._blocks: dict[int, str] = {}

    @property
    def text(self) -> str:
        """All messages, in the order in which they first appeared, an empty line between them."""
        return "\n\n".join(self._blocks.values())

    def message(self, shown: Shown, *, edited: bool) -> None:
        """See `Printer.message`."""
        self._blocks[shown.message_id] = "\n".join([to_plain(shown.html), *button_lines(shown.rows, pressable=False)])

    def buttons(self, shown: Shown) -> None:
        """See `Printer.buttons`."""
        self.message(shown, edited=True)

    def removed(self, shown: Shown) -> None:
        """See `Printer.removed`."""
        self._blocks.pop(shown.message_id, None)

    def toast(self, text: str) -> None:
        """See `Printer.toast`; nobody presses anything here."""

    def line(self, text: str) -> None:
        """See `Printer.line`; the terminal itself has nothing to say here."""


def button_lines(rows: Rows, *, pressable: bool = True) -> list[str]:
    """The buttons as lines of text, one a row: `#1` in front of a button is what presses it.

    With `pressable=False` they are named only, because there will be no chance to press them.
    """
    return ["  " + "   ".join(_caption(button, pressable) for button in row) for row in rows]


def first_line(html: str) -> str:
    """The first line of a message, to tell which one is meant."""
    return to_plain(html).partition("\n")[0]


def _caption(button: Button, pressable: bool) -> str:
    label = " ".join(harmless(button.label).split())
    if button.detail is not None:
        return f"{label} {harmless(button.detail)}"
    return f"#{button.number} {label}" if pressable and button.number is not None else f"[{label}]"


def printer_for_stdout() -> Printer:
    """Colours for a terminal, plain text for a file or a pipe."""
    return StyledPrinter() if sys.stdout.isatty() else TextPrinter()


def link_button(label: str, url: str) -> Button:
    """A button that opens an address: the terminal prints the address."""
    return Button(label, detail=f"{_LINK} {url}")


def copy_button(label: str, text: str) -> Button:
    """A button that copies a text: the terminal prints the text."""
    return Button(label, detail=f"{_COPY} {text}")
