"""What answers what: commands, the readers of free text, the open dialogues, the buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.alerts.buttons import AlertDetails, AlertHandled, AlertSnooze
from bot.buttons import ButtonData
from bot.handlers import (
    alert_buttons,
    alert_settings,
    ask_person,
    beside,
    clawback,
    compare,
    cover,
    diagnose,
    diagnose_asking,
    eligible,
    eligible_why,
    events,
    fallback,
    faq,
    faq_chosen,
    faq_thumbs,
    label,
    language,
    operator_reply,
    parcels,
    privacy,
    quote,
    quote_again,
    quote_why,
    start,
    subscriptions,
    unanswered,
    watch,
    whatif,
    whatif_case,
    whatif_result,
    whatif_sheet,
    whatif_skipped,
)
from bot.handlers import ask_buttons as ask
from bot.handlers import clawback_buttons as claw
from bot.handlers import cover_buttons as covers
from bot.handlers import parcel_buttons as parcel
from bot.handlers import whatif_buttons as what_if
from bot.handlers.diagnose_buttons import (
    DiagnoseBack,
    DiagnoseMore,
    DiagnoseNow,
    DiagnoseParcel,
    DiagnosePick,
    DiagnoseReview,
    DiagnoseSkip,
    DiagnoseWhy,
)
from bot.handlers.faq_buttons import FaqChoice, FaqNone, FaqPerson, FaqThumb
from bot.handlers.label_buttons import LabelConfirm, LabelCountry, LabelWhy
from bot.handlers.unanswered_buttons import (
    UnansweredAttach,
    UnansweredGroup,
    UnansweredIgnore,
    UnansweredPage,
    UnansweredTo,
    UnansweredUndo,
)
from bot.turn import Answer, Handler, Turn

COMMANDS: dict[str, Handler] = {
    "quote": quote.command,
    "whatif": whatif.command,
    "eligible": eligible.command,
    "cover": cover.command,
    "clawback": clawback.command,
    "diagnose": diagnose.command,
    "label": label.command,
    "compare": compare.command,
    "faq": faq.command,
    "ask": ask_person.command,
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
    "unanswered": unanswered.command,
}
"""Exactly the commands of `bot.menu`, and who answers each."""

BEFORE_COMMANDS: tuple[Handler, ...] = (operator_reply.under_command,)
"""Asked about whatever begins with a command; what they take is not obeyed."""

UNMISTAKABLE: tuple[Handler, ...] = (
    operator_reply.from_text,
    ask_person.from_text,
    beside.stop_from_text,
    label.from_text,
    start.help_from_text,
    faq_chosen.beside_question,
    faq.beside_question,
)
"""Asked before an open question: what they take can be no answer to one of another kind."""

FREE_TEXT: tuple[Handler, ...] = (
    faq_chosen.from_text,
    quote_again.from_text,
    watch.from_text,
    cover.from_text,
    clawback.from_text,
    whatif.from_text,
    eligible.from_text,
    quote.from_text,
    faq.from_text,
)
"""Asked in this order, that of `bot.faq.tools.TOOLS`; the first that recognises its own kind of text answers."""

DOCUMENTS: tuple[Handler, ...] = (operator_reply.without_words, ask_person.without_words, whatif.document)
"""Asked in this order about a file that came without a command; the first that takes it answers (`Turn.upload`)."""

WITHOUT_WORDS: tuple[Handler, ...] = (operator_reply.without_words, ask_person.without_words)
"""Asked in this order about a picture, a sticker and the like, which most of the bot cannot read."""

DIALOGUES: dict[str, Handler] = {
    quote.KIND: quote.dialogue,
    whatif.KIND: whatif.dialogue,
    eligible.KIND: eligible.dialogue,
    cover.KIND: cover.dialogue,
    clawback.KIND: clawback.dialogue,
    diagnose_asking.KIND: diagnose.dialogue,
    label.KIND: label.dialogue,
    watch.KIND: watch.continued,
    events.KIND: events.continued,
    ask_person.KIND: ask_person.dialogue,
}
"""Who takes the answer to an open question; None from it means the text was something else."""

BUTTONS: dict[type[ButtonData], Callable[[Turn, Any], Awaitable[Answer]]] = {
    ask.Go: start.go,
    ask.QuoteRate: quote.rate_pressed,
    ask.QuoteType: quote.type_pressed,
    ask.QuoteAgain: quote.again_pressed,
    ask.QuoteAmount: quote.amount_pressed,
    ask.QuoteToday: quote.today_pressed,
    ask.QuoteWhy: quote_why.why_pressed,
    what_if.WhatIfRate: whatif.rate_pressed,
    what_if.WhatIfType: whatif.type_pressed,
    what_if.WhatIfNew: whatif.new_pressed,
    what_if.WhatIfMeant: whatif.meant_pressed,
    what_if.WhatIfColumn: whatif_sheet.column_pressed,
    what_if.WhatIfSkipped: whatif_skipped.pressed,
    what_if.WhatIfWhy: whatif_result.why_pressed,
    what_if.WhatIfCase: whatif_case.case_pressed,
    what_if.WhatIfCaseWhy: whatif_case.why_pressed,
    ask.EligiblePick: eligible.picked,
    ask.EligibleBack: eligible.back_pressed,
    ask.EligibleReview: eligible.review_pressed,
    covers.CoverPick: cover.picked,
    covers.CoverSkip: cover.skip_pressed,
    covers.CoverBack: cover.back_pressed,
    covers.CoverReview: cover.review_pressed,
    covers.CoverWhy: cover.why_pressed,
    covers.CoverParcel: cover.parcel_pressed,
    ask.EligibleWhy: eligible_why.why_pressed,
    DiagnosePick: diagnose.picked,
    DiagnoseSkip: diagnose.skip_pressed,
    DiagnoseBack: diagnose.back_pressed,
    DiagnoseNow: diagnose.now_pressed,
    DiagnoseMore: diagnose.more_pressed,
    DiagnoseReview: diagnose.review_pressed,
    DiagnoseWhy: diagnose.why_pressed,
    DiagnoseParcel: diagnose.parcel_pressed,
    LabelCountry: label.country_pressed,
    LabelConfirm: label.confirm_pressed,
    LabelWhy: label.why_pressed,
    ask.FaqMenu: faq.menu_pressed,
    ask.FaqGroup: faq.group_pressed,
    ask.FaqEntry: faq.entry_pressed,
    FaqChoice: faq_thumbs.choice_pressed,
    FaqNone: faq_thumbs.none_pressed,
    FaqThumb: faq_thumbs.thumb_pressed,
    FaqPerson: faq_thumbs.person_pressed,
    claw.ClawbackSet: clawback.set_pressed,
    claw.ClawbackOf: clawback.of_pressed,
    claw.ClawbackAsk: clawback.ask_pressed,
    claw.ClawbackWhy: clawback.why_pressed,
    compare.CompareWhy: compare.why_pressed,
    ask_person.AskDrop: ask_person.drop_pressed,
    UnansweredPage: unanswered.page_pressed,
    UnansweredAttach: unanswered.attach_pressed,
    UnansweredGroup: unanswered.group_pressed,
    UnansweredTo: unanswered.to_pressed,
    UnansweredIgnore: unanswered.ignore_pressed,
    UnansweredUndo: unanswered.undo_pressed,
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
