"""Questions: topics by button, answers to free text, and what happens when nothing fits."""

from __future__ import annotations

import pytest

from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def test_the_topic_menu_leads_to_an_answer_and_back_in_one_message(talk: Talk) -> None:
    menu = await answer(talk, "/faq")
    assert len(menu.buttons) == 6
    [group] = await talk.press("保费和税")
    [entry] = await talk.press("保费怎么算")
    assert entry.text.startswith("保费怎么算")
    [group_again] = await talk.press("同类问题")
    assert group_again.buttons == group.buttons
    [menu_again] = await talk.press("全部话题")
    assert menu_again.buttons == menu.buttons
    assert {group.message_id, entry.message_id, menu_again.message_id} == {menu.message_id}


async def test_every_topic_can_be_reached_and_names_its_source(talk: Talk) -> None:
    menu = await answer(talk, "/faq")
    titles = []
    for group in menu.buttons:
        [listed] = await talk.press(group, on=menu)
        for title in listed.buttons[:-1]:
            [entry] = await talk.press(title, on=listed)
            assert entry.text.startswith(title)
            assert "出处：" in entry.text
            titles.append(title)
    assert len(titles) == len(set(titles)) == 34


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("谁来承保", "谁来承保"),
        ("/faq 保费怎么算", "保费怎么算"),
        ("买家无理由拒收能赔吗", None),
        ("怎么开通", "怎么开通"),
    ],
)
async def test_a_question_is_answered_under_the_title_of_its_topic(
    talk: Talk, question: str, title: str | None
) -> None:
    said = await answer(talk, question)
    assert "出处：" in said.text
    if title is not None:
        assert said.text.startswith(title)


async def test_an_english_question_is_answered_in_english(talk_en: Talk) -> None:
    said = await answer(talk_en, "how is the premium worked out")
    assert "Source:" in said.text


async def test_an_answer_leads_on_to_related_topics_and_to_the_next_step(talk: Talk) -> None:
    said = await answer(talk, "保费怎么算")
    assert said.buttons[0] == "算一单保费"
    [related] = await talk.press(said.buttons[2])
    assert related.text.startswith(said.buttons[2])
    [asked] = await talk.press("算一单保费")
    assert "/quote" in asked.text


@pytest.mark.parametrize(("topic", "step"), [("怎么开通", "查我的店铺"), ("预警怎么设置", "提醒设置")])
async def test_each_group_has_its_next_step(talk: Talk, topic: str, step: str) -> None:
    assert step in (await answer(talk, topic)).buttons


async def test_a_neighbouring_topic_is_declined_by_its_name(talk: Talk) -> None:
    said = await answer(talk, "/faq 平台佣金怎么收")
    assert said.text.startswith("平台佣金")
    assert "不敢乱说" in said.text


async def test_a_question_of_another_world_offers_what_the_bot_can_do(talk: Talk) -> None:
    said = await answer(talk, "今天天气怎么样")
    assert said.buttons == ["我能帮什么"]
    assert "/quote" in (await talk.press("我能帮什么"))[0].text


@pytest.mark.parametrize("text", ["你好", "Hi!", "在吗？", "你能做什么"])
async def test_a_greeting_is_greeted_back(talk: Talk, text: str) -> None:
    assert "Peifu" in (await answer(talk, text)).text


@pytest.mark.parametrize("text", ["谢谢", "好的", "thanks!", "OK"])
async def test_thanks_are_no_question(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert "资料里没有" not in said.text
    assert len(said.text) < 60


@pytest.mark.parametrize("text", ["再见", "拜拜～", "先这样吧。", "bye!"])
async def test_a_goodbye_is_no_question(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert said.text.startswith("再见，生意兴隆")
    assert said.buttons == []


@pytest.mark.parametrize("text", ["good night", "That’s all."])
async def test_a_goodbye_in_english_is_no_question(talk_en: Talk, text: str) -> None:
    assert (await answer(talk_en, text)).text.startswith("Goodbye, and good sales!")


@pytest.mark.parametrize("text", ["你是机器人吗？", "是真人吗", "你是人还是机器人", "are you a bot?", "Are you human?"])
async def test_whoever_asks_hears_that_it_is_a_program(talk: Talk, text: str) -> None:
    said = await answer(talk, text)
    assert said.text.startswith(("我是程序，不是真人", "I’m a program, not a person"))
    assert "/ask" not in said.text, "nobody would read it"
    assert len(said.buttons) == 1


@pytest.mark.parametrize("data", ["fe:nonsense:1", "fg:nonsense"])
async def test_a_topic_that_no_longer_exists_leads_to_the_menu(talk: Talk, data: str) -> None:
    [said] = await talk.press_data(data)
    assert len(said.buttons) == 6


async def test_too_long_a_question_is_asked_to_be_shorter(talk: Talk) -> None:
    said = await answer(talk, "/faq " + "保费怎么算" * 300)
    assert "太长了" in said.text


async def test_an_open_question_is_remembered_when_nothing_fits(talk: Talk) -> None:
    await talk.say("/eligible")
    said = await answer(talk, "今天天气怎么样啊")
    assert "1/6" in said.text  # the dialogue asks again rather than losing the thread


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("保费", "保费怎么算"),
        ("为什么我的理赔没通过", "为什么赔不下来"),
        ("72小时是什么意思", "补救黄金期"),
        ("保费太贵了", "怎样少交保费"),
        ("赔了以后要我自己掏钱吗", "赔完之后会向我追偿多少"),
    ],
)
async def test_a_seller_in_her_own_words_gets_the_topic_she_means(talk: Talk, asked: str, title: str) -> None:
    assert (await answer(talk, asked)).text.startswith(title)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("why was my claim rejected", "Why a payout fails"),
        ("buyer refused the parcel, am I covered", "Returns without a reason"),
        ("are parcels by UPS excluded", "Orders outside the programme"),
        ("how do I turn it on", "How to switch it on"),
    ],
)
async def test_an_english_question_in_plain_words_gets_the_topic_it_means(
    talk_en: Talk, asked: str, title: str
) -> None:
    assert (await answer(talk_en, asked)).text.startswith(title)


async def test_a_source_is_cited_with_chinese_punctuation(talk: Talk) -> None:
    cited = (await answer(talk, "个体户能用吗")).text.partition("出处：")[2]
    assert "常见问题：" in cited
    assert ":" not in cited
    assert "," not in cited


async def test_who_asks_where_a_parcel_is_learns_that_it_can_be_watched(talk: Talk) -> None:
    said = await answer(talk, "帮我看看 LP00123456789012 到哪了")
    assert said.text.startswith("轨迹我自己查不了，可以替你盯着")
    assert said.buttons == ["盯包裹"]
