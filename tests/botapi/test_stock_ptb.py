"""PTB's stock Bot and Application work against the server, polling and by webhook."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.botapi import BotApiServer

Context = ContextTypes.DEFAULT_TYPE


async def test_every_result_is_an_object_that_ptb_takes(server: BotApiServer, bot: Bot) -> None:
    seller = server.user(met=True)
    group = server.group("g", seller)
    asked = await seller.send("/quote 200 97")
    assert bot.username == "peifu_test_bot"
    rows = [
        [InlineKeyboardButton("A", callback_data="a")],
        [InlineKeyboardButton("C", copy_text=CopyTextButton("LP1"))],
    ]
    sent = await bot.send_message(
        seller.id,
        "<b>x</b> /quote",
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup(rows),
        reply_parameters=ReplyParameters(asked.id),
    )
    assert sent.text_html == "<b>x</b> /quote"
    assert sent.reply_to_message is not None
    assert sent.reply_markup == InlineKeyboardMarkup(rows)
    await sent.edit_text("y")
    assert seller.history[-1].text == "y"
    document = await bot.send_document(seller.id, b"a,b", filename="x.csv", caption="c")
    assert document.document is not None
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b"
    await bot.send_chat_action(seller.id, ChatAction.TYPING)
    assert await sent.delete()
    command = BotCommand("quote", "算保费")
    await bot.set_my_commands([command], scope=BotCommandScopeAllPrivateChats(), language_code="zh")
    assert await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "zh") == (command,)
    await bot.set_my_description("d")
    await bot.set_my_short_description("s")
    await bot.set_my_name("n")
    assert ((await bot.get_my_description()).description, (await bot.get_my_name()).name) == ("d", "n")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat(seller.id)).first_name == seller.person["first_name"]
    assert (await bot.get_chat(group.chat.id)).title == "g"
    assert (await bot.get_chat_member(group.chat.id, seller.id)).status == "creator"
    assert (await bot.get_chat_member(group.chat.id, bot.id)).status == "member"
    assert (await bot.get_webhook_info()).url == ""
    (update,) = await bot.get_updates(timeout=timedelta(0))
    assert update.message is not None
    assert update.message.parse_entities() == {update.message.entities[0]: "/quote"}
    assert await bot.log_out()
    assert server.violations == []


async def test_refusals_become_ptbs_errors(server: BotApiServer, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    seller = server.user(met=True)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(seller.id, "x" * 4097)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "x")
    server.fail("sendMessage", retry_after=1, chat=seller.id)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(seller.id, "x")
    assert caught.value.retry_after == timedelta(seconds=1)
    other = server.user(met=True)
    server.fail("sendMessage", status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(other.id, "x")
    server.fail("sendMessage", drop="after")
    with pytest.raises(NetworkError):
        await bot.send_message(other.id, "x")
    server.fail("sendMessage", stall=1)
    with pytest.raises(TimedOut):
        await bot.send_message(other.id, "x", read_timeout=0.1)
    await other.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(other.id, "x")
    group = server.group("g", seller)
    moved = await group.migrate(seller)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.chat.id, "x")
    assert migrated.value.new_chat_id == moved.chat.id
    stranger = Bot("1:a", base_url=f"{server.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.get_me()
    await stranger.request.shutdown()


async def _quote(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("再算", callback_data="again")]])
    await update.effective_message.reply_html(f"<b>{' '.join(context.args or [])}</b>", reply_markup=keyboard)


async def _again(update: Update, _: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("好")
    await update.callback_query.edit_message_text("y")


def _application(server: BotApiServer) -> Application:  # type: ignore[type-arg]
    builder = Application.builder().token(server.token)
    builder = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").job_queue(None)  # type: ignore[arg-type]
    app = builder.build()
    app.add_handler(CommandHandler("quote", _quote))
    app.add_handler(CallbackQueryHandler(_again))
    return app


async def _converse(server: BotApiServer) -> None:
    seller = server.user()
    await seller.send("/quote 200 97")
    answer = await seller.reply()
    assert (answer.text, answer.marked("bold"), answer.labels) == ("200 97", ["200 97"], ["再算"])
    press = await seller.press(answer, "再算")
    assert (await press.answered()).text == "好"
    assert (await seller.expect_edit(answer)).text == "y"
    assert answer.buttons == []


async def test_a_stock_application_polls(server: BotApiServer) -> None:
    app = _application(server)
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling(poll_interval=0.01)
        await _converse(server)
        await server.wait_for(lambda: not server.unconfirmed)
        await app.updater.stop()
        await app.stop()
    assert server.violations == []


async def test_a_stock_application_takes_a_webhook(server: BotApiServer) -> None:
    app = _application(server)

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return web.Response()

    receiver = web.Application()
    receiver.router.add_post("/hook", hook)
    runner = web.AppRunner(receiver, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with app:
        await app.start()
        await app.bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
        await _converse(server)
        await app.bot.delete_webhook()
        await app.stop()
    await runner.cleanup()
    assert server.violations == []


async def test_two_stock_pollers_get_in_each_others_way(server: BotApiServer) -> None:
    first, second = _application(server), _application(server)
    conflict = asyncio.Event()
    async with first, second:
        assert first.updater is not None
        assert second.updater is not None
        await first.updater.start_polling(error_callback=lambda _: conflict.set())
        await server.wait_for(lambda: server.updates.polled)
        await second.updater.start_polling(error_callback=lambda _: conflict.set())
        async with asyncio.timeout(5):
            await conflict.wait()
        await first.updater.stop()
        await second.updater.stop()
    assert server.updates.conflicts >= 1
