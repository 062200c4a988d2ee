"""Answers to inline queries: what the list and the messages behind it may be."""

from __future__ import annotations

from typing import Any

from ..errors import ApiError, bad_request
from ..inline import InlineAnswer, InlineResult
from ..markup import read_markup
from ..state import Json
from .call import Call, Handler
from .messages import MAX_TEXT

MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_OFFSET_BYTES = 64
LONGEST_CACHE = 24 * 60 * 60
_ARTICLE = {
    *("type", "id", "title", "input_message_content", "reply_markup", "url", "description"),
    *("thumbnail_url", "thumbnail_width", "thumbnail_height"),
}
_CONTENT = {"message_text", "parse_mode", "entities", "link_preview_options"}


def _string(given: Json, name: str, *, required: bool = False) -> str:
    value = given.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise bad_request(f'Can\'t find field "{name}"' if value is None else f'Field "{name}" must be of type String')
    return value


def _message(call: Call, content: Any) -> tuple[str, list[Any]]:
    """The text that choosing a result sends, and its entities."""
    if not isinstance(content, dict):
        raise bad_request('Can\'t find field "input_message_content"')
    call.remarks += [f"unknown field {name!r} of input_message_content" for name in content.keys() - _CONTENT]
    if not _string(content, "message_text"):
        raise bad_request("Message text is empty")
    inner = Call(call.server, call.method, content, call.remarks)
    text, entities = inner.text("message_text", "entities", MAX_TEXT, "MESSAGE_TOO_LONG")
    if not text:
        raise bad_request("Message text is empty")
    inner.preview()
    return text, entities


def _result(call: Call, given: Any) -> InlineResult:
    if not isinstance(given, dict):
        raise bad_request("Inline query result must be an object")
    if _string(given, "type", required=True).lower() != "article":
        raise bad_request("Only articles are understood by this test server")
    call.remarks += [f"unknown field {name!r} of an article" for name in given.keys() - _ARTICLE]
    number = _string(given, "id", required=True)
    if not 1 <= len(number.encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    title = _string(given, "title", required=True)
    if not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    _, remarks = read_markup(given.get("reply_markup"), private=False, editing=True)
    call.remarks += remarks
    text, entities = _message(call, given.get("input_message_content"))
    return InlineResult(number, title, _string(given, "description"), text, entities)


def _results(call: Call) -> tuple[InlineResult, ...]:
    given = call.params["results"]
    if len(given) > MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    results = []
    for each in given:
        try:
            results.append(_result(call, each))
        except ApiError as error:
            reason = error.description.removeprefix("Bad Request: ")
            if reason.isupper():  # such a code comes from further inside than the parser
                raise
            raise bad_request(f"Can't parse inline query result: {reason}") from None
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    return tuple(results)


async def answer_inline(call: Call) -> bool:
    """``answerInlineQuery``: before the query grows old."""
    results = _results(call)
    cache_seconds, offset = call.params.get("cache_time", 300), call.params.get("next_offset", "")
    if not 0 <= cache_seconds <= LONGEST_CACHE:
        call.remarks.append(f"cache_time {cache_seconds} is not between 0 and {LONGEST_CACHE}")
    if len(offset.encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = call.server.queries.get(call.params["inline_query_id"])
    too_old = "Query is too old and response timeout expired or query ID is invalid"
    if query is None:
        raise bad_request(too_old)
    if query.expired:
        raise bad_request(too_old, breach=False)
    query.take_answer(InlineAnswer(results, cache_seconds, bool(call.params.get("is_personal", False)), offset))
    return True


HANDLERS: dict[str, Handler] = {"answerInlineQuery": answer_inline}
