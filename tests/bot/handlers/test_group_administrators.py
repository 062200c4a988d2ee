"""What only the administrators of a group may do there, and what stays everybody's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.outgoing import TOAST_CHARACTERS
from storage.tables import metadata
from tests.support.talk import Talk

GROUP, OWNER, MEMBER = -77, 41, 42
LP = "LP00123456789012"
SETTINGS = ("/alerts 5 days", "/alerts 免打扰 关", "/language en", "/unsubscribe")
BUTTONS = (("/alerts", "超时：开"), ("/alerts", "5 天"), ("/alerts", "23:00–07:00"), ("/language", "English"))


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Talk]:
    """The owner of a group in which parcels are watched and alerts are on."""
    async with Talk.open(tmp_path) as talk:
        group = talk.elsewhere(GROUP, OWNER)
        group.bot.plain_members.add(MEMBER)
        await group.say(f"/watch {LP}")
        await group.say("/subscribe")
        yield group


@pytest.fixture
def member(owner: Talk) -> Talk:
    """A member of the group who is no administrator."""
    return owner.other(MEMBER)


async def stored(talk: Talk) -> list[tuple[object, ...]]:
    """The chats with their settings, and the parcels."""
    async with talk.services.database.read() as tx:
        rows = [(await tx.execute(select(metadata.tables[name]))).all() for name in ("chat", "parcel")]
    return [tuple(row) for table in rows for row in table]


async def test_a_member_erases_nothing_and_hears_who_may(owner: Talk, member: Talk) -> None:
    before = await stored(owner)
    [said] = await member.say("/forget")
    assert said.text == (
        "这会删掉整个群的东西，只有群主和管理员能做。请他们来发 /forget，现在什么都没删。"
        "匿名的管理员我认不出来，要先关掉匿名。"
    )
    assert said.buttons == []
    assert await stored(owner) == before


async def test_an_administrator_erases_the_groups_data(owner: Talk) -> None:
    await owner.say("/forget")
    [said] = await owner.press("全部删掉")
    assert said.text.startswith("都删了")
    assert await stored(owner) == []


async def test_who_is_no_administrator_any_more_when_the_button_is_pressed_erases_nothing(owner: Talk) -> None:
    await owner.say("/forget")
    before = await stored(owner)
    owner.bot.plain_members.add(OWNER)
    [said] = await owner.press("全部删掉")
    assert said.kind == "toast"
    assert "只有群主和管理员" in said.text
    assert await stored(owner) == before


@pytest.mark.parametrize("typed", SETTINGS)
async def test_a_member_changes_no_setting_by_a_command(owner: Talk, member: Talk, typed: str) -> None:
    before = await stored(owner)
    [said] = await member.say(typed)
    assert "只有群主和管理员能改" in said.text
    assert await stored(owner) == before
    [changed] = await owner.say(typed)
    assert "只有群主和管理员" not in changed.text
    assert await stored(owner) != before


@pytest.mark.parametrize(("command", "label"), BUTTONS)
async def test_a_member_changes_no_setting_by_a_button(owner: Talk, member: Talk, command: str, label: str) -> None:
    [screen] = await member.say(command)
    before = await stored(owner)
    [said] = await member.press(label, on=screen)
    assert said.kind == "toast"
    assert "只有群主和管理员能改" in said.text
    assert await stored(owner) == before
    [screen] = await owner.say(command)
    await owner.press(label, on=screen)
    assert await stored(owner) != before


async def test_in_a_group_everybody_looks_watches_unwatches_and_turns_alerts_on(owner: Talk, member: Talk) -> None:
    await owner.say("/unsubscribe")
    owner.bot.asked_about.clear()
    for typed in ("/alerts", "/language", "/privacy", "/watch LP00999999999999", "/unwatch 1", "/subscribe"):
        [said] = await member.say(typed)
        assert said.text.count("群主和管理员") == (typed == "/privacy"), typed
    assert owner.bot.asked_about == []
    async with owner.services.database.read() as tx:
        chat = (await tx.execute(select(metadata.tables["chat"]))).one()
    assert chat.subscribed


async def test_of_a_private_chat_telegram_is_asked_nothing(owner: Talk) -> None:
    seller = owner.elsewhere(MEMBER)
    owner.bot.asked_about.clear()
    await seller.say(f"/watch {LP}")
    for typed in (*SETTINGS, "/language zh", "/forget"):
        [said] = await seller.say(typed)
        assert "管理员" not in said.text
    [said] = await seller.press("全部删掉")
    assert said.text.startswith("都删了")
    assert owner.bot.asked_about == []


async def test_in_the_terminal_whoever_sits_there_decides(owner: Talk) -> None:
    terminal = replace(owner.other(MEMBER), posts=False)
    await terminal.say("/forget")
    [said] = await terminal.press("全部删掉")
    assert said.text.startswith("都删了")


@pytest.mark.parametrize("error", [NetworkError("down"), BadRequest("Member list is inaccessible")], ids=["down", "no"])
async def test_where_telegram_does_not_tell_nobody_may_and_hears_why(owner: Talk, error: TelegramError) -> None:
    before = await stored(owner)
    owner.bot.no_word = error
    for typed in ("/forget", "/language en"):
        with capture_logs() as logs:
            [said] = await owner.say(typed)
        assert "Telegram 没告诉我你是不是群管理员" in said.text
        assert "把我也设成管理员" in said.text
        assert [entry["event"] for entry in logs] == ["administrators_not_known"]
    assert await stored(owner) == before


async def test_in_english_a_member_hears_who_may_and_what_to_do_where_telegram_does_not_tell(owner: Talk) -> None:
    member = owner.elsewhere(GROUP, MEMBER, language_code="en")
    await owner.say("/language en")
    assert "only its owner and administrators can do it" in (await member.say("/forget"))[0].text
    assert "nothing was changed" in (await member.say("/alerts 5 days"))[0].text
    owner.bot.no_word = NetworkError("down")
    screen = (await member.say("/language"))[0]
    [said] = await member.press("中文", on=screen)
    assert said.kind == "toast"
    assert "make me an administrator" in said.text


async def test_the_policy_says_to_a_group_who_may_erase(owner: Talk) -> None:
    said = (await owner.say("/privacy"))[0].text
    assert "群里发 /forget、改语言和提醒设置、关提醒，只有群主和管理员可以" in said
    assert "加包裹、删包裹、打开提醒，每个成员都可以" in said
    assert "群主" not in (await owner.elsewhere(OWNER).say("/privacy"))[0].text


async def test_the_policy_says_the_same_in_english(owner: Talk) -> None:
    await owner.say("/language en")
    said = (await owner.say("/privacy"))[0].text
    assert "only its owner and administrators may send /forget, change the language or the alert settings" in said
    assert "every member may watch and unwatch parcels and turn alerts on" in said


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_whoever_is_kept_from_it_hears_of_anonymous_administrators_in_one_toast(
    owner: Talk, member: Talk, language: str
) -> None:
    words = {"zh": "匿名的管理员我认不出来，要先关掉匿名。", "en": "Anonymous ones must turn that off first."}[language]
    await owner.say(f"/language {language}")
    for typed in ("/forget", "/alerts 5 days"):
        [said] = await member.say(typed)
        assert said.text.endswith(words)
        assert len(said.text) <= TOAST_CHARACTERS
