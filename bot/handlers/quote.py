"""The premium of an order: ``/quote 200 97``, buttons, or a plain sentence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from bot.buttons import Press
from bot.handlers.ask_buttons import QuoteAgain, QuoteAmount, QuoteRate, QuoteType
from bot.handlers.fallback import stale_button
from bot.handlers.quote_draft import Draft
from bot.handlers.quote_result import rate_buttons, rate_choices, result
from bot.reading.money_words import CNY, Money, money, names_parcel
from bot.reading.numbers import Refusal, Refused
from bot.reading.order_text import OrderText, read_exchange, read_order, read_rate_answer, read_request, says_not_known
from bot.reading.rates import Rate, RateKind, RateReader, RateReading, Unclear, rate_reader
from bot.reading.words import vocabulary
from bot.turn import Answer, Place, Reply, Turn

KIND = "quote"
MOST_CHOICES = 6
_FEN = Decimal("0.01")


async def command(turn: Turn) -> Answer:
    """``/quote [amount] [rate]``, in either order; what is missing or unclear is asked."""
    if not turn.args:
        await turn.ask(KIND, "amount", {})
        return Reply("quote/start", {"book": turn.book})
    order = read_order(turn.args, _reader(turn))
    if order.empty:
        return await _ask_amount(turn, Draft(), Refused(Refusal.NOT_A_NUMBER, turn.args))
    return await _go_on(turn, Draft().with_order(order), order)


async def from_text(turn: Turn) -> Answer:
    """A sentence that asks for the premium of an order; None for every other text."""
    order = read_request(turn.text, _reader(turn))
    return None if order is None else await _go_on(turn, Draft().with_order(order), order)


async def dialogue(turn: Turn) -> Answer:
    """The answer to an open question; None when the text is a question of another kind or a parcel list."""
    if turn.dialogue is None:
        return None
    draft, step, reader = Draft.load(turn.dialogue.answers), turn.dialogue.step, _reader(turn)
    request = read_request(turn.text, reader)
    if request is not None and request.rate is not None:
        return await _go_on(turn, Draft().with_order(request), request)
    if step == "exchange" and draft.amount is not None:
        return await _exchange_answer(turn, draft)
    if request is None and names_parcel(turn.text):
        return None
    if request is None and says_not_known(turn.text):
        unknown = Refused(Refusal.NOT_KNOWN, turn.args)
        order = OrderText(rate=unknown) if step == "rate" else OrderText(amount_problem=unknown)
        return await _go_on(turn, draft, order)
    order = request or (read_rate_answer if step == "rate" else read_order)(turn.text, reader)
    only_a_rate = step == "amount" and not order.amounts and order.amount_problem is None
    if (order.empty or only_a_rate) and turn.services.faq.answer(turn.text) is not None:
        return None
    if order.empty:
        unread = Refused(Refusal.NOT_A_NUMBER, turn.args)
        order = OrderText(rate=unread) if step == "rate" else OrderText(amount_problem=unread)
    return await _go_on(turn, draft.with_order(order), order)


async def rate_pressed(turn: Turn, data: QuoteRate) -> Answer:
    """A rate was chosen: quote in place of the question."""
    amount, rate = _amount(data.fen), _rate(data.kind, data.value)
    if amount is None or rate is None:
        return await stale_button(turn)
    return await _go_on(turn, _draft_of(turn, amount).with_rate(rate), OrderText(), Place.EDIT)


async def type_pressed(turn: Turn, data: QuoteType) -> Answer:
    """The seller knows the rate: ask for the number."""
    amount = _amount(data.fen)
    if amount is None:
        return await stale_button(turn)
    draft = _draft_of(turn, amount)
    await turn.ask(KIND, "rate", draft.dump())
    return Reply("quote/type_rate", {"paid": amount.value, "book": turn.book}, place=Place.EDIT)


async def again_pressed(turn: Turn, data: QuoteAgain) -> Answer:
    """Another amount at the same rate."""
    rate = _rate(data.kind, data.value)
    return await stale_button(turn) if rate is None else await _ask_amount(turn, Draft().with_rate(rate), None)


async def amount_pressed(turn: Turn, data: QuoteAmount) -> Answer:
    """Which of several amounts was meant."""
    chosen = _amount(data.hundredths, data.currency)
    if chosen is None:
        return await stale_button(turn)
    open_one = turn.dialogue if turn.dialogue is not None and turn.dialogue.kind == KIND else None
    draft = Draft.load(open_one.answers) if open_one is not None else Draft()
    return await _go_on(turn, draft.with_amount(chosen), OrderText(), Place.EDIT)


async def _go_on(turn: Turn, draft: Draft, order: OrderText, place: Place = Place.NEW) -> Answer:
    """Quote when everything is known; otherwise ask for the first thing that is not, keeping the rest."""
    if order.amount_problem is not None:
        return await _ask_amount(turn, draft, order.amount_problem)
    if len(order.amounts) > 1:
        return await _ask_which_amount(turn, draft, order.amounts)
    if draft.amount is None:
        return await _ask_amount(turn, draft, None)
    paid = draft.paid
    if paid is None:
        return await _ask_exchange(turn, draft, None)
    checked = money(paid)
    if isinstance(checked, Refused):
        return await _ask_amount(turn, draft.without_amount(), checked)
    if draft.rate is None:
        return await _ask_rate(turn, draft, paid, order.rate, place)
    await turn.finish()
    return result(turn.book, draft, paid, draft.rate, place)


async def _exchange_answer(turn: Turn, draft: Draft) -> Answer:
    read = read_exchange(turn.text)
    if isinstance(read, Refused):
        if read.reason is Refusal.NOT_A_NUMBER and turn.services.faq.answer(turn.text) is not None:
            return None
        return await _ask_exchange(turn, draft, read)
    return await _go_on(turn, draft.with_exchange(read), OrderText())


async def _ask_amount(turn: Turn, draft: Draft, problem: Refused | None) -> Reply:
    await turn.ask(KIND, "amount", draft.without_amount().dump())
    return Reply("quote/ask_amount", {"problem": problem, "rate": draft.rate, **_band_of(turn, draft.rate)})


async def _ask_which_amount(turn: Turn, draft: Draft, amounts: tuple[Money, ...]) -> Reply:
    await turn.ask(KIND, "amount", draft.without_amount().dump())
    rows = tuple(
        (
            Press(
                "quote.amount",
                QuoteAmount(int(amount.value * 100), amount.currency),
                (("value", amount.value), ("currency", amount.currency)),
            ),
        )
        for amount in amounts[:MOST_CHOICES]
    )
    return Reply("quote/which_amount", {"count": len(amounts)}, rows)


async def _ask_exchange(turn: Turn, draft: Draft, problem: Refused | None) -> Reply:
    await turn.ask(KIND, "exchange", draft.dump())
    return Reply("quote/ask_exchange", {"amount": draft.amount, "problem": problem})


async def _ask_rate(turn: Turn, draft: Draft, paid: Decimal, read: RateReading | None, place: Place) -> Reply:
    """Ask for the rate: with the meanings of what was typed, or else with the bands."""
    await turn.ask(KIND, "rate", draft.dump())
    buttons = rate_buttons(turn.book, paid)
    if isinstance(read, Unclear) and read.choices:
        buttons = rate_choices(turn.book, paid, read.choices)
    facts = {
        "book": turn.book,
        "paid": paid,
        "converted": draft.amount if draft.converted else None,
        "exchange": draft.exchange,
        "problem": read if isinstance(read, Refused) else None,
        "unclear": read if isinstance(read, Unclear) else None,
    }
    return Reply("quote/ask_rate", facts, buttons, place)


def _band_of(turn: Turn, rate: Rate | None) -> dict[str, object]:
    known = rate is not None and rate.kind is RateKind.BAND
    return {"band": turn.book.bands("premium.bands").at(rate.value) if rate is not None and known else None}


def _draft_of(turn: Turn, amount: Money) -> Draft:
    """The open draft when the button belongs to it, so that a conversion stays in sight; else the bare amount."""
    if turn.dialogue is not None and turn.dialogue.kind == KIND:
        draft = Draft.load(turn.dialogue.answers)
        if draft.paid == amount.value:
            return draft
    return Draft(amount=amount)


def _amount(hundredths: int, currency: str = CNY) -> Money | None:
    """The amount in a button's data; None for one that no button of ours carries."""
    checked = money(Decimal(hundredths) * _FEN, currency)
    return checked if isinstance(checked, Money) and currency in vocabulary("quote")["currencies"] else None


def _rate(kind: RateKind, value: str) -> Rate | None:
    """The rate in a button's data; None for one that no button of ours carries."""
    try:
        share = Decimal(value)
    except InvalidOperation:
        return None
    least = 0 if kind is not RateKind.PREMIUM else _FEN * _FEN
    return Rate(kind, share) if share.is_finite() and least <= share <= 1 else None


def _reader(turn: Turn) -> RateReader:
    return turn.book.derived(rate_reader)
