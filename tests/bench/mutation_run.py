"""Runs the tests of `rules` against one mutant after another, each in a process forked for it.

The fork has the interpreter, pytest and hypothesis, but nothing of `rules` or the tests: it imports the mutated module
as if it were the file's content, and everything else as it is. A survey of the unchanged sources comes first: which
functions of `rules` each test calls, itself, in its fixtures or while its module is imported, and how long it takes.
A mutant meets only the tests that call its function until one fails: the slow ones last, else the module's own first,
then those of the files that noticed most of its other mutants. One that is said to be no different meets no slow ones.

Hypothesis draws the same examples every time and does not shrink. The limit of a mutant is in processor time, so that
a busy machine makes no timeouts. Works in the current folder, which holds a copy of the sources.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis

from tests.bench.mutation_imports import Rewritten
from tests.bench.mutation_tests import INI, Only, Test, run_tests, survey

KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"
_SECONDS, _TIMES_THE_SURVEY = 5, 5
_MOST_MEMORY = 4 << 30
_SLOW = 0.3


@dataclass(frozen=True, slots=True)
class Mutant:
    """One comparison of a module and what stands there instead; `start` and `end` are its place in the source."""

    module: str
    function: str
    line: int
    code: str
    becomes: str
    start: int
    end: int
    text: str
    explained: bool = False

    @property
    def file(self) -> str:
        """Of the module."""
        return self.module.replace(".", "/") + ".py"

    @property
    def change(self) -> str:
        """What is told of it."""
        return f"{self.code} -> {self.becomes}"

    def rewrite(self, name: str, source: str) -> str | None:
        """The module with the change in it; None for any other module."""
        return source[: self.start] + self.text + source[self.end :] if name == self.module else None


def noticed_in(mutant: Mutant, tests: Sequence[Test], first: Counter[str]) -> str:
    """The test file that notices a mutant, or "". In a process of its own, as nothing is imported anew."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    sys.meta_path.insert(0, Rewritten(mutant.rewrite))
    groups: dict[tuple[bool, str], list[Test]] = defaultdict(list)
    for test in sorted(tests, key=lambda test: test.seconds):
        groups[test.seconds > _SLOW, test.file].append(test)
    own = f"test_{mutant.module.split('.')[-1]}.py"

    def rank(group: tuple[bool, str]) -> tuple[bool, bool, int, float]:
        slow, file = group
        return slow, not file.endswith(own), -first[file], sum(test.seconds for test in groups[group])

    for group in sorted(groups, key=rank):
        if group[0] and mutant.explained:
            break
        limit = time.process_time() + _SECONDS + _TIMES_THE_SURVEY * sum(test.seconds for test in groups[group])
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), resource.RLIM_INFINITY))
        if run_tests([group[1], "-x"], Only(test.id for test in groups[group])):
            return group[1]
    return ""


def in_forks(workers: int, work: Iterable[Callable[[], Any]]) -> Iterator[tuple[int, Any]]:
    """The index of each piece of work and what it came to, as they end; None for one that was killed."""
    waiting, running = enumerate(work), dict[int, tuple[int, Path]]()
    while True:
        while len(running) < workers and (following := next(waiting, None)):
            index, task = following
            answer = Path(f"answer-{index}.json")
            running[_fork(task, answer)] = index, answer
        if not running:
            return
        process, _ = os.wait()
        index, answer = running.pop(process)
        result = json.loads(answer.read_bytes()) if answer.exists() else None
        if isinstance(result, dict) and "broken" in result:
            raise SystemExit(result["broken"])
        yield index, result


def _fork(task: Callable[[], Any], answer: Path) -> int:
    process = os.fork()
    if process:
        return process
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    try:
        result = task()
    except BaseException:
        result = {"broken": traceback.format_exc()}
    answer.write_text(json.dumps(result), "utf-8")
    os._exit(0)


def run(mutants: Sequence[Mutant], files: Sequence[str], workers: int, tell: Callable[[dict[str, Any]], None]) -> None:
    """Surveys the test files and tries all mutants; `tell` takes the events as they come."""
    hypothesis.settings.register_profile(
        "mutations",
        derandomize=True, database=None, deadline=None, max_examples=40,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutations")
    Path("mutations.ini").write_text(INI, "utf-8")
    began, found, imports = time.monotonic(), list[Test](), set[str]()
    for index, result in in_forks(workers, [lambda file=file: survey(file) for file in files]):
        if result is None:
            raise SystemExit(f"{files[index]} cannot be run")
        for name in result["failed"]:
            tell({"failed": name})
        kept = [test for test in result["tests"] if test[0] not in result["failed"]]
        found += [Test(files[index], name, seconds, frozenset(calls)) for name, seconds, calls in kept]
        imports.update(result["imports"])
    for name in sorted(imports):
        with suppress(ImportError):
            __import__(name)
    tell({"tests": len(found), "seconds": time.monotonic() - began})
    chosen = [[test for test in found if test.calls_it(one.module, one.function)] for one in mutants]
    noticed: dict[str, Counter[str]] = defaultdict(Counter)
    work = [
        lambda one=one, tests=tests: noticed_in(one, tests, noticed[one.module])
        for one, tests in zip(mutants, chosen, strict=True)
    ]
    for index, file in in_forks(workers, work):
        if file:
            noticed[mutants[index].module][file] += 1
        outcome = TIMEOUT if file is None else KILLED if file else SURVIVED
        tell({"mutant": index, "outcome": outcome, "tests": len(chosen[index])})


def main() -> None:
    """Takes what is to be done from the standard input and writes each event to the standard output as a line."""
    os.nice(15)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    wanted = json.load(sys.stdin)
    mutants = [Mutant(**one) for one in wanted["mutants"]]
    run(mutants, wanted["files"], wanted["workers"], lambda event: print(json.dumps(event), flush=True))


if __name__ == "__main__":
    main()
