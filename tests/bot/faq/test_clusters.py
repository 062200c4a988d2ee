"""Questions asked alike are put together, the same way every time, and quickly."""

from __future__ import annotations

import random
import threading
import time
from functools import cache

import pytest

from bot.faq.clusters import Cluster, LastClusters, clusters
from bot.faq.entries import load_entries
from bot.faq.index import FaqIndex

APPEAL = ("zh", "申诉被驳回了怎么办")
APPEAL_TOO = ("zh", "申诉被驳回怎么办啊")
PAYPAL = ("zh", "钱能打到PayPal吗")
PAYPAL_TOO = ("zh", "打到paypal可以吗")
BADGE = ("en", "what does the little shield mean")
BADGE_TOO = ("en", "the little shield next to my orders")
WORDS = "申诉 驳回 提现 保证金 广告 流量 运费 模板 店铺 关闭 退款 买家 差评 发货 仓库 物流 包裹 平台 活动 结算"


@cache
def index() -> FaqIndex:
    return FaqIndex.load(load_entries())


def grouped(*questions: tuple[str, str]) -> list[tuple[int, ...]]:
    return [cluster.places for cluster in clusters(questions, index().weighed)]


def test_what_is_asked_alike_is_together_and_what_is_not_is_apart() -> None:
    assert grouped(APPEAL, PAYPAL, BADGE, APPEAL_TOO, BADGE_TOO, PAYPAL_TOO) == [(0, 3), (1, 5), (2, 4)]


def test_nothing_asked_makes_no_cluster() -> None:
    assert clusters((), index().weighed) == ()


def test_two_kinds_are_never_put_together() -> None:
    assert grouped(("zh", "paypal"), ("en", "paypal"), ("zh ads", "paypal")) == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("申诉被驳回了怎么办", "申訴被駁回了怎麼辦"),
        ("退货运费险", "tuihuo yunfei xian"),
        ("REFUND SHIELDS", "refund shield"),
    ],
)
def test_one_question_in_two_writings_is_one_cluster(one: str, other: str) -> None:
    assert grouped(("zh", one), ("zh", other)) == [(0, 1)]


def test_a_text_without_anything_to_compare_is_like_itself_alone() -> None:
    assert index().weighed("ถามหน่อย") == {}
    assert grouped(("zh", "ถามหน่อย"), ("zh", "🙂"), ("zh", "ถามหน่อย"), APPEAL) == [(0, 2), (1,), (3,)]


def test_more_questions_do_not_take_a_cluster_apart() -> None:
    first = [APPEAL, PAYPAL, APPEAL_TOO]
    before = grouped(*first)
    after = grouped(*first, BADGE, PAYPAL_TOO, ("zh", "申诉要多久"), ("zh", "PayPal 提现"))
    assert all(set(small) <= set(large) for small, large in zip(before, after, strict=False))


def test_a_questions_own_words_are_clearer_than_those_with_masked_digits() -> None:
    masked = ("zh", "申诉被驳回了怎么办 ####")
    (cluster,) = clusters([masked, APPEAL_TOO], index().weighed)
    assert cluster == Cluster((0, 1), clearest=1)


def test_the_clearest_is_the_one_that_most_of_them_resemble() -> None:
    (cluster,) = clusters(
        [("zh", "我上个月那个申诉被驳回了怎么办才好呢谢谢"), APPEAL, APPEAL_TOO, ("zh", "申诉被驳回了")],
        index().weighed,
    )
    assert cluster.clearest in (1, 2)


def test_the_same_words_twice_have_the_first_for_their_clearest() -> None:
    (cluster,) = clusters([PAYPAL, PAYPAL, PAYPAL], index().weighed)
    assert cluster == Cluster((0, 1, 2), clearest=0)


def test_every_question_is_in_exactly_one_cluster_and_five_hundred_take_well_under_a_second() -> None:
    generator = random.Random(7)
    words = [
        "申诉",
        "驳回",
        "提现",
        "保证金",
        "广告",
        "流量",
        "运费",
        "模板",
        "店铺",
        "关闭",
        "退款",
        "买家",
        "差评",
        "发货",
        "仓库",
        "物流",
        "包裹",
        "平台",
        "活动",
        "结算",
    ]
    questions = [
        (generator.choice(("zh", "en")), "".join(generator.choices(words, k=generator.randint(2, 6))) + str(place))
        for place in range(500)
    ]
    started = time.perf_counter()
    found = clusters(questions, index().weighed)
    assert time.perf_counter() - started < 1
    assert sorted(place for cluster in found for place in cluster.places) == list(range(500))
    assert all(cluster.clearest in cluster.places for cluster in found)
    assert len(found) < 400
    assert clusters(questions, index().weighed) == found


async def test_the_same_questions_are_grouped_once_and_others_anew() -> None:
    read: list[str] = []

    def features(text: str) -> dict[str, float]:
        read.append(text)
        assert threading.current_thread() is not threading.main_thread(), "the event loop waits for it"
        return {text: 1.0}

    last = LastClusters()
    asked = [(1, "zh", "a"), (2, "zh", "b"), (3, "zh", "a")]
    first = await last.of(asked, features)
    assert [cluster.places for cluster in first] == [(0, 2), (1,)]
    assert await last.of(list(asked), features) == first
    assert read == ["a", "b"]
    later = await last.of([(1, "zh", "a"), (3, "zh", "c")], features)
    assert [cluster.places for cluster in later] == [(0,), (1,)]
    assert read == ["a", "b", "a", "c"]
