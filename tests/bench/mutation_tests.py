"""pytest inside a forked process: which functions of `rules` each test calls, and a run of chosen tests alone."""

from __future__ import annotations

import builtins
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest

from tests.bench.mutation_imports import RECORDER, Rewritten, recording

OWN = ("rules", "tests")
INI = "[pytest]\nmarkers = long\nfilterwarnings = error\n"
_NOTICED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
_UNDERSTOOD = (*_NOTICED, pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


class Test(NamedTuple):
    """One test as the survey found it."""

    file: str
    id: str
    seconds: float
    calls: frozenset[str]
    """`module:function`, of the functions of `rules`."""

    def calls_it(self, module: str, function: str) -> bool:
        """Whether it calls the function, or anything of the module where "" stands for the module's own code."""
        if function:
            return f"{module}:{function}" in self.calls
        return any(call.startswith(f"{module}:") for call in self.calls)


class Survey:
    """Plugin of a run over the unchanged sources."""

    def __init__(self) -> None:
        self.shared: set[str] = set()
        """What is called outside of any one test."""
        self.tests: list[tuple[str, float, set[str]]] = []
        self.failed: list[str] = []
        self._now = self.shared

    def called(self, function: str) -> None:
        """Notes a call of a function of `rules`."""
        self._now.add(function)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """What a fixture of many tests calls, it calls for all of them."""
        before = self._now
        if fixturedef.scope != "function":
            self._now = self.shared
        try:
            return (yield)
        finally:
            self._now = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test."""
        self._now = set()
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.tests.append((item.nodeid, time.process_time() - began, self._now))
            self._now = self.shared

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails without any change tells nothing of a mutant."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """The same for a file."""
        if report.failed:
            self.failed.append(report.nodeid)


class Only:
    """Plugin that runs the tests of one file that were chosen, in their order."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._place = {name: place for place, name in enumerate(ids)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drops the others."""
        items[:] = sorted((item for item in items if item.nodeid in self._place), key=self._order)

    def _order(self, item: pytest.Item) -> int:
        return self._place[item.nodeid]


def survey(file: str) -> dict[str, Any]:
    """What the tests of one file call. In a process of its own."""
    found = Survey()
    setattr(builtins, RECORDER, found.called)
    sys.meta_path.insert(0, Rewritten(recording))
    run_tests([file], found)
    others = [name for name in sys.modules if name.split(".")[0] not in OWN]
    tests = [(name, seconds, sorted(calls | found.shared)) for name, seconds, calls in found.tests]
    return {"tests": tests, "failed": found.failed, "imports": others}


def run_tests(arguments: list[str], plugin: object) -> bool:
    """Whether something failed: a test, or the import of the file that holds it."""
    options = ["-c", "mutations.ini", "--rootdir=.", "-q", "-p", "no:cacheprovider", "-m", "not long"]
    # Folders of its own: runs side by side would clear away each other's in the one that pytest takes otherwise.
    options += ["--confcutdir=tests/rules", f"--basetemp=temporary-{os.getpid()}"]
    ended = pytest.main([*options, *arguments], plugins=[plugin])
    if ended not in _UNDERSTOOD:
        raise RuntimeError(f"pytest ended with {ended!r} on {arguments}")
    return ended in _NOTICED
