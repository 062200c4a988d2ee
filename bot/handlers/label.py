"""Is the recipient's phone written as the carrier needs it? ``/label ES 612 345 678``, or a pasted label.

What a label says belongs to the buyer: it is read, answered and forgotten. The dialogue keeps the destination and never
a phone, no button carries a digit of one, and `bot.transport.unwritten` keeps the message itself out of the database.
"""

from __future__ import annotations

from datetime import date

from bot.buttons import Button, Copy, Press, Rows
from bot.faq.tools import is_another_job
from bot.handlers.ask_buttons import Destination, FaqEntry, Go
from bot.handlers.beside import is_known
from bot.handlers.label_buttons import LabelConfirm, LabelCountry, LabelWhy
from bot.handlers.label_result import PhoneView, checked, problems_of
from bot.handlers.label_why import CODE_KEY, FORM_KEY, readings_of, trace_of
from bot.handlers.why import why
from bot.reading.beside import Manner, manner_of
from bot.reading.countries import country_of, country_of_phone, frequent, name_of
from bot.reading.label_text import LabelText, looks_like_label, read_label
from bot.reading.money_words import names_parcel
from bot.transport.unwritten import LABEL_DIALOGUE, PERSON_DIALOGUE, PHONE_DIALOGUES
from bot.turn import Answer, Place, Reply, Turn

KIND = LABEL_DIALOGUE
_COUNTRY, _PHONE = "country", "phone"
_KEYS = (FORM_KEY, CODE_KEY, "console.order_flags")
_ACROSS = 4


async def command(turn: Turn) -> Answer:
    """``/label`` with a destination and a phone, or with a whole label, behind it; alone it asks."""
    return await _go_on(turn, read_label(turn.args), asked=bool(turn.args))


async def from_text(turn: Turn) -> Answer:
    """A label pasted without a command; None for what is not one beyond doubt, or answers a question for one."""
    asking = turn.dialogue is not None and turn.dialogue.kind in (KIND, PERSON_DIALOGUE, *PHONE_DIALOGUES)
    if asking or not looks_like_label(turn.text):
        return None
    return await _go_on(turn, read_label(turn.text), asked=True)


async def dialogue(turn: Turn) -> Answer:
    """The destination, the phone or a whole label; None when the text is a question of its own or a parcel list."""
    if turn.dialogue is None:
        return None
    if is_another_job(turn.text, turn.today, KIND):
        return None
    read = read_label(turn.text, _stored(turn))
    named = country_of(turn.text)
    new = read.phones or read.choices or read.unread_code or read.country != _stored(turn)
    said = bool(new or (named and named == read.country))
    another_matter = (names_parcel(turn.text) and not read.phones) or is_known(turn, only_asked=True)
    if another_matter and (not said or (manner_of(turn.text) is Manner.ASKS and not read.phones)):
        return None
    return await _go_on(turn, read, asked=True)


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    return None if turn.dialogue is None else await _ask(turn, turn.dialogue.step, _stored(turn))


async def country_pressed(turn: Turn, data: LabelCountry) -> Answer:
    """The destination is known: ask for the phone."""
    if not _is_country(data.country):
        return Reply("label/over", {}, place=Place.TOAST)
    return await _ask(turn, _PHONE, data.country)


async def confirm_pressed(turn: Turn, data: LabelConfirm) -> Answer:
    """The assumed destination is right, and the answer stands; or it is not, and country and phone are asked for."""
    if not _is_country(data.country):
        return Reply("label/over", {}, place=Place.TOAST)
    if data.right:
        return Reply("label/confirmed", {"country": name_of(data.country, turn.locale)}, place=Place.TOAST)
    return await _ask(turn, _COUNTRY, None)


async def why_pressed(turn: Turn, data: LabelWhy) -> Answer:
    """D03 and D04 step by step, from what was wrong with the phone; which phone it was, nobody knows any more."""
    try:
        book = turn.services.book.on(date.fromordinal(data.day))
        trace = trace_of(book, problems_of(data.problems), data.special)
    except (ValueError, OverflowError):
        return Reply("label/over", {}, place=Place.TOAST)
    return why(turn, "why.label", trace, readings_of(book), (FORM_KEY, CODE_KEY), book=book)


