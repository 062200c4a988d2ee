"""A Bot API server that is fast and lenient, in a process of its own, so that the bot is what is measured.

It serves any number of bots (one for each token). For a run, a number of chats each keep one message on its way:
as soon as the bot's reply to it has arrived, the chat writes the next. A reply's time runs from the moment at
which the update could be fetched to the arrival of the ``sendMessage``. As on the real server, a waiting poll is
answered a millisecond after the first update, so that a burst comes in one batch.

Orders come over the same port: ``POST /ready`` waits until a bot polls, ``POST /run`` carries out a run and
answers with its figures.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import deque
from typing import Any
from urllib.parse import unquote_to_bytes

import uvloop

from tests.bench.load_run import Run

GATHER_SECONDS = 0.001
LARGEST_BATCH = 100
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'chat_id"?\s*[=:]?\s*"?(-?\d+)')
_OFFSET = re.compile(rb'offset"?\s*[=:]?\s*"?(-?\d+)')
_TIMEOUT = re.compile(rb'timeout"?\s*[=:]?\s*"?(\d+)')
_FORM_TEXT = re.compile(rb"(?:^|&)text=([^&]*)")
_PART_TEXT = re.compile(rb'name="text"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL)
_BOT = b'{"id":%d,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
_CHAT_JSON = b'{"id":%d,"first_name":"Seller","type":"private"}'
_UPDATE = (
    b'{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Seller",'
    b'"language_code":"zh-hans"},"chat":' + _CHAT_JSON + b',"date":%d,"text":%b%b}}'
)
_SENT = b'{"ok":true,"result":{"message_id":%d,"from":%b,"chat":' + _CHAT_JSON + b',"date":%d,"text":%b}}'
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_FIXED = {
    "getwebhookinfo": b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}',
    "getmycommands": b'{"ok":true,"result":[]}',
    "getmyname": b'{"ok":true,"result":{"name":""}}',
    "getmydescription": b'{"ok":true,"result":{"description":""}}',
    "getmyshortdescription": b'{"ok":true,"result":{"short_description":""}}',
}
_TRUE = b'{"ok":true,"result":true}'


class Bot:
    """The updates of one token and its poll."""

    def __init__(self, token: str) -> None:
        self.me = _BOT % int(token.partition(":")[0])
        self.pending: deque[tuple[int, bytes]] = deque()
        self.next_update = 1
        self.next_message = 1
        self.run: Run | None = None
        self.polled = asyncio.Event()
        self._poll: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None

    def enqueue(self, chat: int, text: bytes, entities: bytes) -> None:
        """Make an update available."""
        number, message = self.next_update, self.number_message()
        self.next_update += 1
        update = _UPDATE % (number, message, chat, chat, int(time.time()), text, entities)
        self.pending.append((number, update))
        if self._poll is not None and len(self.pending) == 1:
            self._answer_after(GATHER_SECONDS)

    def number_message(self) -> int:
        """The next message id."""
        self.next_message += 1
        return self.next_message

    def poll(self, connection: Connection, offset: int, timeout: int) -> None:
        """Answer at once, or remember who waits."""
        self.polled.set()
        while self.pending and self.pending[0][0] < offset:
            self.pending.popleft()
        self._answer()
        self._poll = connection
        if self.pending or not timeout:
            self._answer()
        else:
            self._answer_after(timeout)

    def _answer_after(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._answer)

    def _answer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        connection, self._poll = self._poll, None
        if connection is not None:
            batch = [self.pending[place][1] for place in range(min(len(self.pending), LARGEST_BATCH))]
            connection.answer(b'{"ok":true,"result":[' + b",".join(batch) + b"]}")


class Server:
    """All bots, and the texts that were decoded before."""

    def __init__(self) -> None:
        self.bots: dict[str, Bot] = {}
        self.decoded: dict[bytes, bytes] = {}

    def bot(self, token: str) -> Bot:
        """The bot of a token."""
        if token not in self.bots:
            self.bots[token] = Bot(token)
        return self.bots[token]

    def text(self, body: bytes) -> bytes:
        """The message's text as JSON, from any kind of body."""
        if body.startswith(b"{"):
            return json.dumps(json.loads(body).get("text", ""), ensure_ascii=False).encode()
        form = _FORM_TEXT.search(body)
        part = form or _PART_TEXT.search(body)
        raw = part[1] if part else b"-"
        if raw not in self.decoded:
            plain = unquote_to_bytes(raw.replace(b"+", b" ")) if form else raw
            if len(self.decoded) > 10_000:
                self.decoded.clear()
            self.decoded[raw] = json.dumps(plain.decode("utf-8", "replace"), ensure_ascii=False).encode()
        return self.decoded[raw]

    def call(self, connection: Connection, token: str, method: str, body: bytes) -> None:
        """Carry out a Bot API method."""
        bot = self.bot(token)
        if method == "getupdates":
            offset, timeout = _OFFSET.search(body), _TIMEOUT.search(body)
            bot.poll(connection, int(offset[1]) if offset else 0, int(timeout[1]) if timeout else 0)
            return
        if method in {"sendmessage", "editmessagetext"}:
            found = _CHAT.search(body)
            chat = int(found[1]) if found else 0
            sent = (bot.number_message(), bot.me, chat, int(time.time()), self.text(body))
            connection.answer(_SENT % sent)
            if bot.run is not None and method == "sendmessage":
                bot.run.replied(chat)
            return
        if bot.run is not None:
            bot.run.others += 1
        connection.answer(b'{"ok":true,"result":%b}' % bot.me if method == "getme" else _FIXED.get(method, _TRUE))

    async def order(self, connection: Connection, path: str, body: bytes) -> None:
        """Carry out an order of the driver's."""
        order = json.loads(body)
        bot = self.bot(order["token"])
        if path == "/ready":
            try:
                await asyncio.wait_for(bot.polled.wait(), order["seconds"])
            except TimeoutError:
                connection.answer(b'{"ready":false}')
                return
            connection.answer(b'{"ready":true}')
            return
        bot.pending.clear()
        bot.run = Run(bot, order["chats"], order["messages"], order["seconds"], order["text"])
        await bot.run.done
        connection.answer(json.dumps(bot.run.figures()).encode())
        bot.run = None


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as little of it as the bots need."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.buffer = b""
        self.transport: Any = None
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Take requests out of the stream as they become whole."""
        self.buffer = self.buffer + data if self.buffer else data
        while self.buffer:
            head_end = self.buffer.find(b"\r\n\r\n")
            if head_end < 0:
                return
            length = _LENGTH.search(self.buffer, 0, head_end)
            end = head_end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < end:
                return
            request, self.buffer = self.buffer[:end], self.buffer[end:]
            path = request[: request.find(b"\r\n")].split(b" ")[1].decode()
            self.take(path, request[head_end + 4 :])

    def take(self, path: str, body: bytes) -> None:
        """Carry out one request."""
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            self.server.call(self, token, method.partition("?")[0].lower(), body)
        else:
            task = asyncio.get_running_loop().create_task(self.server.order(self, path, body))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def answer(self, body: bytes) -> None:
        """Send a 200, if there is still somebody to read it."""
        if not self.transport.is_closing():
            self.transport.write(_HEAD % len(body) + body)


async def serve() -> None:
    """Listen on a free port of 127.0.0.1, print it, and serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = Server()
    listening = await loop.create_server(lambda: Connection(server), "127.0.0.1", 0, backlog=1024)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    listening.close()


if __name__ == "__main__":
    uvloop.run(serve())
