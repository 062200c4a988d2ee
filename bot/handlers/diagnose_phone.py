"""A phone typed in the middle of a diagnosis: it is checked like a label's, and only what was wrong with it stays."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.buttons import Copy
from bot.handlers.label_result import PhoneView, checked
from bot.handlers.label_why import CODE_KEY, FORM_KEY
from bot.reading.countries import country_of_phone, name_of
from bot.reading.label_text import names_phone, read_label
from bot.turn import Reply, Turn
from rules.phone import PhoneProblem

_OF_THE_CODE = frozenset(
    {
        PhoneProblem.MISSING_PREFIX.value,
        PhoneProblem.NO_PLUS.value,
        PhoneProblem.DIALLING_PREFIX.value,
        PhoneProblem.WRONG_COUNTRY.value,
        PhoneProblem.NOT_A_NUMBER.value,
    }
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a text said of a phone: the answer it comes to, the reply that shows the check, the text without it."""

    answers: dict[str, str] = field(default_factory=dict)
    reply: Reply | None = field(default=None, repr=False)
    phones: int = 0
    country: str | None = None
    rest: str = field(default="", repr=False)

    @property
    def lacks_country(self) -> bool:
        """There was a phone, and nobody knows where the parcel goes."""
        return bool(self.phones) and self.country is None


def look(turn: Turn, text: str, country: str | None, *, asked: bool) -> Looked:
    """Check the phones of a text, for the country it names, the one known or the one the number itself says.

    Where nobody `asked` for a phone, only what is called one, or begins with a plus, is taken for one.
    """
    if not (asked or names_phone(text)):
        return Looked(rest=text)
    read = read_label(text, country, asked=asked)
    if not read.phones:
        return Looked(country=read.country, rest=text)
    own = {country_of_phone(phone) for phone in read.phones}
    to = read.country or (own.pop() if len(own) == 1 and not read.choices else None)
    rest = text
    for phone in read.phones:
        rest = rest.replace(phone, " ")
    if to is None:
        return Looked(phones=len(read.phones), rest=rest)
    views = checked(turn, read.phones, to)
    return Looked(_answer(views), _reply(turn, views, to, read.country is None), len(views), to, rest)


def _answer(views: tuple[PhoneView, ...]) -> dict[str, str]:
    """What the phones come to as an answer: all of them have to be right."""
    problems = {problem for view in views for problem in view.problems}
    code, form = bool(problems & _OF_THE_CODE), bool(problems - _OF_THE_CODE or "not_a_number" in problems)
    return {"phone": "both" if code and form else "no_code" if code else "unclean" if form else "ok"}


def _reply(turn: Turn, views: tuple[PhoneView, ...], country: str, assumed: bool) -> Reply:
    shown = {
        "book": turn.book,
        "country": name_of(country, turn.locale),
        "phones": views,
        "left_out": 0,
        "assumed": assumed,
        "unread_code": None,
        "in_group": turn.in_group,
        "keys": (FORM_KEY, CODE_KEY, "console.order_flags"),
    }
    several = len(views) > 1
    copies = tuple(
        (Copy("label.copy", view.e164, (("number", number if several else None),)),)
        for number, view in enumerate(views, start=1)
        if view.e164 is not None and not view.ok
    )
    return Reply("label/result", shown, copies)