async def _go_on(turn: Turn, read: LabelText, *, asked: bool) -> Answer:
    """What is missing is asked for; with a destination and a phone the answer."""
    if read.phones and read.country is not None:
        return await _answer(turn, read, read.country, assumed=False)
    if read.phones and not read.choices:
        own = {country_of_phone(phone) for phone in read.phones}
        country = own.pop() if len(own) == 1 else None
        if country is not None:
            return await _answer(turn, read, country, assumed=True)
    step = _PHONE if read.country is not None else _COUNTRY
    return await _ask(turn, step, read.country, read, asked=asked)


async def _answer(turn: Turn, read: LabelText, country: str, *, assumed: bool) -> Answer:
    phones = checked(turn, read.phones, country)
    if turn.dialogue is not None and turn.dialogue.kind == KIND:
        await turn.finish()
    shown = {
        "book": turn.book,
        "country": name_of(country, turn.locale),
        "phones": phones,
        "left_out": read.left_out,
        "assumed": assumed,
        "unread_code": read.unread_code,
        "in_group": turn.in_group,
        "keys": _KEYS,
    }
    return Reply("label/result", shown, _rows(turn, phones, country, assumed=assumed))


def _rows(turn: Turn, phones: tuple[PhoneView, ...], country: str, *, assumed: bool) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if assumed:
        named = (("country", name_of(country, turn.locale)),)
        rows.append(
            (
                Press("label.right", LabelConfirm(country, True), named),
                Press("label.elsewhere", LabelConfirm(country, False)),
            )
        )
    several = len(phones) > 1
    for number, phone in enumerate(phones, start=1):
        about = (("number", number if several else None),)
        row: list[Button] = []
        if phone.e164 is not None:
            row.append(Copy("label.copy", phone.e164, about))
        data = LabelWhy(country, phone.flags, phone.special, turn.book.day.toordinal())
        row.append(Press("label.why", data, about))
        rows.append(tuple(row))
    again = (("country", name_of(country, turn.locale)),)
    rows.append((Press("label.again", LabelCountry(country), again),))
    rows.append(
        (
            Press("label.battery", FaqEntry("battery", in_place=False)),
            Press("label.diagnose", Go(Destination.DIAGNOSE)),
        )
    )
    return tuple(rows)


async def _ask(
    turn: Turn,
    step: str,
    country: str | None,
    read: LabelText | None = None,
    *,
    asked: bool = False,
) -> Reply:
    """Ask for what is missing. A phone that came without a country is not kept, and has to come again."""
    known = turn.dialogue is not None and turn.dialogue.kind == KIND and _stored(turn) == country
    await turn.ask(KIND, step, {} if country is None else {_COUNTRY: country})
    choices = read.choices if read is not None and read.choices else frequent()
    shown = {
        "step": step,
        "country": name_of(country, turn.locale) if country is not None else None,
        "several": tuple(name_of(code, turn.locale) for code in read.choices) if read is not None else (),
        "dropped": bool(read is not None and read.phones),
        "unread_code": read.unread_code if read is not None else None,
        "asked": asked,
        "known": known,
        "in_group": turn.in_group,
    }
    return Reply("label/ask", shown, _countries(turn, choices) if step == _COUNTRY else ())


def _countries(turn: Turn, codes: tuple[str, ...]) -> Rows:
    buttons = [Press("label.country", LabelCountry(code), (("name", name_of(code, turn.locale)),)) for code in codes]
    return tuple(tuple(buttons[at : at + _ACROSS]) for at in range(0, len(buttons), _ACROSS))


def _stored(turn: Turn) -> str | None:
    """The destination of the open check; what an older version may have stored otherwise is asked again."""
    country = turn.dialogue.answers.get(_COUNTRY) if turn.dialogue is not None else None
    return country if isinstance(country, str) and _is_country(country) else None


def _is_country(code: str) -> bool:
    return len(code) == 2 and country_of(code) == code
