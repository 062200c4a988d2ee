"""Inline mode: what is offered to somebody who types the bot's name in whatever chat.

Nothing here knows who asks or where. Results depend on the text, the language and the day's figures alone, so that
Telegram may keep them and give them to others, and nothing of one chat can turn up in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.addressed import COMMAND
from bot.faq.entries import Entry
from bot.faq.library import FAR
from bot.faq.lookup import Band, Found
from bot.faq.understanding import understood
from bot.handlers.faq_answer import ANSWER, answer_facts
from bot.handlers.quote import KIND as QUOTE
from bot.handlers.quote_day import out_of_force
from bot.handlers.quote_draft import Draft
from bot.handlers.quote_result import TEMPLATE, facts_of, price, rate_label
from bot.reading.money_words import Money, money
from bot.reading.order_day import take_order_day
from bot.reading.order_text import OrderText, read_request
from bot.reading.rates import Rate, RateKind, Unclear, rate_reader
from bot.services import Services
from bot.transport.html_text import visible
from rules.book import DatedBook, NotInForce

MOST_ASKED = ("fee", "clawback", "coverage", "eligibility", "alerts-setup", "what-is")
"""One topic of each group, the most asked first: what is offered before anything was typed, and to what is declined."""
ENTRIES = 5
NEAR = 0.2
"""Least score of a topic that is offered below a better one; under it the words have hardly anything in common."""
EXAMPLE = "200 97"
"""A quote as one types it; not of the programme."""
LONGEST_DESCRIPTION = 100
LONGEST_MESSAGE = 4096
_DETAILS = re.compile(r"\n?<blockquote expandable>.*?</blockquote>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class InlineResult:
    """A line of the list, and the message that is sent when it is tapped.

    ``title`` and ``description`` are plain text, ``html`` is the message. The same thing always has the same ``id``,
    of at most 64 bytes.
    """

    id: str
    title: str
    description: str
    html: str


async def results(services: Services, text: str, locale: str, now: datetime) -> tuple[InlineResult, ...]:
    """What to offer for a text, best first: the quote it asks for, topics it may be about, else what the bot can do."""
    writer = _Writer(services, locale, services.book_of_today(now))
    text = text.strip()
    command = COMMAND.match(text)
    asked = text if command is None else text[command.end() :].strip()
    offered = writer.answers(asked) if asked else writer.welcome()
    return tuple(filter(_fits, map(_fitted, offered)))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes results in one language by one day's figures."""

    services: Services
    locale: str
    book: DatedBook

    def welcome(self) -> Iterator[InlineResult]:
        """Nothing was typed yet: how to get a quote, and a topic of each group."""
        for quote in self._quotes(EXAMPLE):
            title = self._label("inline.example", example=EXAMPLE, quote=quote.title)
            yield replace(quote, id="example", title=title, description=self._label("inline.example_how"))
        yield from self._entries(MOST_ASKED)

    def answers(self, text: str) -> Iterator[InlineResult]:
        """Quotes, then topics; where there is neither, where else to look and what the bot can do.

        What another tool could work out takes a chat with the bot, and what it can do there is told below the topics.
        """
        found = understood(self.services.faq, text, self.book.day)
        quotes = tuple(self._quotes(text)) if found.tool == QUOTE else ()
        topics = self._topics(found)
        yield from quotes
        if quotes or topics:
            yield from self._entries(topics)
            if found.tool not in (None, QUOTE):
                yield self._can_do()
        else:
            yield from self._elsewhere(found)
            yield self._can_do()
            yield from self._entries(MOST_ASKED)

    def _topics(self, found: Found) -> tuple[str, ...]:
        """The entries a question may be about, at most five; none for one that is declined."""
        if found.band is Band.DECLINE:
            return ()
        answer = self.services.faq.entry(found.topic) if found.topic is not None else None
        near = [match.entry_id for match in found.matches if match.score >= NEAR]
        first, related = ((answer.id,), answer.related) if answer is not None else ((), ())
        ranked = dict.fromkeys((*first, *found.choices, *near, *related))
        return tuple(topic for topic in ranked if self.services.faq.entry(topic) is not None)[:ENTRIES]

    def _entries(self, topics: Iterable[str]) -> Iterator[InlineResult]:
        """The answers of topics; one whose figures are not in force is left out."""
        for entry in filter(None, map(self.services.faq.entry, topics)):
            try:
                yield self._entry(entry)
            except NotInForce:
                continue

    def _entry(self, entry: Entry) -> InlineResult:
        written = self.services.faq.written(entry.id, self.locale, self.book)
        _, _, below_title = written.html.partition("\n\n")
        first_line = visible(below_title.partition("\n")[0])
        html = self._render(ANSWER, answer_facts(written, self.book))
        return InlineResult(f"faq-{entry.id}", entry.title.to(self.locale), _shortened(first_line), html)

    def _elsewhere(self, found: Found) -> Iterator[InlineResult]:
        topic = self.services.faq.unsupported(found.topic) if found.topic is not None else None
        if topic is None:
            return
        title = None if topic.id.startswith(FAR) else topic.title.to(self.locale)
        where = topic.where.to(self.locale)
        html = self._render("inline/elsewhere", {"title": title, "where": where})
        yield InlineResult(topic.id, title or self._label("inline.not_mine"), _shortened(where), html)

    def _can_do(self) -> InlineResult:
        title, how = self._label("inline.can_do"), self._label("inline.can_do_how")
        return InlineResult("can-do", title, how, self._render("inline/can_do", {}))

    def _quotes(self, text: str) -> Iterator[InlineResult]:
        """The premium of an order that a text describes, for each rate that may be meant; none for another text."""
        taken = take_order_day(text, self.book.day)
        if taken.problem is not None or out_of_force(self.services.book, taken.day or self.book.day) is not None:
            return
        draft = Draft(day=None if taken.day == self.book.day else taken.day)
        book = self.book if draft.day is None else self.services.book.on(draft.day)
        order = read_request(taken.rest, book.derived(rate_reader))
        if order is None:
            return
        draft = draft.with_order(order)
        paid = draft.paid
        if paid is None or not isinstance(money(paid), Money):
            return
        for number, rate in enumerate(_rates(order, book), start=1):
            yield self._quote(f"quote-{number}", book, draft, paid, rate)

    def _quote(self, result_id: str, book: DatedBook, draft: Draft, paid: Decimal, rate: Rate) -> InlineResult:
        quoted = price(book, paid, rate)
        facts = facts_of(self.services.book, self.book, self.book.day, draft, quoted, rate)
        label, of_rate = rate_label(rate, quoted.band)
        said = self.services.renderer.label(label, self.locale, of_rate)
        title = self._label("inline.quote", premium=quoted.premium)
        description = self._label("inline.quote_of", rate=said, paid=paid)
        return InlineResult(result_id, title, description, self._render(TEMPLATE, facts))

    def _render(self, template: str, facts: dict[str, object]) -> str:
        return self.services.renderer.render(template, self.locale, facts)

    def _label(self, key: str, **facts: object) -> str:
        return self.services.renderer.label(key, self.locale, facts)


def _rates(order: OrderText, book: DatedBook) -> tuple[Rate, ...]:
    """The rate that was typed; all it may mean where that is unclear; each band where none was."""
    if isinstance(order.rate, Rate):
        return (order.rate,)
    if isinstance(order.rate, Unclear):
        return order.rate.choices
    if order.rate is not None:
        return ()
    bands = reversed(book.bands("premium.bands").steps)
    return tuple(Rate(RateKind.BAND, band.low if band.low is not None else Decimal(0)) for band in bands)


def _shortened(text: str) -> str:
    """A line without its bullet, cut to what a list shows."""
    line = text.strip(" •·")
    return line if len(line) <= LONGEST_DESCRIPTION else line[: LONGEST_DESCRIPTION - 1].rstrip() + "…"


def _fitted(result: InlineResult) -> InlineResult:
    """With the short part of its message only, where all of it is more than one message holds."""
    return result if _fits(result) else replace(result, html=_DETAILS.sub("", result.html))


def _fits(result: InlineResult) -> bool:
    """Telegram counts UTF-16 units; marks do not count, and are counted here to be on the safe side."""
    return len(result.html.encode("utf-16-le")) // 2 <= LONGEST_MESSAGE
