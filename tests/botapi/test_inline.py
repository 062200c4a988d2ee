"""Inline queries: what the bot gets, and what it may answer."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from tests.botapi import BotApiServer, InlineQuery, User

from .conftest import Api


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user()


@pytest.fixture
async def query(seller: User) -> InlineQuery:
    return await seller.ask_inline("保费")


def article(result_id: str = "fee", text: str = "<b>保费</b>", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": result_id, "title": "保费怎么算", "input_message_content": content, **more}


async def test_what_is_typed_becomes_an_inline_query_without_a_chat(
    server: BotApiServer, seller: User, query: InlineQuery
) -> None:
    (update,) = server.unconfirmed
    assert update["inline_query"] == {
        "id": query.id,
        "from": seller.person,
        "chat_type": "supergroup",
        "query": "保费",
        "offset": "",
    }
    assert Update.de_json(update, None).effective_chat is None


async def test_a_bot_that_does_not_ask_for_them_gets_none(api: Api, server: BotApiServer, seller: User) -> None:
    await api.lawful("getUpdates", allowed_updates=["message"])
    await seller.ask_inline("保费")
    assert server.unconfirmed == []


async def test_an_app_sends_none_that_is_too_long_or_to_a_bot_without_inline_mode(seller: User) -> None:
    with pytest.raises(ValueError, match="256 characters"):
        await seller.ask_inline("保" * 257)
    async with BotApiServer(inline=False) as other:
        with pytest.raises(ValueError, match="inline mode is off"):
            await other.user().ask_inline("保费")


async def test_the_list_is_shown_with_its_messages_parsed(api: Api, query: InlineQuery) -> None:
    results = [article(description="按实付金额"), article("empty", "a")]
    await api.lawful(
        "answerInlineQuery", inline_query_id=query.id, results=results, cache_time=60, is_personal=True, next_offset="5"
    )
    answer = await query.answered()
    assert (answer.cache_seconds, answer.personal, answer.next_offset) == (60, True, "5")
    first, _ = answer.results
    assert (first.id, first.title, first.description, first.text) == ("fee", "保费怎么算", "按实付金额", "保费")
    assert first.marked("bold") == ["保费"]


async def test_no_results_are_an_answer_and_the_cache_lasts_five_minutes_unless_told(
    api: Api, query: InlineQuery
) -> None:
    await api.lawful("answerInlineQuery", inline_query_id=query.id, results=[])
    answer = await query.answered()
    assert (answer.results, answer.cache_seconds, answer.personal) == ((), 300, False)


@pytest.mark.parametrize(
    ("results", "what"),
    [
        ([article(str(number)) for number in range(51)], "too many inline query results specified"),
        ([article(""), article()], "RESULT_ID_INVALID"),
        ([article("赔" * 22)], "RESULT_ID_INVALID"),
        ([article("a"), article("a")], "RESULT_ID_DUPLICATE"),
        ([article(title=" ")], "ARTICLE_TITLE_EMPTY"),
        ([article(title=None)], "can't parse inline query result: can't find field \"title\""),
        ([article(id=7)], 'can\'t parse inline query result: field "id" must be of type String'),
        ([article(text="")], "can't parse inline query result: message text is empty"),
        ([article(text="<b> </b>")], "can't parse inline query result: message text is empty"),
        ([article(text="<b>" + "赔" * 4097 + "</b>")], "MESSAGE_TOO_LONG"),
        ([article(text="<b>保费")], "can't parse inline query result: can't parse entities"),
        ([article(input_message_content=None)], 'can\'t find field "input_message_content"'),
        (["fee"], "inline query result must be an object"),
        ([article(reply_markup={"keyboard": [[{"text": "A"}]]})], "inline keyboard expected"),
        ([article(type="photo")], "only articles are understood by this test server"),
        ({}, "can't parse results JSON object"),
    ],
)
async def test_what_telegram_refuses_is_refused_and_answers_nothing(
    api: Api, query: InlineQuery, results: Any, what: str
) -> None:
    await api.refused(what, "answerInlineQuery", inline_query_id=query.id, results=results)
    assert query.answer is None


async def test_at_the_limits_it_is_taken(api: Api, query: InlineQuery) -> None:
    results = [article(f"{number:064}", f"<b>{'赔' * 4096}</b>") for number in range(2)]
    results += [article(str(number)) for number in range(48)]
    await api.lawful("answerInlineQuery", inline_query_id=query.id, results=results, next_offset="5" * 64)
    assert len((await query.answered()).results) == 50


async def test_a_next_offset_has_64_bytes(api: Api, query: InlineQuery) -> None:
    call = {"inline_query_id": query.id, "results": [article()]}
    await api.refused("NEXT_OFFSET_INVALID", "answerInlineQuery", **call, next_offset="赔" * 22)


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"cache_time": 90_000}, "cache_time 90000 is not between 0 and 86400"),
        ({"results": [article(colour="red")]}, "unknown field 'colour' of an article"),
        ({"results": [article(input_message_content={"message_text": "a", "html": True})]}, "unknown field 'html'"),
    ],
)
async def test_what_telegram_passes_over_in_silence_is_recorded(
    api: Api, query: InlineQuery, more: dict[str, Any], what: str
) -> None:
    await api.remarked(what, "answerInlineQuery", **{"inline_query_id": query.id, "results": [], **more})


async def test_an_invented_query_is_refused(api: Api) -> None:
    await api.refused("query is too old", "answerInlineQuery", inline_query_id="1", results=[])


async def test_a_query_that_grew_old_is_refused_but_nobodys_fault(
    api: Api, server: BotApiServer, query: InlineQuery
) -> None:
    query.expired = True
    reply = await api("answerInlineQuery", inline_query_id=query.id, results=[article()])
    assert reply.error.startswith("Bad Request: query is too old")
    assert (server.violations, query.answer) == ([], None)


async def test_ptbs_own_bot_is_understood(bot: Bot, query: InlineQuery) -> None:
    content = InputTextMessageContent("<i>保费</i>", parse_mode=ParseMode.HTML)
    assert await bot.answer_inline_query(query.id, [InlineQueryResultArticle("fee", "保费怎么算", content)])
    answer = await query.answered()
    assert answer.results[0].marked("italic") == ["保费"]
    assert bot.supports_inline_queries
