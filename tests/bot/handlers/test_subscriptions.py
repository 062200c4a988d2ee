"""`/subscribe`, `/unsubscribe`, `/unwatch`."""

from __future__ import annotations

from storage import parcels
from tests.support.talk import Talk

LP = "LP00123456789012"


async def moments(talk: Talk) -> list[bool]:
    async with talk.services.database.read() as tx:
        return [parcel.next_check_at is not None for parcel in await parcels.open_parcels(talk.chat_id, tx)]


async def test_subscribing_says_what_will_be_told_and_sets_the_moments(talk: Talk) -> None:
    await talk.say(f"/watch {LP} 2026-11-20\nRB123456785CN 20天")
    (answer,) = await talk.say("/subscribe")
    assert "在盯 2 件，其中 1 件现在就该提醒，马上到" in answer.text
    assert "连着 3 天" in answer.text
    assert "22:00 到 08:00" in answer.text
    assert await moments(talk) == [True, True]
    (again,) = await talk.say("/subscribe")
    assert "本来就开着" in again.text


async def test_unsubscribing_puts_every_parcel_to_rest_and_keeps_it(talk: Talk) -> None:
    await talk.say("/subscribe")
    await talk.say(f"/watch {LP}")
    (answer,) = await talk.say("/unsubscribe")
    assert "1 件包裹还留着" in answer.text
    assert await moments(talk) == [False]
    (on,) = await talk.press("开启提醒")
    assert "提醒开了" in on.text
    assert await moments(talk) == [True]


async def test_unwatch_takes_several_and_tells_which_are_not_here(talk: Talk) -> None:
    await talk.say(f"/watch {LP}\nRB123456785CN\n8012345678901")
    (answer,) = await talk.say("/unwatch 1，rb123456785cn 77 1")
    assert LP in answer.text
    assert "RB123456785CN" in answer.text
    assert "77" in answer.text
    assert await moments(talk) == [False]


async def test_unwatch_of_nothing_known_changes_nothing(talk: Talk) -> None:
    await talk.say(f"/watch {LP}")
    (answer,) = await talk.say("/unwatch 9")
    assert "什么也没动" in answer.text
    assert len(await moments(talk)) == 1


async def test_unwatching_all_is_asked_first(talk: Talk) -> None:
    await talk.say(f"/watch {LP}\nRB123456785CN")
    (asked,) = await talk.say("/unwatch 全部")
    assert "2 件全都不盯了" in asked.text
    (kept,) = await talk.press("留着")
    assert "一件都没动" in kept.text
    assert len(await moments(talk)) == 2
    await talk.say("/unwatch all")
    (gone,) = await talk.press("2 件都不盯了")
    assert "2 件都不盯了" in gone.text
    assert await moments(talk) == []


async def test_unwatch_alone_explains(talk: Talk) -> None:
    (answer,) = await talk.say("/unwatch")
    assert "/unwatch 3 5" in answer.text


async def test_the_english_words_are_english(talk_en: Talk) -> None:
    (answer,) = await talk_en.say("/subscribe")
    assert "Alerts are on" in answer.text
    (off,) = await talk_en.say("/unsubscribe")
    assert "Alerts are off" in off.text


async def test_the_last_parcel_is_not_called_all_of_one(talk: Talk) -> None:
    await talk.say("/watch LP00123456789012 2026-12-12")
    [asked] = await talk.say("/unwatch 全部")
    assert asked.text.startswith("这件不盯了？")
    assert asked.buttons == ["不盯了", "留着"]
