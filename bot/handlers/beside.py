"""What a text beside an open question is, for every guided dialogue alike: another question, or a wish to stop."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.faq.lookup import Band
from bot.handlers.cover_answers import LINE, UNKNOWN, Way
from bot.handlers.fallback import cancel
from bot.reading.asked import asks_to_explain, plain
from bot.reading.beside import Manner, corrects, is_plain_wish, is_tagged, manner_of, only_figures, wants_to_stop
from bot.turn import Answer, Turn

_ENOUGH_HAN, _ENOUGH_WORDS = 4, 2
"""So long a text is no slip of the finger, so that titles for it are a help."""


async def stop_from_text(turn: Turn) -> Answer:
    """A message that as a whole asks to leave off does what ``/cancel`` does; None for every other text."""
    wishes = wants_to_stop(turn.text) and (turn.dialogue is not None or is_plain_wish(turn.text))
    return await cancel(turn) if wishes else None


def is_known(turn: Turn, *, only_asked: bool = False) -> bool:
    """Whether the lookup answers a text that is no answer to the open question, or offers titles for it.

    ``only_asked``: titles are offered only for what is put as a question, where other texts may be a buyer's.
    """
    if only_figures(turn.text):
        return False
    library = turn.services.faq
    if library.answer(turn.text) is not None:
        return True
    if manner_of(turn.text) is Manner.TELLS and (only_asked or not _says_enough(turn.text)):
        return False
    return library.find(turn.text).band is Band.CHOOSE


def asks_aside(
    turn: Turn,
    said: Mapping[str, str],
    asked: Collection[str],
    known: Mapping[str, str],
    *,
    own: bool = False,
    whole: bool = False,
) -> bool:
    """Whether a text in which answers were read (``said``) asks something beside the open question instead.

    ``asked`` are the fields that the open question asks for, ``known`` what was answered so far: no question replaces
    any of it. A hesitant answer to the open question is one, and so is a figure that is only held up for judgement.
    ``own``: it asks what the dialogue works out, so that it may as well go on. ``whole``: nothing was left unread, so
    that an answer to the open question is one although its end asks.
    """
    manner = manner_of(turn.text)
    said = {name: value for name, value in said.items() if value != UNKNOWN}
    if not said or manner is Manner.TELLS:
        return False
    on_question = any(name in asked for name in said)
    answers = whole and on_question and is_tagged(turn.text)
    said = {name: value for name, value in said.items() if not (answers and name == LINE and value == Way.WORRY_FREE)}
    if any(known.get(name, value) != value for name, value in said.items() if name not in asked):
        return manner is Manner.ASKS or not corrects(turn.text)
    if answers:
        return False
    figures = any(char.isdigit() for value in said.values() for char in value)
    if manner is Manner.DOUBTS:
        return not (on_question or figures)
    if figures and not asks_to_explain(plain(turn.text)):
        return False
    return not (own and on_question) or is_known(turn)


def _says_enough(text: str) -> bool:
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    words = sum(word.strip(".,!'").isalpha() and word.isascii() and len(word) > 1 for word in text.split())
    return han >= _ENOUGH_HAN or words >= _ENOUGH_WORDS
