"""Logs say where something failed, and never what a person wrote."""

import subprocess
import sys

import pytest

from bot.logs import told

SECRET = "+34612345678"

SCRIPT = f"""
import logging
from bot.logs import configure
from bot.settings import Settings
configure(Settings(_env_file=None, log_level="DEBUG"))
logging.getLogger("telegram.ext.Application").debug("Processing update %s", "{SECRET}")
logging.getLogger("telegram.ext.Application").warning("a warning")
def fail():
    written = "".join(("{SECRET[:5]}", "{SECRET[5:]}"))
    raise LookupError("boom")
try:
    fail()
except LookupError:
    logging.getLogger("asyncio").exception("a task failed")
"""


def fail():
    written = SECRET
    raise ValueError(f"cannot read {written}")


def caught():
    with pytest.raises(ValueError) as error:
        fail()
    return error.value


def test_of_a_private_error_only_its_kind_and_its_place_are_told():
    line = told(caught(), private=True)
    assert line["error"] == "ValueError"
    assert "in fail" in str(line["where"])
    assert SECRET not in str(line)


def test_any_other_error_is_told_in_full():
    error = caught()
    assert told(error, private=False) == {"exc_info": error}


def test_no_update_and_no_local_variable_is_logged_even_when_everything_is():
    printed = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stderr
    assert "a warning" in printed
    assert "a task failed" in printed
    assert "boom" in printed
    assert SECRET not in printed


def test_the_library_is_no_more_talkative_than_everything_else():
    script = SCRIPT.replace("DEBUG", "ERROR")
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stderr
    assert "a warning" not in printed
