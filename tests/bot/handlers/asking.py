"""What the tests of questions share: a lookup that understands just what it is told to, and what operators would see.

The real lookup is trained, and asked in its own tests; here it must not matter how sure it is of a question today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.faq.index import Match
from bot.faq.lookup import Band, Found, Lookup
from storage import questions
from storage.questions import Question
from tests.support.talk import Said, Talk


def matches(*topics: str) -> tuple[Match, ...]:
    """These topics, best first, all of them near."""
    return tuple(Match(topic, 0.9 - 0.1 * place) for place, topic in enumerate(topics))


FEE = Found(Band.ANSWER, matches("fee", "tax", "unsupported-commission", "fee-deduction", "rate-tiers"), topic="fee")
UNSURE = Found(
    Band.CHOOSE,
    matches("fee-deduction", "unsupported-penalties", "clawback", "payout-time"),
    choices=("fee-deduction", "clawback", "payout-time"),
)
PERHAPS = Found(Band.CHOOSE, matches("unsupported-withdrawal", "payout-time"), choices=("payout-time",))
COMMISSION = Found(Band.DECLINE, matches("unsupported-commission", "fee"), topic="unsupported-commission")
WEATHER = Found(Band.DECLINE, matches("unsupported-far-weather-life"), topic="unsupported-far-weather-life")
NOTHING = Found(Band.DECLINE, (Match("fee", 0.05),))

WITH_ORDER = "订单 8123456789012345 归孙悟空管吗"
WITH_PHONE = "13123456789 是孙悟空的电话吗"
WITH_RECIPIENT = "收件人：孙悟空，这单会不会扣钱"
A_QUOTE = "200块的订单，履约率97%，保费多少"
A_QUOTE_EN = "premium for a 200 yuan order at 97% fulfilment"
A_SAVING = "一个月3000单，履约率从94%到98%能省多少"

UNDERSTOOD = {
    WITH_ORDER: NOTHING,
    WITH_PHONE: NOTHING,
    WITH_RECIPIENT: UNSURE,
    A_QUOTE: FEE,
    A_QUOTE_EN: FEE,
    A_SAVING: NOTHING,
    "扣多少": FEE,
    "how much is it": FEE,
    "会不会扣钱": UNSURE,
    "will they take money": UNSURE,
    "什么时候到": PERHAPS,
    "when will it come": PERHAPS,
    "抽成多少": COMMISSION,
    "what cut do they take": COMMISSION,
    "明天会下雨吗": WEATHER,
    "will it rain tomorrow": WEATHER,
    "孙悟空在哪": NOTHING,
    "where is the monkey king": NOTHING,
}


@dataclass
class Told(Lookup):
    """A lookup of the questions above; it writes down what it was asked, and after which entry."""

    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def find(self, text: str, *, after: str | None = None) -> Found:
        self.asked.append((text, after))
        return UNDERSTOOD[text]

    def attach(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Nothing is compared here."""


def told(talk: Talk) -> Told:
    """Makes the bot of this talk understand the questions above and no others."""
    lookup = Told()
    talk.services = replace(talk.services, faq=replace(talk.services.faq, lookup=lookup))
    return lookup


async def answer(talk: Talk, text: str) -> Said:
    """The one thing said to a text."""
    [said] = await talk.say(text)
    return said


async def pressed(talk: Talk, label: str, on: Said | None = None) -> Said:
    """The one thing said to a press."""
    [said] = await talk.press(label, on)
    return said


async def kept(talk: Talk) -> list[Question]:
    """The questions that operators see, newest first."""
    async with talk.services.database.read() as tx:
        return list(await questions.find_open(talk.chat_id, tx, {talk.chat_id}, 100))
