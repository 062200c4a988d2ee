"""`/event`: what the carrier's page shows, told by the seller."""

from __future__ import annotations

import pytest

from storage import parcels
from tests.support.talk import Talk

LP = "LP00123456789012"


@pytest.fixture
async def watching(talk: Talk) -> Talk:
    """A subscribed seller with one parcel."""
    await talk.say("/subscribe")
    await talk.say(f"/watch {LP} 20天")
    return talk


async def stored(talk: Talk) -> parcels.Parcel:
    async with talk.services.database.read() as tx:
        found = await parcels.by_seq(talk.chat_id, tx, 1)
    assert found is not None
    return found


async def test_news_with_a_moment_starts_the_silence_afresh(watching: Talk) -> None:
    watching.wait(days=2)
    (answer,) = await watching.say("/event 1 2026-11-24 09:00 离开广州转运中心")
    assert "11月24日 周二 09:00 离开广州转运中心" in answer.text
    assert "下次提醒：11月27日 周五 09:00" in answer.text
    assert (await stored(watching)).last_event_text == "离开广州转运中心"


async def test_news_without_a_moment_is_of_now(watching: Talk) -> None:
    (answer,) = await watching.say(f"/event {LP} 已揽收")
    assert "11月22日 周日 12:00 已揽收" in answer.text


async def test_a_future_moment_is_refused_and_nothing_changes(watching: Talk) -> None:
    (answer,) = await watching.say("/event 1 2026-11-23 09:00 到达")
    assert "「2026-11-23 09:00」还没到" in answer.text
    assert (await stored(watching)).last_event_at is None


@pytest.mark.parametrize(
    ("said", "words"), [("2-30 到达", "没有「2-30」"), ("13/1 到达", "写全年月日"), ("2026-11-20", "没看到轨迹")]
)
async def test_a_date_that_cannot_be_read_is_refused(watching: Talk, said: str, words: str) -> None:
    (answer,) = await watching.say(f"/event 1 {said}")
    assert words in answer.text
    assert "/event 1" in answer.text


async def test_older_news_is_kept_and_said_to_be_older(watching: Talk) -> None:
    await watching.say("/event 1 2026-11-22 10:00 离开广州")
    (answer,) = await watching.say("/event 1 2026-11-21 10:00 已揽收")
    assert "早" in answer.text
    assert "从 11月22日 周日 10:00 算" in answer.text
    (detail,) = await watching.say("/parcel 1")
    assert detail.text.index("离开广州") < detail.text.index("已揽收")


async def test_the_same_news_twice_is_one_event(watching: Talk) -> None:
    await watching.say("/event 1 2026-11-22 10:00 离开广州")
    (answer,) = await watching.say("/event 1 2026-11-22 10:00 离开广州")
    assert "已经记过了" in answer.text


async def test_exact_words_for_delivered_close_the_parcel_and_can_be_undone(watching: Talk) -> None:
    (answer,) = await watching.say("/event 1 2026-11-22 09:00 [Madrid] 已签收")
    assert "不再提醒" in answer.text
    assert (await stored(watching)).next_check_at is None
    (undone,) = await watching.press("其实没妥投")
    assert "下次提醒" in undone.text
    assert (await stored(watching)).next_check_at is not None


async def test_words_around_delivered_do_not_close_it(watching: Talk) -> None:
    await watching.say("/event 1 派送未妥投")
    assert (await stored(watching)).delivered_at is None


async def test_without_words_it_asks_and_takes_the_next_message(watching: Talk) -> None:
    (asked,) = await watching.say("/event 1")
    assert LP in asked.text
    watching.restart()
    (answer,) = await watching.say("2026-11-22 10:00 离开广州")
    assert "记下了" in answer.text


async def test_the_button_under_a_parcel_asks_too(watching: Talk) -> None:
    await watching.say("/parcel 1")
    await watching.press("报新轨迹")
    (answer,) = await watching.say("Delivered")
    assert "已妥投" in answer.text


async def test_a_refused_date_keeps_the_question_open(watching: Talk) -> None:
    await watching.say("/event 1")
    (refused,) = await watching.say("2026-12-30 到达")
    assert "还没到" in refused.text
    (answer,) = await watching.say("到达")
    assert "记下了" in answer.text


async def test_event_alone_explains_and_an_unknown_parcel_is_said(watching: Talk) -> None:
    (how,) = await watching.say("/event")
    assert "/event 3" in how.text
    (unknown,) = await watching.say("/event 77 到达")
    assert "没有「77」" in unknown.text


async def test_the_silence_counts_from_a_date_at_the_end_of_the_news(watching: Talk) -> None:
    (answer,) = await watching.say("/event 1 揽收 11月1日")
    assert "11月1日 周日 23:59 揽收\n" in answer.text
    (answer,) = await watching.say("/cover 1")
    assert "断更 20 天" in answer.text
