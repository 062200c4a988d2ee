"""``/ask``: a question for a person. It goes to the operators' chat; `operator_reply` brings the answer.

The question itself is stored nowhere: not here, and not among the updates that wait (`bot.transport.unwritten`). What
is stored is who asked where, and which message of the operators' chat that became.

An update may come twice, if the process ended before it was confirmed. So a question that was asked for stays open
until it is passed on, and which message it was is kept until the next one comes: the same message is the same question,
is passed on once and told of again. Only a process that ends between Telegram's answer and the note of it passes one on
twice; Telegram knows no other way.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.addressed import COMMAND
from bot.buttons import ButtonData, Press
from bot.handlers.ask_buttons import doors
from bot.handlers.fallback import stale_button
from bot.posting import QUESTION, Hindrance, NotPosted
from bot.reading.cutting import shortened
from bot.transport.unwritten import PERSON_COMMAND, PERSON_DIALOGUE
from bot.turn import ANSWERED, Answer, Place, Reply, Turn
from storage import chats, handovers

log = structlog.get_logger()

KIND = PERSON_DIALOGUE
_STEP = "question"
_MESSAGE = "message"
LONGEST = 3000
"""UTF-16 units of a question that are passed on; with its context it has to fit into one message."""
MOST_OPEN = 5
"""Questions of a chat that wait for an answer, asked within `WITHIN`."""
WITHIN = timedelta(hours=1)
COMES_AGAIN = timedelta(days=1)
"""For so long Telegram keeps an update that was not confirmed."""


@dataclass(frozen=True, slots=True)
class AskDrop(ButtonData, prefix="ax"):
    """Ask no person after all."""


async def command(turn: Turn) -> Answer:
    """``/ask`` with a question hands it over and leaves dialogues of other kinds open; alone it asks for one."""
    if turn.operators is None:
        return _nobody(turn)
    if turn.upload is not None:
        return await _prompt(turn, "file")
    if not _has_words(turn.args):
        return await _prompt(turn, "no_words" if turn.args else None)
    told = await _hand_over(turn, turn.args)
    await turn.finish(KIND)
    return told


async def from_text(turn: Turn) -> Answer:
    """The question that was handed over last, if it comes once more; None for every other text."""
    if turn.dialogue is None or turn.dialogue.kind != KIND or turn.asking:
        return None
    if turn.operators is not None and turn.dialogue.answers.get(_MESSAGE) == turn.message_id:
        return await _hand_over(turn, turn.text.strip())
    await turn.finish(KIND)
    return None


async def dialogue(turn: Turn) -> Answer:
    """Whatever is typed next is the question."""
    if turn.operators is None:
        await turn.finish(KIND)
        return _nobody(turn)
    question = turn.text.strip()
    if not _has_words(question):
        return await _prompt(turn, "no_words")
    told = await _hand_over(turn, question)
    await turn.ask(KIND, ANSWERED, {_MESSAGE: turn.message_id})
    return told


async def without_words(turn: Turn) -> Answer:
    """A picture or a file where a question was asked for, or under ``/ask``: only words are passed on."""
    under = COMMAND.match(turn.text)
    commanded = under is not None and under[1].lower() == PERSON_COMMAND
    if not commanded and not _is_asked(turn):
        return None
    return _nobody(turn) if turn.operators is None else await _prompt(turn, "file")


async def drop_pressed(turn: Turn, data: AskDrop) -> Answer:
    """Close the open question for a person; nothing was handed over. Once it was, the button is too late."""
    del data
    if not _is_asked(turn):
        return await stale_button(turn)
    await turn.finish(KIND)
    return Reply("ask/dropped", {}, place=Place.EDIT)


def _has_words(question: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in question)


def _is_asked(turn: Turn) -> bool:
    """Whether a question for a person is asked for."""
    return turn.asking and turn.dialogue is not None and turn.dialogue.kind == KIND


async def _hand_over(turn: Turn, question: str) -> Reply:
    """Pass it on, unless too many wait already; a message that comes a second time is only told of again.

    A press has no message of its own: whether its question was passed on before is known where the button is.
    """
    async with turn.services.database.read() as tx:
        asked = await handovers.asked(turn.chat.id, tx, turn.now - COMES_AGAIN)
    if turn.message_id is None or all(each.message_id != turn.message_id for each in asked):
        waiting = [each for each in asked if each.answered_at is None and each.asked_at > turn.now - WITHIN]
        if len(waiting) >= MOST_OPEN:
            again_at = waiting[-MOST_OPEN].asked_at + WITHIN
            return Reply("ask/too_many", {"count": MOST_OPEN, "again_at": again_at, "zone": turn.zone})
        try:
            await _pass_on(turn, question)
        except NotPosted as failed:
            return _not_passed_on(turn, failed)
    return Reply("ask/sent", _facts(turn, question, turn.locale))


async def _pass_on(turn: Turn, question: str) -> None:
    """Send it to the operators, then note what it became; what could not be sent leaves nothing behind."""
    operators = turn.operators
    assert operators is not None  # noqa: S101 - asked by every caller
    async with turn.services.database.read() as tx:
        known = await chats.find(operators, tx)
    locale = (known.language or known.last_language if known is not None else None) or turn.locale
    reply = Reply("ask/question", {"mark": QUESTION, **_facts(turn, question, locale)})
    operators, message_id = await _sent_to(turn, operators, reply, locale)
    async with turn.write() as tx:
        await handovers.save(
            turn.chat.id,
            tx,
            turn.user_id,
            message_id=turn.message_id,
            language=turn.locale,
            operator_chat_id=operators,
            operator_message_id=message_id,
            now=turn.now,
        )
    turn.remember()


async def _sent_to(turn: Turn, operators: int, reply: Reply, locale: str) -> tuple[int, int]:
    """The operators' chat, which may have got another id, and the message's id there."""
    try:
        return operators, await turn.post(operators, reply, locale)
    except NotPosted as failed:
        if failed.hindrance is not Hindrance.MOVED or failed.moved_to is None:
            raise
        turn.services.note_move(operators, failed.moved_to)
        return failed.moved_to, await turn.post(failed.moved_to, reply, locale)


def _facts(turn: Turn, question: str, locale: str) -> dict[str, object]:
    """What is passed on, for those who read it and for the seller, who is told."""
    sent = shortened(question, LONGEST)
    return {
        "question": sent,
        "most": LONGEST if sent != question else None,
        "language": turn.locale,
        "entry": _last_entry(turn, locale),
        "in_group": turn.in_group,
        "days": handovers.ANSWERED_WITHIN.days,
    }


def _last_entry(turn: Turn, locale: str) -> str | None:
    """The title of the answer this person read last, which the question may go on from."""
    shown = turn.services.recent.last_entry(turn.chat.id, turn.user_id)
    entry = turn.services.faq.entry(shown) if shown is not None else None
    return None if entry is None else entry.title.to(locale)


def _not_passed_on(turn: Turn, failed: NotPosted) -> Reply:
    again = failed.hindrance in (Hindrance.LATER, Hindrance.PERHAPS)
    other_asked = turn.asking and not _is_asked(turn)
    if again:
        log.warning("question_not_passed_on", reason=failed.reason)
    else:
        log.error("operators_chat_unreachable", chat=turn.operators, reason=failed.reason)
    facts = {"again": again, "perhaps": failed.hindrance is Hindrance.PERHAPS, "asking": other_asked}
    return Reply("ask/not_sent", facts, () if again else doors())


async def _prompt(turn: Turn, problem: str | None) -> Reply:
    """Ask for the question; ``problem`` is what was wrong with what came: ``file`` or ``no_words``."""
    await turn.ask(KIND, _STEP, {})
    facts = {"problem": problem, "in_group": turn.in_group}
    return Reply("ask/prompt", facts, ((Press("ask.drop", AskDrop()),),))


def _nobody(turn: Turn) -> Reply:
    return Reply("ask/nobody", {"asking": turn.asking}, doors())
