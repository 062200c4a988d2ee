"""How well the FAQ lookup understands, beside what else could look an entry up.

    uv run --group bench python -m tests.bench.faq [dev] [test] [blind] [unseen] [later] [--worst]

Development questions set thresholds; test questions measure; blind, unseen and later ones are opened once per release,
and what came of it is written into ``tests/faq/recorded.yaml``. Every method is run here, over the phrases that the
lookup's weights were trained from. The definitions are in `faq_metrics`, what is left out in `faq_sets`. ``--worst``
names the entries that do worst, and is for dev alone, as nobody is to look at the others' failures.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from bot.faq.entries import load_phrases
from bot.faq.index import FaqIndex
from bot.faq.library import FaqLibrary
from bot.faq.training import examples
from tests.bench import faq_metrics as metrics
from tests.bench import faq_tables as tables
from tests.bench.faq_baselines import Example, NearestPhrase, all_baselines
from tests.bench.faq_methods import Method, Ours, Result, always_three, follow_ups, ours, result, with_thresholds
from tests.bench.faq_sets import LOCALES, NAMES, QuestionSet, fingerprint, load_sets

ROUNDS = 3


def main() -> None:
    """Build, judge, print."""
    options = _options()
    names = [name for name in NAMES if name in (options.sets or NAMES[:2])]
    library = FaqLibrary.load()
    known = examples(load_phrases(library.catalogue))
    sets = load_sets((text for text, _ in known), ["dev", *names])
    methods = _methods(library, known, sets["dev"])
    asked = [sets[name] for name in names]
    buttons = {entry.id: entry.related for entry in library.catalogue}
    print(f"{len(known)} phrases of {len(library.catalogue.entries)} entries and "
          f"{len(library.catalogue.unsupported)} topics that are declined\n")  # fmt: skip
    print(tables.left_out(asked))
    for one in asked:
        followed = follow_ups(Ours(library), one)
        print("\n" + tables.ours(one.name, result(methods[0].judge, one), followed, buttons))
        print("\n" + tables.comparison(one.name, methods, one, buttons))
        print("\n" + tables.naive(one.name, methods, one))
    print("\n" + _times(library, known, [question.text for one in asked for question in one.in_scope]))
    if options.worst:
        print("\nworst on dev\n" + tables.worst(methods[0], sets["dev"]))
    for one in asked:
        if one.name != "dev":
            print("\n" + _to_record(one, result(methods[0].judge, one)))


def _methods(library: FaqLibrary, known: Sequence[Example], dev: QuestionSet) -> list[Method]:
    baselines = all_baselines(known, dev.in_scope)
    entries = library.catalogue.entries
    return [
        ours(library, dev),
        *(with_thresholds(one.name, one, entries, dev) for one in baselines),
        always_three(f"always top 3: {baselines[-1].name}", baselines[-1], entries),
    ]


def _times(library: FaqLibrary, known: Sequence[Example], texts: Sequence[str]) -> str:
    """Each question's best of three rounds, and the best of three times of building; wall-clock time."""
    nearest = NearestPhrase(known)
    took = [[_best(partial(ask, text)) for text in texts] for ask in (library.find, nearest.scores)]
    builds = [_best(partial(FaqIndex.load, library.catalogue)), _best(partial(NearestPhrase, known))]
    figures = [
        ("median of a question", [statistics.median(times) for times in took]),
        ("99th percentile", [statistics.quantiles(times, n=100)[-1] for times in took]),
        ("ready after", builds),
    ]
    rows = [[label, f"{1000 * us:.2f}", f"{1000 * it:.2f}", f"{us / it:.2f}"] for label, (us, it) in figures]
    return tables.table(["milliseconds", "this lookup", nearest.name, "ratio"], rows)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _to_record(asked: QuestionSet, found: Result) -> str:
    """An opening as recorded.yaml has it."""
    wrong, *_ = metrics.wrong_per_100(found.inside, found.outside, metrics.HEADLINE)

    def both(places: int) -> str:
        shares = {locale: metrics.within(found.of(locale).inside, places) for locale in LOCALES}
        return "{" + ", ".join(f"{locale}: {tables.percent(one)}" for locale, one in shares.items()) + "}"

    return "\n".join([
        f"opening of {asked.name} ({fingerprint(asked.name)}), for recorded.yaml:",
        f"    - opened: {datetime.now(UTC).date()}",
        "      note: ",
        "      results:",
        f"        top-1: {both(1)}",
        f"        recall@3: {both(3)}",
        f"        direct answers: {tables.percent(metrics.share(one.is_direct for one in found.inside))}",
        f"        out of scope answered: {tables.percent(metrics.share(one.is_direct for one in found.outside))}",
        f"        wrong direct answers per 100: {wrong:.1f}",
    ])  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="set", help="dev, test, blind, unseen, later; default: dev and test")
    parser.add_argument("--worst", action="store_true", help="name the entries that do worst on dev")
    options = parser.parse_args(sys.argv[1:])
    for name in set(options.sets) - set(NAMES):
        parser.error(f"there is no set '{name}'; write one of {', '.join(NAMES)}")
    return options


if __name__ == "__main__":
    main()
