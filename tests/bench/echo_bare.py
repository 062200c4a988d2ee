"""A bot without any library, raw sockets only: shows that the load server is not what limits the others."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any
from urllib.parse import urlsplit

import uvloop

SENDERS = 64


class Client(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.transport: Any = None
        self.answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand over an answer once it is whole."""
        self.buffer += data
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if gap and len(body) >= int(head.rpartition(b" ")[2]) and self.answer is not None:
            self.buffer = b""
            self.answer.set_result(body)

    async def call(self, path: bytes, body: bytes) -> bytes:
        """Post a form and wait for the answer."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(b"POST %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (path, len(body), body))
        return await self.answer


async def main() -> None:
    """Poll, and answer over a fixed number of connections."""
    port = urlsplit(os.environ["BENCH_API_URL"]).port or 80
    path = b"/bot" + os.environ["BENCH_TOKEN"].encode()
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[int] = asyncio.Queue()

    async def connect() -> Client:
        return (await loop.create_connection(Client, "127.0.0.1", port))[1]

    async def send() -> None:
        client = await connect()
        while True:
            await client.call(path + b"/sendMessage", b"chat_id=%d&text=x" % await queue.get())

    senders = [asyncio.create_task(send()) for _ in range(SENDERS)]
    poller, offset = await connect(), 0
    while not any(sender.done() for sender in senders):
        body = await poller.call(path + b"/getUpdates", b"timeout=10&offset=%d" % offset)
        for update in json.loads(body)["result"]:
            offset = update["update_id"] + 1
            queue.put_nowait(update["message"]["chat"]["id"])


if __name__ == "__main__":
    uvloop.run(main())
