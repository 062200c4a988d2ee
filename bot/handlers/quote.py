"""The premium of an order: ``/quote 200 97``, buttons, or a plain sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.buttons import Press
from bot.faq.tools import is_another_job
from bot.handlers.ask_buttons import QuoteAgain, QuoteAmount, QuoteRate, QuoteToday, QuoteType
from bot.handlers.beside import is_known
from bot.handlers.fallback import stale_button
from bot.handlers.quote_day import ask_day, book_of, chosen_day, out_of_force, reader_of, trouble
from bot.handlers.quote_draft import Draft, packed_amount, packed_day, packed_rate
from bot.handlers.quote_result import rate_buttons, rate_choices, result
from bot.reading.asked import asks_to_explain, plain
from bot.reading.asked_premium import asks_quote
from bot.reading.asked_rate import is_lone_figure, may_ask_about_rate
from bot.reading.beside import Manner, manner_of, supposes
from bot.reading.money_words import Money, money, names_parcel
from bot.reading.numbers import Refusal, Refused
from bot.reading.order_day import OrderDay, take_order_day
from bot.reading.order_text import OrderText, read_exchange, read_order, read_rate_answer, read_request, says_not_known
from bot.reading.rates import RateKind, RateReading, Unclear
from bot.turn import Answer, Place, Reply, Turn

KIND = "quote"
MOST_CHOICES = 6
_NO_DAY = OrderDay(None, None, "")


async def command(turn: Turn) -> Answer:
    """``/quote [amount] [rate] [day]``, in any order; what is missing or unclear is asked."""
    if not turn.args:
        await turn.ask(KIND, "amount", {})
        return Reply("quote/start", {"book": turn.book})
    taken = take_order_day(turn.args, turn.today)
    order = read_order(taken.rest, reader_of(turn, taken.day))
    if order.empty and not taken.named:
        return await _ask_amount(turn, Draft(), Refused(Refusal.NOT_A_NUMBER, turn.args))
    return await go_on(turn, Draft().with_order(order), order, taken=taken)


async def from_text(turn: Turn) -> Answer:
    """A sentence that asks for the premium of an order; None for every other text."""
    if not asks_quote(turn.text, turn.today):
        return None
    taken = take_order_day(plain(turn.text), turn.today)
    order = read_request(taken.rest, reader_of(turn, taken.day))
    return None if order is None else await go_on(turn, Draft().with_order(order), order, taken=taken)


async def dialogue(turn: Turn) -> Answer:
    """The answer to an open question; None when the text is a question of another kind or a parcel list."""
    if turn.dialogue is None:
        return None
    draft, step = Draft.load(turn.dialogue.answers), turn.dialogue.step
    if is_another_job(turn.text, turn.today, KIND) or _asks_about_rates(turn, step):
        return None
    taken = take_order_day(turn.text, turn.today)
    text, reader = taken.rest, reader_of(turn, taken.day or draft.day)
    request = read_request(text, reader)
    if request is not None and request.rate is not None:
        return await go_on(turn, Draft().with_order(request), request, taken=taken)
    if request is None and names_parcel(text):
        return None
    if step == "exchange" and draft.amount is not None:
        return await _exchange_answer(turn, draft, taken)
    if step == "day" and request is None:
        return await _day_answer(turn, draft, taken)
    if request is None and says_not_known(text):
        unknown = Refused(Refusal.NOT_KNOWN, turn.args)
        order = OrderText(rate=unknown) if step == "rate" else OrderText(amount_problem=unknown)
        return await go_on(turn, draft, order, taken=taken)
    order = request or (read_rate_answer if step == "rate" else read_order)(text, reader)
    only_a_rate = step == "amount" and not order.amounts and order.amount_problem is None
    if (order.empty or only_a_rate) and _is_another_matter(turn, read=taken.named or not order.empty):
        return None
    if request is None and _asks_about_amounts(turn, step, order):
        return None
    if order.empty and not taken.named:
        unread = Refused(Refusal.NOT_A_NUMBER, turn.args)
        order = OrderText(rate=unread) if step == "rate" else OrderText(amount_problem=unread)
    return await go_on(turn, draft.with_order(order), order, taken=taken)


async def again(turn: Turn) -> Answer:
    """The open question once more."""
    if turn.dialogue is None:
        return None
    draft, step = Draft.load(turn.dialogue.answers), turn.dialogue.step
    return await (ask_day(turn, KIND, draft, None, Place.NEW) if step == "day" else go_on(turn, draft, OrderText()))


async def rate_pressed(turn: Turn, data: QuoteRate) -> Answer:
    """A rate was chosen: quote in place of the question."""
    amount, rate = packed_amount(data.fen), packed_rate(data.kind, data.value)
    draft = None if amount is None else _draft_of(turn, amount, data.day)
    if draft is None or rate is None:
        return await stale_button(turn)
    return await go_on(turn, draft.with_rate(rate), OrderText(), Place.EDIT)


async def type_pressed(turn: Turn, data: QuoteType) -> Answer:
    """The seller knows the rate: ask for the number."""
    amount = packed_amount(data.fen)
    draft = None if amount is None else _draft_of(turn, amount, data.day)
    if amount is None or draft is None:
        return await stale_button(turn)
    await turn.ask(KIND, "rate", draft.dump())
    facts = {"paid": amount.value, "book": book_of(turn, draft.day), "day": draft.day}
    return Reply("quote/type_rate", facts, place=Place.EDIT)


async def again_pressed(turn: Turn, data: QuoteAgain) -> Answer:
    """Another amount at the same rate."""
    rate = packed_rate(data.kind, data.value)
    try:
        day = _day(turn, data.day)
    except ValueError:
        return await stale_button(turn)
    return await stale_button(turn) if rate is None else await _ask_amount(turn, Draft(rate=rate, day=day), None)


async def amount_pressed(turn: Turn, data: QuoteAmount) -> Answer:
    """Which of several amounts was meant."""
    chosen = packed_amount(data.hundredths, data.currency)
    if chosen is None:
        return await stale_button(turn)
    return await go_on(turn, (_open_draft(turn) or Draft()).with_amount(chosen), OrderText(), Place.EDIT)


async def today_pressed(turn: Turn, data: QuoteToday) -> Answer:
    """The open order, by today's figures."""
    draft = _open_draft(turn)
    if draft is None:
        return await stale_button(turn)
    return await go_on(turn, draft.with_day(None), OrderText(), Place.EDIT)


