"""What is offered to somebody who types the bot's name in any chat."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.handlers import inline
from bot.handlers.inline import ENTRIES, LONGEST_DESCRIPTION, MOST_ASKED, results
from rules.book import Book
from storage import chats
from tests.support.books import write_other_book
from tests.support.talk import Talk

WELCOME = ["example", *(f"faq-{entry}" for entry in MOST_ASKED)]


async def test_a_word_offers_the_topics_it_may_be_about_the_best_first(talk: Talk) -> None:
    offer = await talk.type_inline("保费")
    best = offer.results[0]
    assert (best.id, best.title) == ("faq-fee", "保费怎么算")
    assert best.text.startswith("保费怎么算")
    assert "出处：" in best.text
    assert len(offer.results) <= ENTRIES
    assert all(result.id.startswith("faq-") for result in offer.results)


async def test_what_is_sent_is_what_the_bot_answers_to_the_question(talk: Talk, talk_en: Talk) -> None:
    for person, text in ((talk, "谁来承保"), (talk_en, "who underwrites it")):
        [said] = await person.say(text)
        offer = await person.type_inline(text)
        assert offer.results[0].text == said.text


@pytest.mark.parametrize("text", ["200 97", "200块的订单，履约率97%，保费多少", "/quote 200 97", " 200元 97% "])
async def test_an_amount_and_a_rate_offer_the_quote_first_in_the_words_of_quote(talk: Talk, text: str) -> None:
    [said] = await talk.say("/quote 200 97")
    first = (await talk.type_inline(text)).results[0]
    assert (first.id, first.title, first.text) == ("quote-1", "保费 ¥0.60", said.text)
    assert first.description == "履约率 97% · ¥200.00"


async def test_the_quote_in_english(talk_en: Talk) -> None:
    [said] = await talk_en.say("/quote 61 94")
    first = (await talk_en.type_inline("61 yuan at 94%")).results[0]
    assert (first.title, first.text) == ("Premium ¥0.31", said.text)
    assert first.description == "Fulfilment 94% · ¥61.00"


async def test_a_quote_is_by_the_figures_of_the_orders_day(talk: Talk) -> None:
    [said] = await talk.say("/quote 200 97 2024-06-01")
    first = (await talk.type_inline("200 97 2024-06-01")).results[0]
    assert first.text == said.text
    assert "2024" in first.text
    assert all("quote" not in each for each in (await talk.type_inline("200 97 2019-01-01")).ids)


async def test_by_the_figures_of_the_book_that_is_in_use(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, book=Book.load(write_other_book(tmp_path))) as other:
        [said] = await other.say("/quote 200 97")
        first = (await other.type_inline("200 97")).results[0]
        assert first.text == said.text
        assert first.title != "保费 ¥0.60"


async def test_without_a_rate_every_band_is_quoted_and_each_meaning_of_an_unclear_one(talk: Talk) -> None:
    offer = await talk.type_inline("200块的订单保费多少")
    quotes = [result for result in offer.results if result.id.startswith("quote-")]
    assert [quote.title for quote in quotes] == ["保费 ¥0.40", "保费 ¥0.60", "保费 ¥1.00"]
    assert quotes[0].description == "履约率 ≥98% · ¥200.00"
    assert quotes[2].description == "履约率 <95% · ¥200.00"
    unclear = await talk.type_inline("200元的订单，履约率95%以上，保费多少")
    assert [each for each in unclear.ids if each.startswith("quote-")] == ["quote-1", "quote-2"]


@pytest.mark.parametrize(
    "text", ["200元 履约率 120%，保费多少", "30 usd 97%", "99999999999元 97% 保费", "0元 97% 保费"]
)
async def test_what_cannot_be_quoted_offers_no_quote(talk: Talk, text: str) -> None:
    offer = await talk.type_inline(text)
    assert offer.results
    assert not any(each.startswith("quote-") for each in offer.ids)


async def test_what_takes_a_chat_with_the_bot_is_told_below_the_topics(talk: Talk, talk_en: Talk) -> None:
    for person, text in ((talk, "赔120会追回多少"), (talk_en, "what is clawed back of a payout of 120 yuan")):
        offer = await person.type_inline(text)
        assert offer.ids[0] == "faq-clawback"
        assert offer.ids[-1] == "can-do"
    assert (await talk.type_inline("LP00123456789012")).ids == ["can-do", *WELCOME[1:]]


async def test_an_amount_in_another_currency_with_its_exchange_rate_is_quoted(talk: Talk) -> None:
    [said] = await talk.say("30美元，汇率7.2，履约率97%，保费多少")
    first = (await talk.type_inline("30美元，汇率7.2，履约率97%，保费多少")).results[0]
    assert first.text == said.text
    assert "¥216.00" in first.description


async def test_before_anything_is_typed_there_is_an_example_and_a_topic_of_each_group(talk: Talk) -> None:
    offer = await talk.type_inline("  ")
    assert offer.ids == WELCOME
    assert "200 97" in offer.results[0].title
    assert "¥0.60" in offer.results[0].text
    groups = [entry.group for entry in map(talk.services.faq.entry, MOST_ASKED) if entry is not None]
    assert sorted(groups) == sorted(group for group, _ in talk.services.faq.groups)


async def test_what_the_bot_knows_nothing_of_says_where_to_look_then_what_it_can_do(talk: Talk, talk_en: Talk) -> None:
    for person, text in ((talk, "佣金多少"), (talk_en, "how much is the commission")):
        offer = await person.type_inline(text)
        topic = person.services.faq.unsupported("unsupported-commission")
        assert topic is not None
        locale = "zh" if person is talk else "en"
        assert offer.ids == ["unsupported-commission", "can-do", *WELCOME[1:]]
        assert offer.results[0].title == topic.title.to(locale)
        assert topic.where.to(locale) in offer.results[0].text


async def test_small_talk_has_no_title_of_its_own(talk: Talk) -> None:
    first = (await talk.type_inline("讲个笑话")).results[0]
    assert first.id.startswith("unsupported-far-")
    assert first.title == "这个我帮不上"


async def test_words_that_mean_nothing_get_what_the_bot_can_do(talk: Talk, talk_en: Talk) -> None:
    for person in (talk, talk_en):
        offer = await person.type_inline("??")
        assert offer.ids == ["can-do", *WELCOME[1:]]
        assert "200 97" in offer.results[0].text


async def test_every_topic_can_be_offered_in_both_languages_within_telegrams_limits(talk: Talk) -> None:
    for locale in ("zh", "en"):
        writer = inline._Writer(talk.services, locale, talk.services.book_of_today(talk.now))
        entries = list(writer._entries(talk.services.faq.catalogue.entries))
        assert len(entries) == len(talk.services.faq.catalogue.entries)
        for result in entries:
            assert inline._fits(result)
            assert 0 < len(result.description) <= LONGEST_DESCRIPTION
            assert len(result.id.encode()) <= 64


def message(html: str) -> inline.InlineResult:
    return inline.InlineResult("a", "A", "B", html)


def test_of_a_message_that_is_too_long_the_details_are_left_out_whole() -> None:
    details = "<blockquote expandable>" + "赔" * 4096 + "</blockquote>"
    long = message(f"<b>保费</b>\n\n短。\n{details}\n\n<i>出处</i>")
    assert inline._fitted(long).html == "<b>保费</b>\n\n短。\n\n<i>出处</i>"
    short = message("<b>保费</b>\n<blockquote expandable>细节</blockquote>")
    assert inline._fitted(short) == short


@pytest.mark.parametrize(("letter", "most"), [("赔", 4096), ("💰", 2048)])
def test_a_message_has_4096_units_as_telegram_counts_them(letter: str, most: int) -> None:
    assert inline._fits(message(letter * most))
    assert not inline._fits(message(letter * (most + 1)))


async def test_the_same_text_gives_the_same_results_to_everybody(talk: Talk) -> None:
    before = await results(talk.services, "保费", "zh", talk.now)
    await talk.say("/watch LP00123456789012")
    await talk.say("/language")
    await talk.press("English")
    assert await results(talk.services, "保费", "zh", talk.now) == before
    assert (await talk.other(8).type_inline("保费怎么算")).ids == (await talk.type_inline("保费怎么算")).ids


async def test_who_asks_inline_leaves_nothing_behind(talk: Talk) -> None:
    await talk.type_inline("保费怎么算")
    async with talk.services.database.read() as tx:
        assert await chats.find(talk.user_id, tx) is None
    assert talk.services.memory.recall(talk.user_id) is None
    assert talk.services.recent.last_entry(talk.user_id, talk.user_id) is None


@pytest.mark.parametrize(
    ("text", "code", "title", "personal"),
    [
        ("保费怎么算", "en", "保费怎么算", False),
        ("what is the premium", "zh-hans", "How the premium is worked out", False),
        ("premium", "zh-hans", "保费怎么算", True),
        ("premium", "en", "How the premium is worked out", True),
        ("", "en", None, True),
    ],
)
async def test_the_text_chooses_the_language_and_else_the_persons_telegram_whose_answer_is_theirs(
    talk: Talk, text: str, code: str, title: str | None, personal: bool
) -> None:
    talk.language_code = code
    offer = await talk.type_inline(text)
    assert offer.personal is personal
    if title is not None:
        assert offer.results[0].title == title


async def test_results_are_kept_for_minutes_but_never_past_the_midnight_on_which_figures_change(talk: Talk) -> None:
    assert (await talk.type_inline("保费怎么算")).cache_seconds == 300
    talk.moment[0] = datetime(2026, 11, 22, 15, 59, 20, tzinfo=UTC)  # in Beijing a minute before midnight
    assert (await talk.type_inline("保费怎么算")).cache_seconds == 40
