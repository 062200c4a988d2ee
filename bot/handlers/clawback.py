"""What a payout costs afterwards, and what to offer the buyer instead: ``/clawback 120``, buttons, or one line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Self

from bot.buttons import Press, Rows
from bot.faq.tools import is_another_job
from bot.handlers.ask_buttons import Destination, FaqEntry, Go
from bot.handlers.beside import is_known
from bot.handlers.clawback_buttons import ClawbackAsk, ClawbackOf, ClawbackSet, ClawbackWhy, Part
from bot.handlers.fallback import stale_button
from bot.handlers.quote_day import reader_of
from bot.handlers.quote_draft import pack_day, packed_amount, packed_day
from bot.handlers.why import why
from bot.reading.asked_clawback import asks_clawback, read_sentence
from bot.reading.asked_parcel import is_about_parcels
from bot.reading.asked_rate import may_ask_about_rate
from bot.reading.clawback_words import NOTHING, ClaimText, only_of_claims, read_claim
from bot.reading.money_words import names_parcel
from bot.reading.numbers import Refusal, Refused
from bot.reading.order_text import asks_premium, says_not_known
from bot.reading.parcels import looks_like_parcels
from bot.reading.shop_words import looks_like_question
from bot.turn import ANSWERED, Answer, Place, Reply, Turn
from rules.book import DatedBook, NotInForce
from rules.settlement import Settlement, settle

KIND = "clawback"
CHANCES = ("0.25", "0.5", "0.75")
_STEPS = {Part.AMOUNT: "amount", Part.GOODS: "goods", Part.CHANCE: "chance"}
_KEYS = ("recovery.sequence", "recovery.min_ratio", "recovery.max_ratio", "recovery.by_fault", "alerts.rescue_hours")
"""The book's keys the answer cites: those of the clawback, and of the time in which to settle."""
_LONGEST_CHANCE = 8
_WORTH_MISSING = "worth"
"""What is wrong with a text that says the goods come back, and not what they are worth."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known so far: yuan at stake (None until said), the goods' worth once back, the chance (None: certain)."""

    amount: Decimal | None = None
    goods: Decimal = NOTHING
    chance: Decimal | None = None

    def with_text(self, said: ClaimText) -> Self:
        """With whatever a text makes certain; what it leaves open stays as it was."""
        goods = NOTHING if said.returned is False else self.goods if said.goods is None else said.goods
        return replace(self, amount=said.amount or self.amount, goods=goods, chance=said.chance or self.chance)

    @property
    def packed(self) -> tuple[int, int, str]:
        """Fen at stake (0 for none), fen of goods, the chance or ""."""
        return int((self.amount or 0) * 100), int(self.goods * 100), _written(self.chance)

    @classmethod
    def unpack(cls, fen: int, goods: int, chance: str) -> Self | None:
        """The reverse of `packed`; None for what no button of ours carries."""
        amount = packed_amount(fen) if fen else None
        worth = packed_amount(goods) if goods else None
        share = _share(chance)
        if (fen and amount is None) or (goods and worth is None) or (chance and share is None):
            return None
        return cls(amount.value if amount else None, worth.value if worth else NOTHING, share)


async def command(turn: Turn) -> Answer:
    """``/clawback [refund] [goods back worth ...] [chance]``; what is missing is asked."""
    if not turn.args:
        return await _ask(turn, Case(), Part.AMOUNT)
    return await _go_on(turn, Case(), read_claim(turn.args), Part.AMOUNT)


async def from_text(turn: Turn) -> Answer:
    """A sentence that names a payout and asks what is taken back of it; None for every other text."""
    if not asks_clawback(turn.text):
        return None
    return await _go_on(turn, Case(), read_sentence(turn.text), Part.AMOUNT)


