import pytest


@pytest.fixture(autouse=True)
def _pauses_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the program's entry point sets it; the tests of the other way unset it."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
