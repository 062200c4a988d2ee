"""Questions over the wire with the real program and the real lookup: answers, choices, refusals, thumbs, groups."""

import pytest

from bot.faq.library import FaqLibrary
from bot.faq.lookup import Band

pytestmark = pytest.mark.long

VAGUE = (
    *("多少钱", "要多久", "怎么办", "有什么坑", "赔钱", "期限", "什么时候到", "要不要钱", "会不会扣", "条件", "时间"),
    *(
        "how long",
        "time limit",
        "what about the fee",
        "what if it is late",
        "how much time",
        "money back",
        "conditions",
    ),
)


async def ask(person, text, *, to=None):
    await person.send(text, to=to)
    return await (to or person).reply(5)


async def pressed(person, message, label, *, to=None):
    """Press the button of a message whose label holds this; returns the message that answers it."""
    await (await person.press(message, next(each for each in message.labels if label in each))).answered()
    return await (to or person).reply(5)


def vague(library, *, chinese, behind=None):
    """Something short that the lookup of today offers titles for, behind the answer with this title too."""
    after = next((entry.id for entry in library.catalogue if behind in (entry.title.zh, entry.title.en)), None)
    texts = (text for text in VAGUE if text.isascii() != chinese)
    return next(text for text in texts if library.find(text, after=after).band is Band.CHOOSE)


@pytest.fixture(scope="module")
def library():
    return FaqLibrary.load()


async def test_a_question_goes_its_whole_way_in_both_languages(unlimited, start, library):
    mei, ann = unlimited.user(), unlimited.user(language_code="en")
    async with start(unlimited) as bot:
        for seller, chinese, question, title, down, nearest, none, neighbour, declined in (
            (mei, True, "保费怎么算", "保费怎么算", "👎", "也许", "以上都不是", "平台佣金", "不敢乱说"),
            (ann, False, "how is the premium worked out", "How the premium is worked out", "👎", "Maybe",
             "None of these", "platform commission", "won’t guess"),
        ):  # fmt: skip
            answered = await ask(seller, question)
            assert answered.text.startswith(title)
            others = await pressed(seller, answered, down)
            assert nearest in others.text
            second = await pressed(seller, others, others.labels[0])
            assert second.text.startswith(others.labels[0])
            unsure = await ask(seller, vague(library, chinese=chinese, behind=others.labels[0]))
            assert unsure.labels[-1] == none
            chosen = await pressed(seller, unsure, unsure.labels[0])
            assert chosen.text.startswith(unsure.labels[0])
            await (await seller.press(unsure, none)).answered()
            ended = await seller.expect_edit(unsure)
            assert "/" not in ended.text.splitlines()[0]
            assert len(ended.labels) == 1
            refused = await ask(seller, neighbour)
            assert declined in refused.text
            assert "¥" not in refused.text
            thanked = await (await seller.press(answered, "👍 有用" if chinese else "👍 Helpful")).answered()
            assert thanked.text
        assert "handler_failed" not in bot.output


async def test_buttons_of_before_a_kill_are_answered_kindly(unlimited, start):
    seller = unlimited.user()
    async with start(unlimited) as bot:
        answered = await ask(seller, "保费怎么算")
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited) as bot:
        assert (await (await seller.press(answered, "👍 有用")).answered()).text
        assert "请再打一遍" in (await pressed(seller, answered, "👎")).text
        assert "handler_failed" not in bot.output


async def test_in_a_group_a_stranger_cannot_thumb_for_the_one_who_asked(unlimited, start):
    seller, stranger = unlimited.user(), unlimited.user(name="小李")
    group = unlimited.group("店铺群")
    async with start(unlimited):
        await group.join(seller)
        await group.join(stranger)
        answered = await ask(seller, "/faq 保费怎么算", to=group)
        notice = await (await stranger.press(answered, "👎 不是我问的")).answered()
        assert "给提问的人" in notice.text
        await group.expect_silence(0.5)
        assert "也许" in (await pressed(seller, answered, "👎", to=group)).text
