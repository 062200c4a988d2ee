"""From a question nobody had an answer to, to the phrase that answers it: two people, the real program, a restart."""

import pexpect
import pytest
import yaml

from tests.end_to_end.running import PEIFU, environment, output_of

QUESTION, ALIKE = "买家看到的小盾牌是啥意思", "买家看到的小盾牌是啥意思呀？"
ENTRY, TITLE = "label-benefit", "标签"


async def ask(person, text, *, to=None):
    await person.send(text, to=to)
    return await (to or person).reply(5)


async def pressed(group, person, message, label):
    """Press the button of a message whose label holds this; the message as it is edited then."""
    await (await person.press(message, next(each for each in message.labels if label in each))).answered()
    return await group.expect_edit(message)


@pytest.fixture
def terminal(tmp_path):
    """The chat in Chinese at a terminal of its own."""
    settings = environment(database_url=f"sqlite:///{tmp_path / 'peifu.db'}", quiet_hours="off")
    opened = pexpect.spawn(
        PEIFU,
        ["chat", "--lang", "zh"],
        cwd=tmp_path,
        env={**settings, "TERM": "xterm", "LANG": "zh_CN.UTF-8"},
        dimensions=(200, 100),
        encoding="utf-8",
        timeout=20,
    )
    opened.expect(">")
    yield opened
    opened.close(force=True)


async def test_what_was_declined_is_answered_once_an_operator_attached_it_and_after_a_restart(
    unlimited, start, tmp_path
):
    mei, ann, lin = unlimited.user(), unlimited.user(), unlimited.user(name="小林")
    team = unlimited.group("运营")
    async with start(unlimited, operator_chat=str(team.chat.id)) as bot:
        await team.join(lin)
        assert "不敢乱说" in (await ask(mei, f"{QUESTION} 8123456789")).text
        assert "没有 /unanswered 这个命令" in (await ask(mei, "/unanswered")).text
        listed = await ask(lin, "/unanswered", to=team)
        assert "1 人问了 1 次：没答上 1" in listed.text
        assert QUESTION in listed.text
        assert "8123456789" not in listed.text
        offered = await pressed(team, lin, listed, "第 1 类怎么答")
        groups = await pressed(team, lin, offered, "别的话题")
        entries = await pressed(team, lin, groups, "谁能用")
        attached = await pressed(team, lin, entries, TITLE)
        assert attached.text.startswith("挂上了")
        answered = await ask(mei, ALIKE)
        assert TITLE in answered.text.splitlines()[0]
        await bot.settled(unlimited)
        await bot.kill()
    async with start(unlimited, operator_chat=str(team.chat.id)) as bot:
        assert (await ask(ann, ALIKE)).text == answered.text
        assert "都处理完了" in (await ask(lin, "/unanswered", to=team)).text
        await pressed(team, lin, attached, "撤销")
        assert "不敢乱说" in (await ask(ann, f"{ALIKE}？")).text
        assert "handler_failed" not in bot.output


@pytest.mark.long
async def test_the_terminal_is_an_operators_chat_and_what_it_attaches_outlives_it(terminal, tmp_path):
    def say(line, *expected):
        """The number that the last of what is expected has caught, if it catches one."""
        terminal.send(f"{line}\r")
        for each in expected:
            terminal.expect(each)
        return f"#{terminal.match[1]}" if terminal.match.lastindex else None

    say(QUESTION, "不敢乱说")
    attach = say("/unanswered", QUESTION, r"#(\d+) 📎 第 1 类怎么答")
    other = say(attach, r"#(\d+) 别的话题")
    group = say(other, r"#(\d+) 谁能用")
    say(say(group, rf"#(\d+) [^#\n]*{TITLE}"), "挂上了")
    say(ALIKE, TITLE)
    terminal.sendeof()
    terminal.expect(pexpect.EOF)

    async def peifu(*arguments):
        status, said = await output_of(tmp_path, arguments)
        assert status == 0, said
        return said

    assert TITLE in (await peifu("ask", ALIKE, "--lang", "zh")).splitlines()[0]
    assert "都处理完了" in await peifu("ask", "/unanswered", "--lang", "zh")
    assert yaml.safe_load(await peifu("phrases", "export")) == {ENTRY: {"zh": [QUESTION], "en": []}}
    assert QUESTION in await peifu("phrases", "list")
