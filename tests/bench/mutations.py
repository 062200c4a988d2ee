"""Changes every comparison operator in `rules` and looks whether a test fails: cosmic-ray's mutants, a quicker runner.

    uv run --group bench python -m tests.bench.mutations [module ...] [--workers 2]

`tests.bench.mutants` says which mutants there are and which can be no different, `tests.bench.mutation_run` how they
are run: cosmic-ray starts pytest anew for each, which would take hours. All of it happens in a copy of the sources.
A module is named like "premium" or "rules.premium". A survivor that changes nothing a caller could see is explained in
`mutations.yaml`; the run fails for one that is not, for an explanation that fits no survivor, and for a test that fails
without any mutant. A mutant that runs out of its processor time counts as noticed and is shown apart.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import yaml

from tests.bench.mutants import mutants
from tests.bench.mutation_run import KILLED, SURVIVED, TIMEOUT, Mutant

ROOT = Path(__file__).parents[2]
COPIED = ("rules", "tests/rules", "tests/support", "tests/bench")
EXPLANATIONS = Path(__file__).with_name("mutations.yaml")
MUTANTS, EXPLAINED, SAME = "mutants", "explained", "the same"
COLUMNS = (MUTANTS, KILLED, TIMEOUT, SURVIVED, EXPLAINED, SAME)

Key = tuple[str, str, str]
"""Module, function and change."""

Explanations = Mapping[Key, str]


def key_of(mutant: Mutant) -> Key:
    """Under which it would be explained."""
    return mutant.module, mutant.function, mutant.change


def explanations() -> Explanations:
    """The reasons that `mutations.yaml` gives."""
    written = yaml.safe_load(EXPLANATIONS.read_text("utf-8")) or {}
    return {
        (f"rules.{module}", function, change): entry["reason"]
        for module, functions in written.items()
        for function, entries in functions.items()
        for entry in entries
        for change in entry["changes"]
    }


def copy_sources(folder: Path) -> None:
    """What the tests of `rules` need."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests/__init__.py", folder / "tests")


def events(folder: Path, found: Sequence[Mutant], files: Sequence[str], workers: int) -> Iterator[dict[str, Any]]:
    """What the run in the copy tells."""
    command = [sys.executable, "-m", "tests.bench.mutation_run"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        json.dump({"mutants": [asdict(one) for one in found], "files": files, "workers": workers}, process.stdin)
        process.stdin.close()
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise SystemExit("the run broke off")


class Report:
    """What became of the mutants, by module, and everything that must not be so."""

    def __init__(self, explained: Explanations) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.problems: list[str] = []
        self.explained, self._fitting = explained, set[Key]()

    def begin(self, name: str, found: Sequence[Mutant | None]) -> None:
        """A module's mutants before they are run."""
        if found:
            self.counts[name] = Counter({MUTANTS: len(found), SAME: found.count(None)})

    def count(self, one: Mutant, outcome: str, tests: int) -> None:
        """One that was run against so many tests."""
        self.counts[one.module][outcome] += 1
        if outcome != SURVIVED:
            return
        if one.explained:
            self._fitting.add(key_of(one))
            self.counts[one.module][EXPLAINED] += 1
        else:
            met = f"{tests} tests" if tests else "no test calls it"
            self.problems.append(f"{one.file}:{one.line} in {one.function or 'the module'}: {one.change} ({met})")

    def end(self) -> None:
        """After the last one: an explanation that fits nothing is a problem too."""
        unfit = (key for key in self.explained if key[0] in self.counts and key not in self._fitting)
        self.problems += [f"explained, but no survivor: {' '.join(key)}" for key in unfit]

    def lines(self) -> list[str]:
        """One line a module, their sum, and the problems."""
        rows = [*self.counts.items(), ("all", sum(self.counts.values(), Counter[str]()))]
        table = [_row("module", COLUMNS), *(_row(name, [count[one] for one in COLUMNS]) for name, count in rows)]
        return [*table, "", *sorted(self.problems), f"{len(self.problems)} problems"]


def _row(name: str, values: Sequence[object]) -> str:
    return f"{name:28}" + "".join(f"{value:>11}" for value in values)


def main() -> int:
    """Run, print, and say whether every survivor is explained."""
    options = _options()
    began = time.monotonic()
    names = [f"rules.{name.removeprefix('rules.')}" for name in options.modules]
    names = names or sorted(f"rules.{file.stem}" for file in (ROOT / "rules").glob("*.py"))
    report, run = Report(explanations()), list[Mutant]()
    with tempfile.TemporaryDirectory(prefix="peifu-mutations-") as temporary:
        folder = Path(temporary)
        copy_sources(folder)
        for name in names:
            found = list(mutants(name, (folder / name.replace(".", "/")).with_suffix(".py").read_text("utf-8")))
            report.begin(name, found)
            run += [replace(one, explained=one.explained or key_of(one) in report.explained) for one in found if one]
        for event in events(folder, run, _test_files(folder, options.tests), options.workers):
            if "failed" in event:
                report.problems.append(f"fails without any mutant: {event['failed']}")
            if "mutant" in event:
                report.count(run[event["mutant"]], event["outcome"], event["tests"])
            if options.verbose:
                about = f"{run[event['mutant']].file} {run[event['mutant']].change}" if "mutant" in event else ""
                print(f"{time.monotonic() - began:.0f} s {about} {event}", file=sys.stderr)
    report.end()
    print("\n".join(report.lines()))
    print(f"{len(run)} of them run by {options.workers} workers in {(time.monotonic() - began) / 60:.1f} minutes")
    return 1 if report.problems else 0


def _test_files(folder: Path, parts: Sequence[str]) -> list[str]:
    files = sorted(str(file.relative_to(folder)) for file in (folder / "tests/rules").glob("test_*.py"))
    return [file for file in files if not parts or any(part in file for part in parts)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tests", nargs="*", default=(), help="only test files that have this in their name")
    parser.add_argument("--verbose", action="store_true", help="tell of each mutant as it ends")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
