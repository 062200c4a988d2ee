"""The measurement of the lookup itself: each metric on cases counted by hand, and every table of a run."""

from __future__ import annotations

import math

import pytest

from bot.faq.entries import load_entries, load_phrases
from bot.faq.library import FaqLibrary
from bot.faq.lookup import Band
from tests.bench import faq_metrics as metrics
from tests.bench import faq_tables as tables
from tests.bench.faq_baselines import Bm25, Exact, TrigramIndex
from tests.bench.faq_held_back import part_of
from tests.bench.faq_methods import Ours, Thresholded, always_three, follow_ups, ours, result, with_thresholds
from tests.bench.faq_metrics import Judged, Share
from tests.bench.faq_sets import Question, load_sets

INF = math.inf
EXAMPLES = [
    ("保费怎么算", "fee"),
    ("how is the fee worked out", "fee"),
    ("电池没申报", "battery"),
    ("the battery was not declared", "battery"),
    ("can the fee be deducted from tax", "tax"),
    ("广告怎么投", "unsupported-ads"),
]


def _judged(
    topic: str | None, confidence: float = 0.0, band: Band = Band.ANSWER, shown: str = "fee", **scores: float
) -> Judged:
    found = {name.replace("_", "-"): score for name, score in scores.items()} or {"fee": 1.0, "tax": 0.5}
    return Judged(Question("?", "en", topic), found, confidence, band, tuple(shown.split()))


def test_wilsons_interval_is_the_textbooks() -> None:
    low, high = Share(8, 80).interval
    assert (round(low, 3), round(high, 3)) == (0.052, 0.185)
    assert Share(0, 10).interval[0] == 0
    assert Share(10, 10).interval[1] == pytest.approx(1)
    assert math.isnan(Share(0, 0).value)


def test_ties_are_broken_against_the_method() -> None:
    tied = _judged("fee", fee=1.0, tax=1.0, battery=0.5)
    assert tied.rank == 2
    assert metrics.first_of(tied) == "tax"
    assert _judged("battery", fee=1.0, tax=1.0, battery=0.5).rank == 3
    assert _judged("ranking", fee=1.0).rank == INF
    assert metrics.within([tied, _judged("fee")], 1) == Share(1, 2)
    assert metrics.reciprocal_rank([tied, _judged("fee"), _judged("ranking")]) == pytest.approx((0.5 + 1 + 0) / 3)


def test_a_direct_answer_is_wrong_unless_it_is_the_questions_own() -> None:
    assert not _judged("fee").is_wrong
    assert _judged("tax").is_wrong
    assert _judged(None).is_wrong
    assert not _judged(None, band=Band.CHOOSE).is_wrong
    assert not _judged("tax", band=Band.DECLINE, shown="").is_wrong
    assert not _judged("tax", band=Band.TOOL, shown="fee tax").is_wrong
    assert _judged(None, band=Band.TOOL, shown="fee").is_wrong


def test_wrong_answers_are_weighed_by_the_share_of_strangers() -> None:
    inside = [_judged("fee")] * 9 + [_judged("tax")]
    outside = [_judged(None, band=Band.DECLINE, shown="")] * 4 + [_judged(None)]
    assert [metrics.wrong_per_100(inside, outside, share)[0] for share in (0.0, 0.3, 1.0)] == pytest.approx(
        [10, 13, 20]
    )
    _, low, high = metrics.wrong_per_100(inside, outside, 0.3)
    assert 0 < low < 13 < high < 60


def test_auroc_counts_pairs_and_halves_of_ties() -> None:
    inside = [_judged("fee", one) for one in (3.0, 2.0, 1.0)]
    assert metrics.auroc(inside, [_judged(None, 0.0), _judged(None, -INF)]) == 1
    assert metrics.auroc(inside, [_judged(None, 2.0)]) == 0.5
    assert metrics.auroc(inside, [_judged(None, 4.0)]) == 0
    assert metrics.auroc([_judged("fee", -INF)], [_judged(None, -INF)]) == 0.5


def test_the_risk_area_is_the_mean_risk_over_all_coverages() -> None:
    right, wrong, stranger = _judged("fee", 3.0), _judged("tax", 2.0), _judged(None, 1.0)
    curve = metrics.risks([right, wrong], [stranger], 0.3)
    assert [value for step in curve for value in step] == pytest.approx([0.35, 0, 0.7, 0.5, 1.0, 0.65])
    assert metrics.risk_area(curve) == pytest.approx(0.35 * 0 + 0.35 * 0.5 + 0.3 * 0.65)
    assert [metrics.risk_at(curve, coverage) for coverage in (0.1, 0.7, 1.0)] == pytest.approx([0, 0.5, 0.65])
    tied, behind = ([_judged(None, confidence)] for confidence in (3.0, 2.0))
    assert metrics.risk_area(metrics.risks([right], tied)) > metrics.risk_area(metrics.risks([right], behind))


def test_mcnemar_is_the_exact_binomial_test_of_the_questions_on_which_they_differ() -> None:
    right, wrong = _judged("fee"), _judged("tax")
    assert metrics.mcnemar([right] * 10 + [wrong] * 5, [wrong] * 8 + [right] * 2 + [wrong] * 3 + [right] * 2) == (
        pytest.approx(2 * (1 + 10 + 45) / 2**10)
    )
    assert metrics.mcnemar([right, wrong], [right, wrong]) == 1