async def dialogue(turn: Turn) -> Answer:
    """The answer to an open question; None when the text is a question of another kind or a parcel list."""
    if turn.dialogue is None:
        return None
    if turn.dialogue.step == ANSWERED:
        return await _changed(turn)
    if asks_premium(turn.text, reader_of(turn, None)) or is_another_job(turn.text, turn.today, KIND):
        return None
    if is_about_parcels(turn.text):
        return None
    part = next((part for part, step in _STEPS.items() if step == turn.dialogue.step), Part.AMOUNT)
    said = read_claim(turn.text, _STEPS[part])
    if _asks_about_rates(turn, said):
        return None
    if said.empty and (names_parcel(turn.text) or is_known(turn)):
        return None
    return await _go_on(turn, _stored(turn), said, part)


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    part = next((part for part, step in _STEPS.items() if turn.dialogue and step == turn.dialogue.step), None)
    return None if part is None else await _ask(turn, _stored(turn), part)


async def set_pressed(turn: Turn, data: ClawbackSet) -> Answer:
    """The case of a button, in place of the message it stands under."""
    case = Case.unpack(data.fen, data.goods, data.chance)
    if case is None or case.amount is None:
        return await stale_button(turn)
    return await _answer(turn, case, Place.EDIT)


async def of_pressed(turn: Turn, data: ClawbackOf) -> Answer:
    """The case of an amount that another answer was about."""
    case = Case.unpack(data.fen, 0, "")
    if case is None or case.amount is None:
        return await stale_button(turn)
    return await _answer(turn, case, Place.NEW)


async def ask_pressed(turn: Turn, data: ClawbackAsk) -> Answer:
    """The seller wants to say one part of the case."""
    case = Case.unpack(data.fen, data.goods, data.chance)
    return await stale_button(turn) if case is None else await _ask(turn, case, data.part)


async def why_pressed(turn: Turn, data: ClawbackWhy) -> Answer:
    """The arithmetic, step by step, by the figures the answer was made with."""
    case = Case.unpack(data.fen, data.goods, data.chance)
    if case is None or case.amount is None:
        return await stale_button(turn)
    try:
        book = turn.services.book.on(packed_day(data.day) or turn.book.day)
        made = _settled(book, case, case.amount)
    except (ValueError, NotInForce):
        return await stale_button(turn)
    return why(turn, "why.clawback", made.trace, made.clawback.readings, _KEYS, book=book)


def _asks_about_rates(turn: Turn, said: ClaimText) -> bool:
    """Whether a percentage that is all a text says of the claim is a rate it asks about, and no chance."""
    if replace(said, chance=None, problem=None, problem_of="") != ClaimText():
        return False
    if read_claim(turn.text, in_sentence=True).chance is not None or not may_ask_about_rate(turn.text, certain=False):
        return False
    return turn.services.faq.answer(turn.text) is not None


async def _changed(turn: Turn) -> Answer:
    """After an answer: what can only mean this case with one thing changed. None for all else, which ends nothing.

    A number alone is another amount, because nobody else reads one. What asks another tool ends the case, so that the
    numbers after it belong to the new question.
    """
    if asks_premium(turn.text, reader_of(turn, None)) or is_another_job(turn.text, turn.today, KIND):
        await turn.finish(KIND)
        return None
    said = read_claim(turn.text)
    if said.empty or said.problem_of == "currency" or not only_of_claims(turn.text):
        return None
    if names_parcel(turn.text) or looks_like_parcels(turn.text):
        return None
    figures = (said.amount, said.goods, said.chance) != (None, None, None)
    if not figures and looks_like_question(turn.text) and turn.services.faq.answer(turn.text) is not None:
        return None
    return await _go_on(turn, _stored(turn), said, Part.AMOUNT)


async def _go_on(turn: Turn, case: Case, said: ClaimText, asked: Part) -> Answer:
    """Work out when the refund is known; a part that was not understood is asked again, the rest kept."""
    known = case.with_text(said)
    if said.problem is not None:
        part = {"goods": Part.GOODS, "chance": Part.CHANCE}.get(said.problem_of, Part.AMOUNT)
        if said.problem_of == "currency":
            part = asked
        return await _ask(turn, known, part, said.problem, said.problem_of)
    worth_missing = said.returned is True and said.goods is None and not known.goods
    if worth_missing or (said.empty and asked is Part.GOODS and says_not_known(turn.args)):
        return await _ask(turn, known, Part.GOODS, problem_of=_WORTH_MISSING)
    if said.empty:
        return await _ask(turn, known, asked, Refused(Refusal.NOT_A_NUMBER, turn.args), _STEPS[asked])
    if known.amount is None:
        return await _ask(turn, known, Part.AMOUNT)
    return await _answer(turn, known, Place.NEW)


