"""The tables of the lookup's measurement, as Markdown."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.faq.lookup import Band
from tests.bench import faq_metrics as metrics
from tests.bench.faq_methods import Method, Result, result
from tests.bench.faq_metrics import HEADLINE, SHARES, Judged, Share
from tests.bench.faq_sets import LOCALES, FollowUp, QuestionSet

Row = Sequence[str]
Buttons = Mapping[str, Collection[str]]
"""The entries that the buttons under each entry's answer lead to."""
COVERAGES = (0.3, 0.5, 0.6, 0.7)
"""Shares of all questions, 30 % of which are out of scope, at which the risk-coverage curve is looked at."""
_BANDS = {Band.ANSWER: "answered", Band.CHOOSE: "offered", Band.DECLINE: "declined", Band.TOOL: "to a tool"}


def table(head: Row, rows: Sequence[Row]) -> str:
    """Markdown, its columns in line."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
             for row in (head, *rows)]  # fmt: skip
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def left_out(sets: Sequence[QuestionSet]) -> str:
    """How many questions count, of how many, and why the others do not."""
    head = ["left out", *(one.name for one in sets)]
    kinds = sets[0].written
    rows = [
        [kind.replace("_", "-"), *(f"{one.written[kind]} - {one.leaks[kind]} - {one.repeats[kind]}" for one in sets)]
        for kind in kinds
    ]
    return table(head, rows) + "\n(written - as good as a phrase of the index - in an earlier set)"


def ours(name: str, found: Result, followed: Sequence[tuple[FollowUp, Judged]], buttons: Buttons) -> str:
    """Everything that is counted of the lookup itself, in each language and in both."""
    parts = {**{locale: found.of(locale) for locale in LOCALES}, "both": found}
    columns = [_column(part, buttons) for part in parts.values()]
    for locale, column in zip(parts, columns, strict=True):
        column |= _followed([judged for one, judged in followed if locale in ("both", one.locale)])
    rows = [[label, *(column[label] for column in columns)] for label in columns[0]]
    return table([name, *parts], rows)


def _column(found: Result, buttons: Buttons) -> dict[str, str]:
    inside, bands = found.inside, Counter(one.band for one in found.inside)
    pressed = [metrics.taps(one, buttons) for one in inside]
    column = {
        "in-scope questions": str(len(inside)),
        "top-1 %": bounded(metrics.within(inside, 1)),
        "recall@3 %": bounded(metrics.within(inside, 3)),
        "MRR": f"{metrics.reciprocal_rank(inside):.3f}",
        "direct answers % of in-scope": bounded(metrics.share(one.is_direct for one in inside)),
        "of them right %": bounded(metrics.share(not one.is_wrong for one in inside if one.is_direct)),
        "offered a choice %": percent(Share(bands[Band.CHOOSE], len(inside))),
        "declined %": percent(Share(bands[Band.DECLINE], len(inside))),
        "to a tool %": percent(Share(bands[Band.TOOL], len(inside))),
        "right with no tap %": percent(metrics.share(taps == 0 for taps in pressed)),
        "right within one tap %": percent(metrics.share(taps <= 1 for taps in pressed)),
        "right within two taps %": percent(metrics.share(taps <= 2 for taps in pressed)),
    }
    for strangers in SHARES:
        value, low, high = metrics.wrong_per_100(inside, found.outside, strangers)
        column[f"wrong direct answers per 100, {strangers:.0%} out of scope"] = f"{value:.1f} ({low:.1f}-{high:.1f})"
    for kind, outside in (("near", found.near), ("far", found.far)):
        column[f"{kind} out-of-scope questions"] = str(len(outside))
        for band, word in _BANDS.items():
            hits = metrics.share(one.band is band for one in outside)
            column[f"{kind} {word} %"] = bounded(hits) if band is Band.ANSWER else percent(hits)
        column[f"{kind} AUROC"] = f"{metrics.auroc(inside, outside):.3f}"
    curve = metrics.risks(inside, found.outside)
    for coverage in COVERAGES:
        column[f"wrong % of the surest {coverage:.0%}"] = f"{100 * metrics.risk_at(curve, coverage):.1f}"
    column["area under risk-coverage"] = f"{metrics.risk_area(curve):.4f}"
    return column | _pairs(found) | _two(found)


def _pairs(found: Result) -> dict[str, str]:
    own = [all(side.rank == 1 for side in pair) for pair in found.pairs]
    apart = [metrics.first_of(left) != metrics.first_of(right) for left, right in found.pairs]
    return {
        "minimal pairs": str(len(own)),
        "on different topics %": percent(metrics.share(apart)),
        "both on their own %": bounded(metrics.share(own)),
    }


def _two(found: Result) -> dict[str, str]:
    ranked = [(one.topics, sorted(judged.scores, key=lambda topic: -judged.scores[topic])) for one, judged in found.two]
    return {
        "messages of two intents": str(len(ranked)),
        "either first %": percent(metrics.share(bool(topics & set(order[:1])) for topics, order in ranked)),
        "both in three %": percent(metrics.share(len(topics & set(order[:3])) >= 2 for topics, order in ranked)),
    }


def _followed(judged: Sequence[Judged]) -> dict[str, str]:
    return {
        "follow-ups": str(len(judged)),
        "first %": percent(metrics.within(judged, 1)),
        "answered right %": percent(metrics.share(one.is_direct and not one.is_wrong for one in judged)),
        "answered wrong %": percent(metrics.share(one.is_wrong for one in judged)),
        "among the choices %": percent(metrics.share(
            one.band is Band.CHOOSE and one.question.topic in one.shown for one in judged)),
    }  # fmt: skip


def comparison(name: str, methods: Sequence[Method], asked: QuestionSet, buttons: Buttons) -> str:
    """Every method on one set, in both languages together but for top-1 and its p-values against the first method."""
    head = [name, "top-1 zh %", "top-1 en %", "recall@3 %", "MRR", "direct %", "wrong direct per 100",
            "near answered %", "far answered %", "within one tap %", "AUROC near", "AUROC far", "risk area",
            "pairs own %", "p zh", "p en"]  # fmt: skip
    results = [result(method.judge, asked) for method in methods]
    rows = []
    for method, found in zip(methods, results, strict=True):
        inside = found.inside
        value, low, high = metrics.wrong_per_100(inside, found.outside, HEADLINE)
        same = found is results[0]
        rows.append([
            method.name,
            *(percent(metrics.within(found.of(locale).inside, 1)) for locale in LOCALES),
            percent(metrics.within(inside, 3)),
            f"{metrics.reciprocal_rank(inside):.3f}",
            percent(metrics.share(one.is_direct for one in inside)),
            f"{value:.1f} ({low:.1f}-{high:.1f})",
            *(percent(metrics.share(one.is_direct for one in part)) for part in (found.near, found.far)),
            percent(metrics.share(metrics.taps(one, buttons) <= 1 for one in inside)),
            *(f"{metrics.auroc(inside, part):.3f}" for part in (found.near, found.far)),
            f"{metrics.risk_area(metrics.risks(inside, found.outside)):.4f}",
            percent(metrics.share(all(side.rank == 1 for side in pair) for pair in found.pairs)),
            *("" if same else _p(results[0].of(locale), found.of(locale)) for locale in LOCALES),
        ])  # fmt: skip
    note = "(what is as good as a phrase is left out, so that exact match has nothing to find)"
    return f"{table(head, rows)}\n{note}"


def _p(ours: Result, theirs: Result) -> str:
    return f"{metrics.mcnemar(ours.inside, theirs.inside):.2g}"


def naive(name: str, methods: Sequence[Method], asked: QuestionSet) -> str:
    """What a threshold that never saw an out-of-scope question would do."""
    head = [f"{name}: threshold from in-scope questions alone", "direct %", "near answered %", "far answered %",
            "wrong direct per 100"]  # fmt: skip
    rows = []
    for method in methods:
        if method.sheer is None:
            continue
        found = result(method.sheer, asked)
        value, low, high = metrics.wrong_per_100(found.inside, found.outside, HEADLINE)
        parts = (found.inside, found.near, found.far)
        shares = [percent(metrics.share(one.is_direct for one in part)) for part in parts]
        rows.append([method.name, *shares, f"{value:.1f} ({low:.1f}-{high:.1f})"])
    return table(head, rows)


def worst(method: Method, dev: QuestionSet, count: int = 5) -> str:
    """Entries with the fewest of their questions first, and what was first instead; of dev only."""
    by_entry = defaultdict(list)
    for question in dev.in_scope:
        by_entry[str(question.topic)].append(method.judge(question))
    order = sorted(by_entry, key=lambda entry: (metrics.within(by_entry[entry], 1).value, entry))[:count]
    lines = []
    for entry in order:
        first = metrics.within(by_entry[entry], 1)
        lines.append(f"{entry}: {first.hits} of {first.of}")
        lines += [
            f"    {one.question.text} -> {metrics.first_of(one)} ({_BANDS[one.band]})"
            for one in by_entry[entry]
            if one.rank > 1
        ]
    return "\n".join(lines)


def percent(share: Share) -> str:
    """Without its sign; a dash for a share of none."""
    return "-" if math.isnan(share.value) else f"{100 * share.value:.1f}"


def bounded(share: Share) -> str:
    """A percentage and its Wilson interval."""
    low, high = share.interval
    return f"{percent(share)} ({100 * low:.0f}-{100 * high:.0f})"
