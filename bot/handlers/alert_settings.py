"""`/alerts`: one screen of switches that changes in place, or the same typed in one line."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

from bot.alerts.changes import change_alerts
from bot.buttons import ButtonData, Press, Rows
from bot.handlers.parcel_buttons import Subscribe
from bot.handlers.parcel_view import facts
from bot.membership import kept_from
from bot.reading.alert_words import FEWEST_DAYS, MOST_DAYS, read_alert_words
from bot.turn import Answer, Place, Reply, Turn
from rules.milestones import Rule
from storage.chats import Chat

SILENCE_CHOICES = (2, 3, 4, 5, 7)
QUIET_CHOICES = ((1320, 480), (1380, 420), (0, 480))
"""From and to, in minutes of the local day."""
ZONE_CHOICES = (
    "Asia/Shanghai",
    "Europe/Moscow",
    "Europe/Madrid",
    "Europe/London",
    "America/Sao_Paulo",
    "America/Los_Angeles",
)
NO_QUIET = -1


@dataclass(frozen=True, slots=True)
class AlertSwitch(ButtonData, prefix="as"):
    """A rule on or off."""

    rule: Rule
    on: bool


@dataclass(frozen=True, slots=True)
class AlertSilence(ButtonData, prefix="ai"):
    """Days without news after which a parcel counts as stalled."""

    days: int


@dataclass(frozen=True, slots=True)
class AlertQuiet(ButtonData, prefix="aq"):
    """Quiet hours in minutes of the local day; both -1 for none."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AlertZone(ButtonData, prefix="at"):
    """The time zone by its name; "" shows the choices, "-" goes back without choosing."""

    zone: str


async def command(turn: Turn) -> Answer:
    """`/alerts`, with or without settings behind it; what cannot be read changes nothing at all."""
    if not turn.args:
        return screen(turn, Place.NEW)
    words = read_alert_words(turn.args)
    if words.unread or not words.settings:
        unread = [word[:40] for word in words.unread[:5]]
        told = facts(turn, unread=unread, fewest=FEWEST_DAYS, most=MOST_DAYS)
        return Reply("alerts/not_read", told)
    refusal = await kept_from(turn, "settings")
    if refusal is not None:
        return refusal
    await change_alerts(turn, **words.settings)
    return screen(turn, Place.NEW, changed=True)


async def switched(turn: Turn, data: AlertSwitch) -> Answer:
    """One of the two rules on or off."""
    column = "overdue_on" if data.rule is Rule.OVERDUE else "stalled_on"
    return await _changed(turn, **{column: data.on})


async def silence(turn: Turn, data: AlertSilence) -> Answer:
    """Other days of silence."""
    if not FEWEST_DAYS <= data.days <= MOST_DAYS:
        return screen(turn, Place.EDIT)
    return await _changed(turn, silence_days=data.days)


async def quiet(turn: Turn, data: AlertQuiet) -> Answer:
    """Other quiet hours, or none."""
    if not (0 <= data.start < 1440 and 0 <= data.end < 1440):
        return await _changed(turn, quiet_from=None, quiet_to=None)
    return await _changed(turn, quiet_from=data.start, quiet_to=data.end)


async def zone(turn: Turn, data: AlertZone) -> Answer:
    """The choices of time zones, or the one chosen."""
    if data.zone == "":
        rows = tuple((Press(f"alerts.zone_{name}", AlertZone(name)),) for name in ZONE_CHOICES)
        return Reply(
            "alerts/zones", facts(turn, chat=turn.chat), (*rows, (Press("alerts.back", AlertZone("-")),)), Place.EDIT
        )
    if data.zone not in available_timezones():
        return screen(turn, Place.EDIT)
    return await _changed(turn, timezone=data.zone)


def screen(turn: Turn, place: Place, *, changed: bool = False) -> Reply:
    """The settings as they are, and the buttons that change them."""
    second_later = turn.book.whole("alerts.second_silence_days") > turn.chat.silence_days
    told = facts(turn, chat=turn.chat, changed=changed, second_later=second_later)
    return Reply("alerts/settings", told, _rows(turn.chat), place)


async def _changed(turn: Turn, **settings: object) -> Reply:
    if any(getattr(turn.chat, name) != value for name, value in settings.items()):
        refusal = await kept_from(turn, "settings")
        if refusal is not None:
            return refusal
        await change_alerts(turn, **settings)
    return screen(turn, Place.EDIT, changed=True)


def _rows(chat: Chat) -> Rows:
    switches = tuple(
        Press(f"alerts.{rule.value}_{'on' if on else 'off'}", AlertSwitch(rule, not on))
        for rule, on in ((Rule.OVERDUE, chat.overdue_on), (Rule.STALLED, chat.stalled_on))
    )
    days = tuple(
        Press("alerts.silence", AlertSilence(days), (("days", days), ("chosen", days == chat.silence_days)))
        for days in SILENCE_CHOICES
    )
    hours = tuple(
        Press(
            "alerts.quiet",
            AlertQuiet(start, end),
            (("start", start), ("end", end), ("chosen", (start, end) == (chat.quiet_from, chat.quiet_to))),
        )
        for start, end in QUIET_CHOICES
    )
    none = Press("alerts.quiet_none", AlertQuiet(NO_QUIET, NO_QUIET), (("chosen", chat.quiet_from is None),))
    rows: Rows = (switches, days, hours, (none, Press("alerts.zone", AlertZone(""))))
    return rows if chat.subscribed else (*rows, (Press("subscriptions.on", Subscribe(True)),))
