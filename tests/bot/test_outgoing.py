"""Replies on their way out: long ones, edits that are refused, presses that are too old, and what goes elsewhere."""

from types import SimpleNamespace

import pytest
from telegram import CallbackQuery, Chat, Message, User
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot.buttons import Press
from bot.handlers.ask_buttons import Destination, Go
from bot.outgoing import Courier, Speaker, _plain_parts
from bot.posting import Hindrance, NoPoster, NotPosted, is_question
from bot.transport.http import RequestFailed, RequestTimedOut
from bot.turn import Place, Reply


class Voice:
    """Writes down what is said, and refuses what it is told to."""

    def __init__(self, **refusals):
        self.refusals = refusals
        self.calls = []

    def _take(self, method, *what):
        self.calls.append((method, *what))
        if method in self.refusals:
            refusal = self.refusals[method]
            raise BadRequest(refusal) if isinstance(refusal, str) else refusal

    async def send_message(self, chat_id, text, *, html=True, keyboard=None, reply_to=None, **_):
        self._take("send", text, html, keyboard, reply_to)
        return 100 + len(self.calls)

    async def edit_message_text(self, chat_id, message_id, text, *, keyboard=None):
        self._take("edit", text)

    async def answer_callback_query(self, query_id, text=None):
        self._take("answer", text)


def speaker(voice, *, pressed=True, in_group=False, text="<b>好</b>"):
    message = Message(7, None, Chat(5, "private"))
    query = CallbackQuery("q", User(5, "A", False), "1", message=message) if pressed else None
    renderer = SimpleNamespace(render=lambda name, locale, facts: text)
    turn = SimpleNamespace(
        services=SimpleNamespace(renderer=renderer),
        chat=SimpleNamespace(id=5),
        user_id=5,
        in_group=in_group,
        locale="zh",
    )
    return Speaker(voice, turn, asked_in=None if pressed else message, pressed=query)


def kinds(voice):
    return [call[0] for call in voice.calls]


async def test_an_edit_that_changes_nothing_is_done():
    voice = Voice(edit="Message is not modified: specified new message content is the same")
    await speaker(voice).say([Reply("any", place=Place.EDIT)])
    assert kinds(voice) == ["answer", "edit"]


@pytest.mark.parametrize("words", ["Message can't be edited", "Message to edit not found"])
async def test_a_message_that_can_no_longer_be_edited_is_followed_by_a_new_one(words):
    voice = Voice(edit=words)
    await speaker(voice).say([Reply("any", place=Place.EDIT)])
    assert kinds(voice) == ["answer", "edit", "send"]


@pytest.mark.parametrize("words", ["Query is too old and response timeout expired or query id is invalid", "anything"])
async def test_a_press_that_is_too_old_to_be_answered_is_still_carried_out(words):
    voice = Voice(answer=words)
    await speaker(voice).say([Reply("any", place=Place.TOAST), Reply("any")])
    assert kinds(voice) == ["answer", "send"]


async def test_a_press_is_answered_once_even_when_there_is_nothing_to_say():
    voice = Voice()
    await speaker(voice).say([])
    assert voice.calls == [("answer", None)]


async def test_a_toast_is_words_without_markup():
    voice = Voice()
    await speaker(voice).say([Reply("any", place=Place.TOAST)])
    assert voice.calls == [("answer", "好")]


async def test_a_toast_without_a_press_is_a_message():
    voice = Voice()
    await speaker(voice, pressed=False).say([Reply("any", place=Place.TOAST)])
    assert kinds(voice) == ["send"]


async def test_in_a_group_an_answer_shows_what_it_answers():
    voice = Voice()
    await speaker(voice, pressed=False, in_group=True).say([Reply("any")])
    assert voice.calls[0][-1] == 7


async def test_markup_that_is_not_understood_is_said_in_words_once():
    voice = Voice(send="Can't parse entities: x")
    with pytest.raises(BadRequest):
        await speaker(voice, pressed=False).say([Reply("any")])
    assert [(call[1], call[2]) for call in voice.calls] == [("<b>好</b>", True), ("好", False)]