async def _answer(turn: Turn, case: Case, place: Place) -> Reply:
    """The answer; the case stays open for changes, unless a question of another kind is."""
    if turn.dialogue is None or turn.dialogue.kind == KIND:
        fen, goods, chance = case.packed
        await turn.ask(KIND, ANSWERED, {"fen": fen, "goods": goods, "chance": chance})
    return _result(turn, case, place)


async def _ask(turn: Turn, case: Case, part: Part, problem: Refused | None = None, problem_of: str = "") -> Reply:
    fen, goods, chance = case.packed
    await turn.ask(KIND, _STEPS[part], {"fen": fen, "goods": goods, "chance": chance})
    shown = {"book": turn.book, "case": case, "problem": problem, "problem_of": problem_of}
    rows: Rows = ()
    if part is Part.GOODS:
        kept = ClawbackSet(fen, 0, chance) if fen else ClawbackAsk(Part.AMOUNT, 0, 0, chance)
        rows = ((Press("clawback.kept", kept),),)
    elif part is Part.CHANCE and fen:
        shares = tuple(Press("clawback.share", ClawbackSet(fen, goods, each), _value(each)) for each in CHANCES)
        rows = (shares, (Press("clawback.certain", ClawbackSet(fen, goods, "")),))
    return Reply(f"clawback/ask_{_STEPS[part]}", shown, rows)


def _result(turn: Turn, case: Case, place: Place) -> Reply:
    book = turn.book
    amount = case.amount or NOTHING
    made = _settled(book, case, amount)
    shown = {
        "book": book,
        "made": made,
        "taken": made.clawback,
        "keys": _KEYS,
    }
    return Reply("clawback/result", shown, _buttons(book, case), place)


def _settled(book: DatedBook, case: Case, amount: Decimal) -> Settlement:
    return settle(book, amount, goods_back=case.goods, chance=case.chance)


def _buttons(book: DatedBook, case: Case) -> Rows:
    fen, goods, chance = case.packed
    back = (
        Press("clawback.kept", ClawbackSet(fen, 0, chance))
        if goods
        else Press("clawback.returned", ClawbackAsk(Part.GOODS, fen, goods, chance))
    )
    return (
        (back, Press("clawback.chance", ClawbackAsk(Part.CHANCE, fen, goods, chance))),
        (
            Press("why.open", ClawbackWhy(fen, goods, chance, pack_day(book.day))),
            Press("clawback.again", ClawbackAsk(Part.AMOUNT, 0, 0, "")),
        ),
        (
            Press("clawback.cover", Go(Destination.COVER)),
            Press("clawback.about", FaqEntry("clawback", in_place=False)),
        ),
    )


def _stored(turn: Turn) -> Case:
    """The case so far; what an older version may have stored otherwise is asked again."""
    answers = turn.dialogue.answers if turn.dialogue is not None else {}
    try:
        fen, goods = int(str(answers.get("fen", 0))), int(str(answers.get("goods", 0)))
    except ValueError:
        return Case()
    return Case.unpack(fen, goods, str(answers.get("chance", ""))) or Case()


def _share(written: str) -> Decimal | None:
    try:
        share = Decimal(written)
    except InvalidOperation:
        return None
    return share if len(written) <= _LONGEST_CHANCE and share.is_finite() and 0 < share <= 1 else None


def _written(chance: Decimal | None) -> str:
    """The chance for a button, to a hundredth of a percent: nobody guesses finer."""
    return "" if chance is None else format(max(chance.quantize(Decimal("0.0001")), Decimal("0.0001")).normalize(), "f")


def _value(share: str) -> tuple[tuple[str, object], ...]:
    return (("value", Decimal(share)),)