async def go_on(
    turn: Turn, draft: Draft, order: OrderText, place: Place = Place.NEW, *, taken: OrderDay = _NO_DAY
) -> Answer:
    """Quote when everything is known; otherwise ask for the first thing that is not, keeping the rest."""
    if taken.named:
        wrong = trouble(turn, taken)
        if wrong is not None:
            return await ask_day(turn, KIND, draft, wrong, place)
        draft = draft.with_day(chosen_day(turn, taken))
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
    await turn.finish(KIND)
    return result(turn, draft, paid, draft.rate, place)


def _asks_about_rates(turn: Turn, step: str) -> bool:
    """Whether a text is a question about the rates it names: no answer, whatever figures are in it."""
    if step == "exchange" or (step == "amount" and is_lone_figure(turn.text)):
        return False
    asks = may_ask_about_rate(turn.text, certain=step == "rate")
    return asks and turn.services.faq.answer(turn.text) is not None


def _is_another_matter(turn: Turn, *, read: bool) -> bool:
    """Whether the lookup knows a text without an amount; one in which a rate or a day was read is no vague question."""
    if read and manner_of(turn.text) is not Manner.ASKS:
        return turn.services.faq.answer(turn.text) is not None
    return is_known(turn)


def _asks_about_amounts(turn: Turn, step: str, order: OrderText) -> bool:
    """Whether a text is a question about the amounts it names: no answer, and no other order than the open one."""
    manner = manner_of(turn.text)
    if not order.amounts or manner is Manner.TELLS:
        return False
    if step != "amount" and manner is Manner.ASKS:
        return not supposes(turn.text)  # "what if it were 300?" is another order
    beside = step != "amount" or (asks_to_explain(plain(turn.text)) and not is_lone_figure(turn.text))
    return beside and turn.services.faq.answer(turn.text) is not None


async def _day_answer(turn: Turn, draft: Draft, taken: OrderDay) -> Answer:
    if not taken.named:
        return None if is_known(turn) else await ask_day(turn, KIND, draft, None, Place.NEW)
    return await go_on(turn, draft, OrderText(), taken=taken)


async def _exchange_answer(turn: Turn, draft: Draft, taken: OrderDay) -> Answer:
    read = read_exchange(taken.rest)
    if isinstance(read, Refused):
        if read.reason is Refusal.NOT_A_NUMBER and taken.named:
            return await go_on(turn, draft, OrderText(), taken=taken)
        if read.reason is Refusal.NOT_A_NUMBER and is_known(turn):
            return None
        return await _ask_exchange(turn, draft, read)
    return await go_on(turn, draft.with_exchange(read), OrderText(), taken=taken)


async def _ask_amount(turn: Turn, draft: Draft, problem: Refused | None) -> Reply:
    await turn.ask(KIND, "amount", draft.without_amount().dump())
    band = None
    if draft.rate is not None and draft.rate.kind is RateKind.BAND:
        band = book_of(turn, draft.day).bands("premium.bands").at(draft.rate.value)
    return Reply("quote/ask_amount", {"problem": problem, "rate": draft.rate, "band": band, "day": draft.day})


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
    book = book_of(turn, draft.day)
    buttons = rate_buttons(book, paid, draft.day)
    if isinstance(read, Unclear) and read.choices:
        buttons = rate_choices(book, paid, read.choices, draft.day)
    facts = {
        "book": book,
        "day": draft.day,
        "paid": paid,
        "converted": draft.amount if draft.converted else None,
        "exchange": draft.exchange,
        "problem": read if isinstance(read, Refused) else None,
        "unclear": read if isinstance(read, Unclear) else None,
    }
    return Reply("quote/ask_rate", facts, buttons, place)


def _open_draft(turn: Turn) -> Draft | None:
    return Draft.load(turn.dialogue.answers) if turn.dialogue is not None and turn.dialogue.kind == KIND else None


def _draft_of(turn: Turn, amount: Money, packed_day: str) -> Draft | None:
    """The open draft when the button belongs to it, so that a conversion stays in sight; else the bare amount.

    With the button's day; None for a day that no button of ours carries.
    """
    try:
        day = _day(turn, packed_day)
    except ValueError:
        return None
    draft = _open_draft(turn)
    return (draft if draft is not None and draft.paid == amount.value else Draft(amount=amount)).with_day(day)


def _day(turn: Turn, packed: str) -> date | None:
    """The day in a button's data. Raises ValueError for one without figures and for one that is none."""
    day = packed_day(packed)
    if day is not None and out_of_force(turn.services.book, day) is not None:
        raise ValueError(packed)
    return day
