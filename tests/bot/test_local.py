"""Which language the terminal begins in."""

import pytest

from bot.local import system_language


@pytest.mark.parametrize(
    ("surroundings", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "ru_RU.UTF-8"}, "en"),
    ],
)
def test_the_machine_says_which_and_one_that_says_nothing_speaks_chinese(monkeypatch, surroundings, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language
