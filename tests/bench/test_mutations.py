"""The runner of the mutants, on a package of one function with a test that leaves one edge unseen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench import mutation_imports, mutation_run, mutation_tests
from tests.bench.mutation_run import KILLED, SURVIVED, Mutant

CODE = "0 <= days <= 7"
SOURCE = f"def in_time(days):\n    return {CODE}\n"
TESTS = """
from rules.toy import in_time

def test_the_seventh_day_is_the_last():
    assert in_time(7)
    assert not in_time(8)
"""


def test_a_mutant_is_killed_where_a_test_looks_and_survives_where_none_does(tmp_path: Path) -> None:
    for package in ("rules", "tests", "tests/rules", "tests/bench"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "rules/toy.py").write_text(SOURCE, "utf-8")
    (tmp_path / "tests/rules/test_toy.py").write_text(TESTS, "utf-8")
    for module in (mutation_run, mutation_tests, mutation_imports):
        shutil.copy(str(module.__file__), tmp_path / "tests/bench")
    changed = ("0 <= days < 7", "0 < days <= 7")
    start = SOURCE.index(CODE)
    mutants = [Mutant("rules.toy", "in_time", 2, CODE, one, start, start + len(CODE), one) for one in changed]
    wanted = {"mutants": [asdict(one) for one in mutants], "files": ["tests/rules/test_toy.py"], "workers": 2}
    run = [sys.executable, "-m", "tests.bench.mutation_run"]
    told = subprocess.run(run, cwd=tmp_path, input=json.dumps(wanted), capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in told.stdout.splitlines()]
    assert {one["mutant"]: one["outcome"] for one in events if "mutant" in one} == {0: KILLED, 1: SURVIVED}