def test_taps_are_counted_by_the_shortest_way_over_the_buttons() -> None:
    buttons = {"fee": ["tax"], "tax": ["ranking"], "ranking": ["battery"]}
    assert metrics.taps(_judged("fee"), buttons) == 0
    assert metrics.taps(_judged("tax"), buttons) == 1
    assert metrics.taps(_judged("ranking"), buttons) == 2
    assert metrics.taps(_judged("battery"), buttons) == INF
    assert metrics.taps(_judged("tax", band=Band.CHOOSE, shown="fee tax"), buttons) == 1
    assert metrics.taps(_judged("tax", band=Band.CHOOSE, shown="fee"), buttons) == 2
    assert metrics.taps(_judged("ranking", band=Band.CHOOSE, shown="fee"), buttons) == INF
    assert metrics.taps(_judged("fee", band=Band.DECLINE, shown=""), buttons) == INF


def test_a_threshold_is_the_lowest_that_keeps_the_rule() -> None:
    inside = [_judged("fee", 100.0 - number) for number in range(95)] + [_judged("tax", 50.5), _judged("tax", 1.5)]
    outside = [_judged(None, 10.5), _judged(None, 3.5)] + [_judged(None, -INF)] * 60
    bar = metrics.widest([*inside, *outside], lambda answered: metrics.honest(answered, len(inside), len(outside)))
    assert bar == 6.0
    assert metrics.widest(inside, metrics.naive) == 1.5
    assert metrics.widest([_judged("tax", 5.0)], metrics.naive) == INF


@pytest.mark.parametrize("method", [Exact, TrigramIndex, Bm25])
def test_a_baseline_finds_a_phrase_in_another_writing_and_nothing_in_noise(method) -> None:  # type: ignore[no-untyped-def]
    built = method(EXAMPLES)
    for text, topic in (("保费怎么算", "fee"), ("How is the FEE worked out", "fee"), ("广告怎么投", "unsupported-ads")):
        scores = built.scores(text)
        assert max(scores, key=lambda one: scores[one]) == topic
    for text in ("", "😀", '"', "%", "xyzzy"):
        assert not set(built.scores(text)) - {"fee", "battery", "tax", "unsupported-ads"}
    assert built.scores("xyzzy") == {}


def test_a_baseline_answers_offers_and_declines_by_its_thresholds() -> None:
    method = Thresholded(Bm25(EXAMPLES), {"fee", "battery", "tax"}, answer_from=1.0, choose_from=0.1)
    assert method.judge(Question("保费怎么算", "zh")).shown == ("fee",)
    assert method.judge(Question("xyzzy", "en")).band is Band.DECLINE
    ads = method.judge(Question("广告怎么投", "zh"))
    assert (ads.band, ads.shown, ads.confidence) == (Band.CHOOSE, ("fee",), -INF)
    three = always_three("three", Bm25(EXAMPLES), {"fee", "battery", "tax"}).judge(Question("the fee", "en"))
    assert three.band is Band.CHOOSE
    assert len(three.shown) == 3


def test_every_table_of_a_run_is_printed() -> None:
    library = FaqLibrary.load()
    dev = load_sets([], ["dev"])["dev"]
    entries, known = library.catalogue.entries, [(entry.title.zh, entry.id) for entry in library.catalogue]
    methods = [ours(library, dev), with_thresholds("BM25", Bm25(known), entries, dev)]
    methods.append(always_three("three", Exact(known), entries))
    buttons = {entry.id: entry.related for entry in library.catalogue}
    found = result(methods[0].judge, dev)
    text = tables.ours("dev", found, follow_ups(Ours(library), dev), buttons)
    lines = {line.split("|")[1].strip(): [cell.strip() for cell in line.split("|")[2:-1]] for line in text.splitlines()}
    assert lines["in-scope questions"] == ["204", "136", "340"]
    assert lines["near out-of-scope questions"][2] == "110"
    assert lines["minimal pairs"][2] == "40"
    assert lines["follow-ups"][2] == "30"
    compared = tables.comparison("dev", methods, dev, buttons).splitlines()
    assert len(compared) == 3 + len(methods)
    assert len({line.count("|") for line in compared[:-1]}) == 1
    assert len(tables.naive("dev", methods, dev).splitlines()) == 2 + 2
    assert "340 - 0 - 0" in tables.left_out([dev])
    assert len([line for line in tables.worst(methods[0], dev).splitlines() if " of " in line]) >= 5


def test_what_is_held_back_is_a_fifth_and_nothing_is_learned_from_it() -> None:
    for lines in load_phrases(load_entries()).values():
        held, left = part_of(lines, held=True), part_of(lines, held=False)
        for whole, asked, known in ((lines.zh, held.zh, left.zh), (lines.en, held.en, left.en)):
            assert set(asked).isdisjoint(known)
            assert sorted((*asked, *known)) == sorted(whole)
            assert len(asked) == -(-len(whole) // 5)
