"""The library's requests over aiohttp, which keeps its speed when many calls run at once.

An error tells three things apart that decide what a sender may do next: whether the time ran out, whether the
request may have reached Telegram all the same, and which server was meant. It never carries the address, because the
address contains the bot's token; for the same reason the error that caused it is not chained.
"""

import ipaddress
import json
import os
from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

_JSON = {"Content-Type": "application/json", "User-Agent": BaseRequest.USER_AGENT}
_PIECE_BYTES = 65_536
_BARE = {"User-Agent": BaseRequest.USER_AGENT}
# Errors that come up before a byte of the request is written.
_BEFORE_SENDING = (
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectorError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    ValueError,
)


class RequestFailed(NetworkError):
    """A request that got no answer. `ambiguous` says whether Telegram may have carried it out nevertheless."""

    def __init__(self, message: str, *, ambiguous: bool) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous


class RequestTimedOut(TimedOut):
    """A request that got no answer in time. `ambiguous` as in `RequestFailed`."""

    def __init__(self, message: str, *, ambiguous: bool) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous


def may_have_arrived(error: TelegramError) -> bool:
    """Whether Telegram may have carried out the request that ended in this error.

    False for a refusal (400, 403, 429 ...) and for an error before sending; True for a lost or late answer and for a
    5xx, where nobody can tell.
    """
    if isinstance(error, RequestFailed | RequestTimedOut):
        return error.ambiguous
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


class _Target(NamedTuple):
    url: URL
    host: str
    proxy: URL | None


