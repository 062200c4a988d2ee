"""What the tests of ``/diagnose`` share."""

from __future__ import annotations

from tests.support.talk import Said, Talk

GOOD = "标准 首程及时 电话没问题 不带电 都做到 超时8天 断更6天 店铺达标"
GOOD_EN = "standard, first scan ok, phone ok, no battery, all done, overdue 8 days, silent 6 days, shop ok"


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


async def press(talk: Talk, *labels: str) -> Said:
    for label in labels:
        [said] = await talk.press(label)
    return said


def headings(said: Said) -> list[str]:
    """The headings of the points, in the order in which they stand."""
    known = (
        *("现在还来得及", "等时间到", "还没确认，查一下", "原文没写清", "这单多半来不及了，下次注意"),
        *("Still in time", "A matter of time", "Not confirmed yet: look it up", "Left open by the source"),
        "Most likely too late for this one; mind it next time",
    )
    return [line for line in said.text.splitlines() if line in known]
