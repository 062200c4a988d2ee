"""The strict local Bot API server: HTTP in front of a scene."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self

from aiohttp import web

from .errors import ApiError, Violation, too_many_requests
from .faults import Fault
from .methods import HANDLERS, Call
from .params import MAX_UPLOAD, method_name, read_body, read_parameters
from .scene import Request, Scene
from .state import Json


class BotApiServer(Scene):
    """A Bot API server on 127.0.0.1 for one bot; takes the options of ``Scene``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:<port>``; ``/bot<token>/...`` and ``/file/bot<token>/...`` are below it."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> Self:
        """Listen; after a ``stop`` on the same port again, with everything remembered."""
        app = web.Application(client_max_size=MAX_UPLOAD + (1 << 20))
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        app.router.add_route("*", "/{anything:.*}", self._not_found)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        """Close every connection; nobody listens on the port any more."""
        if self.webhook is not None:
            await self.webhook.stop()
        await self.updates.end_poll()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _call(self, http: web.Request) -> web.StreamResponse:
        at = self.monotonic()
        token, name = http.match_info["token"], http.match_info["method"]
        if token != self.token:
            problem = "Unauthorized" if token.partition(":")[0].isdigit() and ":" in token else None
            return _failure(ApiError(401, problem or "Unauthorized: invalid token specified"))
        method = method_name(name)
        record = Request(method or name, {}, None, at)
        self.requests.append(record)
        fault: Fault | None = None
        try:
            raw, uploads = await read_body(http)
            record.params, record.chat = raw, _chat_id(raw)
            if method != "getUpdates" and (closed := self.limits.frozen(record.chat)):
                raise too_many_requests(closed[0], breach=closed[1])
            fault = self.faults.take(record.method, record.chat)
            if fault is not None and fault.drop == "before":
                return _drop(http)
            if fault is not None and fault.status is not None:
                record.status = fault.status
                return web.Response(status=fault.status, text=f"<html><h1>{fault.status}</h1></html>")
            result = await self._carry_out(method, record, raw, uploads, fault)
            record.status, response = 200, _answer({"ok": True, "result": result})
        except ApiError as error:
            if error.breach:
                self.violations.append(Violation(record.chat, record.method, error.description))
            record.status, record.error = error.code, error.description
            response = _failure(error)
        finally:
            self.world.changes.notify()
        if fault is not None and fault.stall is not None:
            await asyncio.sleep(fault.stall)
        if fault is not None and fault.drop == "after":
            record.status = 0
            return _drop(http)
        return response

    async def _carry_out(
        self, method: str | None, record: Request, raw: Json, uploads: Any, fault: Fault | None
    ) -> Any:
        if self.logged_out:
            raise ApiError(400, "Logged out")
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        if fault is not None and fault.retry_after is not None:
            self.limits.freeze(fault.chat, fault.retry_after)
            raise too_many_requests(fault.retry_after, breach=False)
        if fault is not None and fault.error is not None:
            raise ApiError(*fault.error, breach=False)
        record.params, remarks = read_parameters(method, raw, uploads)
        spent = self.limits.refusal(method, record.chat)
        if spent is not None:
            self.limits.freeze(spent[1], spent[0])
            raise too_many_requests(spent[0])
        call = Call(self, method, record.params, remarks)
        try:
            return await HANDLERS[method](call)
        finally:
            self.violations += [Violation(record.chat, method, remark) for remark in call.remarks]

    async def _download(self, http: web.Request) -> web.StreamResponse:
        if http.match_info["token"] != self.token:
            return _failure(ApiError(401, "Unauthorized"))
        path = http.match_info["path"]
        content = next((c for p, c, _ in self.world.files.values() if p == path), None)
        if content is None:
            return _failure(ApiError(404, "Not Found"))
        self.downloads.append(path)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _not_found(self, http: web.Request) -> web.StreamResponse:
        return _failure(ApiError(404, "Not Found"))


def _chat_id(raw: Json) -> int | None:
    try:
        return int(raw["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


def _answer(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


def _failure(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers = {"Retry-After": str(error.parameters["retry_after"])}
    return _answer(body, error.code, headers)


def _drop(http: web.Request) -> web.Response:
    if http.transport is not None:
        http.transport.abort()
    return web.Response()