class AiohttpRequest(BaseRequest):
    """One keep-alive pool of connections. Timeouts are in seconds, None waits for ever.

    `read_timeout` is the longest silence while waiting for an answer; the library adds the long poll's own time to
    it. `pool_timeout` is the longest wait for a free connection. A proxy named in the environment (HTTPS_PROXY,
    HTTP_PROXY, NO_PROXY) is used, except for servers on this machine.
    """

    def __init__(
        self,
        *,
        connections: int = 512,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 1.0,
        media_write_timeout: float | None = 20.0,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._session: aiohttp.ClientSession | None = None
        # Taking an address apart and asking for its proxy is done once for each method of the Bot API.
        self._target = lru_cache(maxsize=256)(_target)

    @property
    def read_timeout(self) -> float | None:
        """See `BaseRequest.read_timeout`."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; does nothing when it is open."""
        if self._session is None:
            # Connections rest for half a minute: longer than the pause between two messages of one dialogue,
            # shorter than servers keep them, so that a request seldom meets a connection that was just closed.
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close the pool; does nothing when it is closed."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request; answers with the status and the body. Raises `RequestFailed` or `RequestTimedOut`."""
        if self._session is None:
            raise RuntimeError("the request object is not initialized")
        has_files = request_data is not None and request_data.contains_files
        usual_write_timeout = self._media_write_timeout if has_files else self._write_timeout
        read = _given(read_timeout, self._read_timeout)
        write = _given(write_timeout, usual_write_timeout)
        connect = _given(connect_timeout, self._connect_timeout)
        pool = _given(pool_timeout, self._pool_timeout)
        patience = aiohttp.ClientTimeout(
            # aiohttp has no limit of its own for writing, so a call is bounded as a whole; a download is not,
            # because it may take long as long as something arrives.
            total=_sum(read, write, connect, pool) if method == "POST" else None,
            connect=_sum(connect, pool),
            sock_connect=connect,
            sock_read=read,
        )
        data, headers = _body(request_data)
        failure: TelegramError
        try:
            target = self._target(url)
            async with self._session.request(
                method,
                target.url,
                data=data,
                headers=headers,
                timeout=patience,
                proxy=target.proxy,
                allow_redirects=False,
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _failure(error, _host(url))
        else:
            unusable = _unusable(status, payload, response.headers.get("Retry-After"), target.host, method)
            if unusable is None:
                return status, payload
            failure = unusable
        # Raised outside the handler, so that the cause, which knows the address, is not even in the context.
        raise failure

    async def download(self, url: str) -> AsyncGenerator[bytes, None]:
        """The body at an address piece by piece, as it arrives; a caller that has enough closes it.

        Raises `RequestFailed` or `RequestTimedOut`, and `BadRequest` for a refusal such as 404; never with the address.
        """
        if self._session is None:
            raise RuntimeError("the request object is not initialized")
        patience = aiohttp.ClientTimeout(
            total=None,
            connect=_sum(self._connect_timeout, self._pool_timeout),
            sock_connect=self._connect_timeout,
            sock_read=self._read_timeout,
        )
        failure: TelegramError | None = None
        try:
            target = self._target(url)
            async with self._session.get(
                target.url, headers=_BARE, timeout=patience, proxy=target.proxy, allow_redirects=False
            ) as response:
                if response.status == 200:
                    async for piece in response.content.iter_chunked(_PIECE_BYTES):
                        yield piece
                else:
                    failure = _no_file(response.status, target.host)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _failure(error, _host(url))
        if failure is not None:
            raise failure


def _given(value: ODVInput[float], default: float | None) -> float | None:
    return default if isinstance(value, DefaultValue) else value


def _sum(*timeouts: float | None) -> float | None:
    return None if None in timeouts else sum(timeout for timeout in timeouts if timeout is not None)


def _body(request_data: RequestData | None) -> tuple[Any, dict[str, str]]:
    if request_data is None:
        return None, _BARE
    if not request_data.contains_files:
        # JSON is made nine times faster than a form, and is a third shorter for Chinese text. Half a surrogate pair
        # cannot be sent; a question mark in its place is better than no message.
        return json.dumps(_json_parameters(request_data), ensure_ascii=False).encode(errors="replace"), _JSON
    # File names go out as they are: percent signs in place of Chinese would be what the receiver sees.
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value.encode(errors="replace").decode())
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form, _BARE


def _json_parameters(request_data: RequestData) -> dict[str, str]:
    """`RequestData.json_parameters`, which writes every value twice, with every value written once."""
    return {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in request_data.parameters.items()
    }


def _target(url: str) -> _Target:
    parsed = URL(url)
    host = parsed.host or ""
    return _Target(parsed, host, None if _is_local(host) or proxy_bypass(host) else _proxy(parsed.scheme))


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _proxy(scheme: str) -> URL | None:
    proxies = getproxies()
    address = proxies.get(scheme) or proxies.get("all")
    return URL(address if "://" in address else f"http://{address}") if address else None


def _host(url: str) -> str:
    try:
        return URL(url).host or "the server"
    except ValueError:
        return "the server"


def _failure(error: Exception, host: str) -> TelegramError:
    """Say in our own words what went wrong; the error's own text may hold the address."""
    ambiguous = not isinstance(error, _BEFORE_SENDING)
    if isinstance(error, TimeoutError):
        what = "did not answer in time" if ambiguous else "could not be reached in time"
        return RequestTimedOut(f"{host} {what}", ambiguous=ambiguous)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        detail = "its name was not found"
    elif isinstance(error, aiohttp.ClientSSLError):
        detail = "its certificate was not accepted"
    elif isinstance(error, OSError):
        detail = os.strerror(error.errno) if error.errno else type(error).__name__
    elif isinstance(error, ValueError | aiohttp.NonHttpUrlClientError):
        return RequestFailed("the address of the server or of the proxy is not usable", ambiguous=False)
    else:
        detail = type(error).__name__
    what = "did not answer" if ambiguous else "could not be reached"
    return RequestFailed(f"{host} {what}: {detail}", ambiguous=ambiguous)


def _no_file(status: int, host: str) -> TelegramError:
    text = f"{host} answered a download with status {status}"
    return BadRequest(text) if 400 <= status < 500 else RequestFailed(text, ambiguous=True)


def _unusable(status: int, payload: bytes, retry_after: str | None, host: str, method: str) -> TelegramError | None:
    """Find out whether an answer is not one of the Bot API: a proxy's page, a flood error without its pause."""
    if method != "POST" and 200 <= status <= 299:
        return None
    if status == 429 and b'"retry_after"' not in payload:
        return RetryAfter(int(retry_after) if retry_after is not None and retry_after.isdecimal() else 1)
    if payload.lstrip()[:1] == b"{":
        return None
    return RequestFailed(
        f"{host} answered with status {status}, and not as the Bot API does", ambiguous=status < 400 or status >= 500
    )
