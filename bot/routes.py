"""What answers what: commands, the readers of free text, the open dialogues, the buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.alerts.buttons import AlertDetails, AlertHandled, AlertSnooze
from bot.buttons import ButtonData
from bot.handlers import (
    alert_buttons,
    alert_settings,
    eligible,
    events,
    fallback,
    faq,
    language,
    parcels,
    privacy,
    quote,
    start,
    subscriptions,
    watch,
)
from bot.handlers import ask_buttons as ask
from bot.handlers import parcel_buttons as parcel
from bot.turn import Answer, Handler, Turn

COMMANDS: dict[str, Handler] = {
    "quote": quote.command,
    "eligible": eligible.command,
    "faq": faq.command,
    "watch": watch.command,
    "parcels": parcels.overview,
    "parcel": parcels.detail,
    "event": events.command,
    "unwatch": subscriptions.unwatch,
    "subscribe": subscriptions.subscribe,
    "unsubscribe": subscriptions.unsubscribe,
    "alerts": alert_settings.command,
    "language": language.command,
    "help": start.show_help,
    "privacy": privacy.command,
    "forget": privacy.forget,
    "cancel": fallback.cancel,
    "start": start.command,
}
"""Exactly the commands of `bot.menu`, and who answers each."""

FREE_TEXT: tuple[Handler, ...] = (watch.from_text, quote.from_text, faq.from_text)
"""Asked in this order; the first that recognises its own kind of text answers."""

DIALOGUES: dict[str, Handler] = {
    quote.KIND: quote.dialogue,
    eligible.KIND: eligible.dialogue,
    watch.KIND: watch.continued,
    events.KIND: events.continued,
}
"""Who takes the answer to an open question; None from it means the text was something else."""

BUTTONS: dict[type[ButtonData], Callable[[Turn, Any], Awaitable[Answer]]] = {
    ask.Go: start.go,
    ask.QuoteRate: quote.rate_pressed,
    ask.QuoteType: quote.type_pressed,
    ask.QuoteAgain: quote.again_pressed,
    ask.QuoteAmount: quote.amount_pressed,
    ask.EligiblePick: eligible.picked,
    ask.EligibleBack: eligible.back_pressed,
    ask.EligibleReview: eligible.review_pressed,
    ask.FaqMenu: faq.menu_pressed,
    ask.FaqGroup: faq.group_pressed,
    ask.FaqEntry: faq.entry_pressed,
    ask.LanguagePick: language.picked,
    ask.ForgetAll: privacy.erase,
    ask.ForgetNothing: privacy.keep,
    parcel.ParcelList: parcels.listed,
    parcel.ParcelShow: parcels.shown,
    parcel.ParcelDelivered: parcels.delivered,
    parcel.ParcelDrop: parcels.dropped,
    parcel.ParcelNews: events.asked,
    parcel.Subscribe: subscriptions.switched,
    parcel.DropAll: subscriptions.all_dropped,
    alert_settings.AlertSwitch: alert_settings.switched,
    alert_settings.AlertSilence: alert_settings.silence,
    alert_settings.AlertQuiet: alert_settings.quiet,
    alert_settings.AlertZone: alert_settings.zone,
    AlertHandled: alert_buttons.handled,
    AlertSnooze: alert_buttons.snoozed,
    AlertDetails: alert_buttons.details,
}
