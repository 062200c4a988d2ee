"""The calls by which the bot answers: what is tried again, how often, and what is not."""

import asyncio
import json

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.transport import voice
from bot.transport.http import RequestFailed, RequestTimedOut
from bot.transport.pacing import GROUP_LIMIT, Pacer, Priority
from bot.transport.voice import BotVoice


class Line(BaseRequest):
    """Fails as it is told to, and then answers."""

    def __init__(self, *failures, result=None):
        self.failures = list(failures)
        self.result = result or {"message_id": 7}
        self.calls = []

    @property
    def read_timeout(self):
        return None

    async def initialize(self):
        """Nothing to open."""

    async def shutdown(self):
        """Nothing to close."""

    async def do_request(self, url, method, request_data=None, *_, **__):
        self.calls.append((url.rpartition("/")[2], request_data.parameters))
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        if failure is not None:
            status, description, *parameters = failure
            refusal = {"ok": False, "description": description, "parameters": (parameters or [{}])[0]}
            return status, json.dumps(refusal).encode()
        return 200, json.dumps({"ok": True, "result": self.result}).encode()


@pytest.fixture(autouse=True)
def no_rests(monkeypatch):
    monkeypatch.setattr(voice, "FIRST_REST_SECONDS", 0.0)


def speaking(line):
    return BotVoice(ExtBot("1:token", request=line, get_updates_request=line, rate_limiter=Pacer.off()))


@pytest.mark.parametrize(
    ("failure", "calls"),
    [
        (RequestFailed("no route", ambiguous=False), 1 + voice.REPEATS),
        (RequestFailed("reset", ambiguous=True), 1 + voice.REPEATS_IF_IT_MAY_HAVE_ARRIVED),
        (RequestTimedOut("late", ambiguous=True), 1 + voice.REPEATS_IF_IT_MAY_HAVE_ARRIVED),
        ((500, "Internal Server Error"), 1 + voice.REPEATS_IF_IT_MAY_HAVE_ARRIVED),
    ],
)
async def test_an_answer_is_tried_again_when_the_network_or_the_server_failed_it(failure, calls):
    line = Line(*[failure] * 9)
    with pytest.raises(NetworkError):
        await speaking(line).send_message(5, "保费")
    assert len(line.calls) == calls
    line = Line(failure)
    assert await speaking(line).send_message(5, "保费") == 7


@pytest.mark.parametrize(
    ("failure", "error"), [((400, "Bad Request: x"), BadRequest), ((403, "Forbidden: bot was blocked"), Forbidden)]
)
async def test_a_refusal_is_never_tried_again(failure, error):
    line = Line(failure, failure)
    with pytest.raises(error):
        await speaking(line).send_message(5, "保费")
    assert len(line.calls) == 1


async def test_an_alert_is_not_tried_again_here_because_the_outbox_does_it():
    line = Line(RequestFailed("no route", ambiguous=False))
    with pytest.raises(RequestFailed):
        await speaking(line).send_message(5, "超时", priority=Priority.PUSH)
    assert len(line.calls) == 1


async def test_an_inline_query_is_answered_again_when_the_network_failed_it_but_not_after_a_pause():
    for failure in (RequestFailed("no route", ambiguous=False), (500, "Internal Server Error")):
        line = Line(failure)
        await speaking(line).answer_inline_query("q", [], cache_seconds=0, personal=True)
        assert len(line.calls) == 2
    line = Line((429, "Too Many Requests: retry after 30", {"retry_after": 30}))
    asked = speaking(line)
    for _ in range(2):  # the second does not even go out
        with pytest.raises(RetryAfter):
            await asked.answer_inline_query("q", [], cache_seconds=0, personal=True)
    assert len(line.calls) == 1


@pytest.mark.parametrize(
    ("status", "may"),
    [("creator", True), ("administrator", True), ("member", False), ("restricted", False), ("left", False)],
)
async def test_who_owns_or_administers_a_group_is_one_of_its_administrators(status, may):
    line = Line(result={"status": status, "user": {"id": 42}})
    assert await speaking(line).is_administrator(-77, 42) is may
    assert line.calls == [("getChatMember", {"chat_id": -77, "user_id": 42})]


async def test_asking_who_somebody_is_takes_no_room_of_what_may_be_written_in_the_group():
    line = Line(result={"status": "member", "message_id": 7})
    pacer = Pacer()
    bot = BotVoice(ExtBot("1:token", request=line, get_updates_request=line, rate_limiter=pacer))
    for _ in range(3 * GROUP_LIMIT):
        await bot.is_administrator(-77, 42)
    async with asyncio.timeout(1):
        await bot.send_message(-77, "保费")


async def test_what_is_sent_says_what_the_bot_api_asks_for_and_no_more():
    line = Line()
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "x"}]]}
    await speaking(line).send_message(5, "<b>保费</b>", keyboard=keyboard, reply_to=3)
    await speaking(line).send_message(5, "保费 < 1", html=False)
    await speaking(line).edit_message_text(5, 7, "改了")
    await speaking(line).answer_callback_query("q")
    await speaking(line).answer_inline_query("i", [{"type": "article"}], cache_seconds=60, personal=False)
    (_, sent), (_, plain), (_, edited), (_, answered), (method, offered) = line.calls
    assert sent["parse_mode"] == "HTML"
    assert sent["reply_markup"] == keyboard
    assert sent["reply_parameters"] == {"message_id": 3, "allow_sending_without_reply": True}
    assert set(plain) == {"chat_id", "text", "link_preview_options"}
    assert (edited["message_id"], "reply_markup" in edited) == (7, False)
    assert answered == {"callback_query_id": "q"}
    assert method == "answerInlineQuery"
    assert offered == {
        "inline_query_id": "i",
        "results": [{"type": "article"}],
        "cache_time": 60,
        "is_personal": False,
    }
