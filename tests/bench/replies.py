"""Replies a second, and how long they take, over HTTP: Peifu's full path beside bare echo bots.

``uv run --group bench python -m tests.bench.replies`` (``--help`` for the options). All subjects stay up and poll
the same server; one at a time is given work, in turns, so that a slow minute of the machine hits all of them.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

PARALLEL = (1, 64, 256)
ROOT = Path(__file__).parents[2]
START_SECONDS = 60
GENTLE_START = {"chats": 8, "messages": 160}


@dataclass
class Bot:
    """A process under test; ``environment`` may use {token}, {url} and {folder}."""

    name: str
    command: list[str]
    environment: dict[str, str]
    token: str
    process: subprocess.Popen[bytes] | None = None

    def cpu_seconds(self) -> float:
        """Processor time so far, where the system tells (Linux)."""
        assert self.process is not None
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return float("nan")
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Subject:
    """What is measured: a bot and the text that every chat sends it."""

    name: str
    bot: str
    text: str
    runs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


ECHO = {"BENCH_TOKEN": "{token}", "BENCH_API_URL": "{url}"}
PEIFU = {
    "PEIFU_TELEGRAM_TOKEN": "{token}",
    "PEIFU_TELEGRAM_API_URL": "{url}",
    "PEIFU_PACE": "off",
    "PEIFU_DATABASE_URL": "sqlite:///{folder}/peifu.db",
}


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.{name}"]


def _peifu() -> list[str]:
    here = str(Path(sys.executable).parent)
    return [shutil.which("peifu", path=here) or shutil.which("peifu") or "peifu", "run"]


BOTS = [
    Bot("peifu", _peifu(), PEIFU, "101:peifu-bench"),
    Bot("ptb", _module("echo_ptb"), ECHO, "102:ptb-bench"),
    Bot("aiogram", _module("echo_aiogram"), ECHO, "103:aiogram-bench"),
    Bot("bare", _module("echo_bare"), ECHO, "104:bare-bench"),
]
SUBJECTS = [
    Subject("peifu /quote 200 97", "peifu", "/quote 200 97"),
    Subject("peifu free text", "peifu", "保费怎么算"),
    Subject("echo, stock PTB", "ptb", "/quote 200 97"),
    Subject("echo, stock aiogram", "aiogram", "/quote 200 97"),
    Subject("no library (ceiling)", "bare", "/quote 200 97"),
]


class Server:
    """The load server in its own process, and orders to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            _module("load_server"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def order(self, path: str, seconds: float, **order: Any) -> dict[str, Any]:
        """Have something done and wait for the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds + 30)
        connection.request("POST", path, json.dumps({**order, "seconds": seconds}))
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def stop(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def start(bot: Bot, server: Server, folder: Path) -> None:
    """Start a bot and wait until it polls; SystemExit with the end of its log if it does not."""
    names = {"token": bot.token, "url": server.url, "folder": str(folder)}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PEIFU_")}
    given = {key: value.format(**names) for key, value in bot.environment.items()}
    path = os.pathsep.join(filter(None, [str(ROOT), inherited.get("PYTHONPATH")]))
    log = folder / f"{bot.name}.log"
    with log.open("wb") as out:
        bot.process = subprocess.Popen(
            bot.command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**inherited, **given, "PYTHONPATH": path},
        )
    if not server.order("/ready", START_SECONDS, token=bot.token)["ready"]:
        raise SystemExit(f"{bot.name} does not poll; the end of its log:\n{log.read_text()[-2000:]}")


def stop(bot: Bot) -> None:
    """Ask the bot to end, and make sure that it does."""
    if bot.process is None:
        return
    bot.process.terminate()
    try:
        bot.process.wait(10)
    except subprocess.TimeoutExpired:
        bot.process.kill()
        bot.process.wait()


def measure(server: Server, subject: Subject, bot: Bot, chats: int, messages: int, seconds: float) -> dict[str, Any]:
    """One run of one subject, after a gentle start.

    A bot that has been idle has no open connections. Stock PTB thrown into 64 chats at once then opens so many that
    it answers a third of what it does otherwise; all subjects are shown at their better.
    """
    server.order("/run", seconds, token=bot.token, text=subject.text, **GENTLE_START)
    before = bot.cpu_seconds()
    figures = server.order("/run", seconds, token=bot.token, chats=chats, messages=messages, text=subject.text)
    replies = figures["replies"]
    if not replies:
        raise SystemExit(f"{subject.name} answered nothing in {seconds} s")
    figures["rate"] = replies / figures["seconds"]
    figures["cpu"] = 1e6 * (bot.cpu_seconds() - before) / figures["all"]
    return figures


def table(subjects: list[Subject], chats: int) -> str:
    """The medians over all rounds, and the median of each round's ratio to the echo bots of that round.

    ``cpu us`` is the bot's processor time for a reply, ``extra`` its other calls for a reply (not counting polls),
    ``lost`` what was never answered.
    """
    rates = {subject.bot: [run["rate"] for run in subject.runs[chats]] for subject in subjects}
    lines = [
        f"\n{chats} chat(s) in flight",
        f"{'':24}{'replies/s':>10}{'low':>8}{'high':>8}{'p50 ms':>9}{'p99 ms':>9}{'cpu us':>8}"
        f"{'x PTB':>8}{'x aiogram':>11}{'extra':>7}{'lost':>6}",
    ]
    for subject in subjects:
        runs = subject.runs[chats]
        mine = [run["rate"] for run in runs]
        middle = {key: median(run[key] for run in runs) for key in ("p50", "p99", "cpu")}
        ratios = "".join(
            f"{median(a / b for a, b in zip(mine, rates[other], strict=True)):>{width}.2f}"
            if other in rates
            else " " * width
            for other, width in (("ptb", 8), ("aiogram", 11))
        )
        lines.append(
            f"{subject.name:24}{median(mine):>10.0f}{min(mine):>8.0f}{max(mine):>8.0f}"
            f"{middle['p50']:>9.2f}{middle['p99']:>9.2f}{middle['cpu']:>8.0f}{ratios}"
            f"{sum(run['others'] for run in runs) / sum(run['all'] for run in runs):>7.2f}"
            f"{sum(run['lost'] for run in runs):>6}"
        )
    return "\n".join(lines)


def machine() -> str:
    """What the figures were taken on."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("python-telegram-bot", "aiogram", "aiohttp"))
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processors{load}"


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description="Replies a second beside bare echo bots.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6, help="longest time of one run")
    parser.add_argument("--messages", type=int, default=4000, help="most replies of one run (one chat: a quarter)")
    parser.add_argument("--chats", type=int, nargs="+", default=list(PARALLEL))
    parser.add_argument("--only", nargs="+", choices=[bot.name for bot in BOTS], help="only these bots")
    options = parser.parse_args()
    bots = {bot.name: bot for bot in BOTS if not options.only or bot.name in options.only}
    subjects = [subject for subject in SUBJECTS if subject.bot in bots]
    print(machine())
    server = Server()
    with tempfile.TemporaryDirectory(prefix="peifu-bench-") as folder:
        try:
            for bot in bots.values():
                start(bot, server, Path(folder))
            for number in range(options.rounds):
                turn = subjects[number % len(subjects) :] + subjects[: number % len(subjects)]
                for chats in options.chats:
                    messages = options.messages // (4 if chats == 1 else 1)
                    for subject in turn:
                        run = measure(server, subject, bots[subject.bot], chats, messages, options.seconds)
                        subject.runs.setdefault(chats, []).append(run)
                        print(f"round {number + 1}: {chats:>4} {subject.name:24}{run['rate']:>8.0f}/s", file=sys.stderr)
        finally:
            for bot in bots.values():
                stop(bot)
            server.stop()
    for chats in options.chats:
        print(table(subjects, chats))


if __name__ == "__main__":
    main()