async def test_a_text_too_long_for_one_message_comes_in_pieces_cut_at_lines():
    voice = Voice()
    text = "\n".join(["保" * 99] * 100)
    await speaker(voice, pressed=False, text=text).say([Reply("any")])
    sent = [call[1] for call in voice.calls]
    assert len(sent) == 3
    assert all(len(each) <= 4096 and set(each.split("\n")) == {"保" * 99} for each in sent)


def test_a_text_without_any_line_is_cut_all_the_same_and_nothing_is_lost():
    text = "保" * 10_000
    assert "".join(_plain_parts(text)) == text


def courier(voice, text="<b>好</b>"):
    return Courier(voice, SimpleNamespace(render=lambda *_: text, label=lambda *_: "再问"))


async def test_what_is_posted_is_one_message_that_quotes_and_carries_the_owners_buttons():
    voice = Voice()
    reply = Reply("any", buttons=((Press("any", Go(Destination.ASK)),),))
    assert await courier(voice).post(5, reply, "zh", quoting=7, owner=42) == 101
    [(_, text, html, keyboard, quoted)] = voice.calls
    assert (text, html, quoted) == ("<b>好</b>", True, 7)
    assert keyboard == {"inline_keyboard": [[{"text": "再问", "callback_data": "go:ask@42"}]]}


async def test_what_is_posted_and_too_long_as_html_is_sent_in_words_and_cut_to_one_message():
    voice = Voice()
    await courier(voice, "&lt;" * 2000).post(5, Reply("any"), "zh", quoting=None, owner=None)
    await courier(voice, "保" * 5000).post(5, Reply("any"), "zh", quoting=None, owner=None)
    assert [(call[1], call[2]) for call in voice.calls] == [("<" * 2000, False), ("保" * 4096, False)]


async def test_markup_that_is_refused_is_posted_in_words():
    class Particular(Voice):
        async def send_message(self, chat_id, text, *, html=True, **options):
            await super().send_message(chat_id, text, html=html, **options)
            if html:
                raise BadRequest("Can't parse entities: x")
            return 8

    assert await courier(Particular()).post(5, Reply("any"), "zh", quoting=None, owner=None) == 8


@pytest.mark.parametrize(
    ("error", "hindrance"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Hindrance.GONE),
        (BadRequest("Chat not found"), Hindrance.GONE),
        (BadRequest("anything else"), Hindrance.REFUSED),
        (ChatMigrated(-100), Hindrance.MOVED),
        (RequestFailed("x", ambiguous=False), Hindrance.LATER),
        (RequestTimedOut("x", ambiguous=False), Hindrance.LATER),
        (RequestFailed("x", ambiguous=True), Hindrance.PERHAPS),
        (NetworkError("Internal Server Error"), Hindrance.PERHAPS),
    ],
    ids=lambda value: value.name if isinstance(value, Hindrance) else type(value).__name__,
)
async def test_why_something_was_not_posted_is_told_by_what_can_be_done(error, hindrance):
    with pytest.raises(NotPosted) as failed:
        await courier(Voice(send=error)).post(5, Reply("any"), "zh", quoting=None, owner=None)
    assert failed.value.hindrance is hindrance
    assert failed.value.moved_to == (-100 if hindrance is Hindrance.MOVED else None)
    assert failed.value.__cause__ is None


async def test_where_there_is_no_other_chat_nothing_can_be_posted():
    assert not NoPoster.reaches_others
    with pytest.raises(NotPosted):
        await NoPoster().post(5, Reply("any"), "zh", quoting=None, owner=None)


@pytest.mark.parametrize(
    ("text", "found"),
    [("❓ 卖家提问 #ask\n为什么", True), ("#ask", True), ("✅ 已发给卖家。\n#ask", False), ("", False)],
)
def test_a_question_is_known_by_the_end_of_its_first_line(text, found):
    assert is_question(text) is found
