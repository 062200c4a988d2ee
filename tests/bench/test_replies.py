"""The benchmark itself: every chat has one message on its way, and every reply is counted once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench import replies


def test_a_run_counts_every_reply_once_and_none_is_lost(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    server = replies.Server()
    bot = replies.Bot("bare", replies._module("echo_bare"), replies.ECHO, "104:bare-bench")
    subject = replies.Subject("bare", "bare", "/quote 200 97")
    try:
        replies.start(bot, server, tmp_path)
        for chats, messages in ((1, 20), (64, 640)):
            figures = replies.measure(server, subject, bot, chats, messages, 20)
            assert (figures["replies"], figures["all"], figures["lost"], figures["others"]) == (
                messages,
                messages,
                0,
                0,
            )
            assert 0 < figures["p50"] <= figures["p99"] < 1000 * figures["seconds"]
            subject.runs[chats] = [figures]
        assert "bare" in replies.table([subject], 64)
    finally:
        replies.stop(bot)
        server.stop()
    assert capfd.readouterr().err == ""


def test_a_bot_that_does_not_start_is_reported_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "START_SECONDS", 1)
    server = replies.Server()
    bot = replies.Bot("broken", [sys.executable, "-c", "raise SystemExit('no luck')"], {}, "105:broken")
    try:
        with pytest.raises(SystemExit, match=r"(?s)broken does not poll.*no luck"):
            replies.start(bot, server, tmp_path)
    finally:
        replies.stop(bot)
        server.stop()
