"""What happened to an order, one answer at a time and on one line. It is Sunday noon, 22 November 2026, in Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.cover_figures import CoverWords, Reader
from bot.reading.cover_words import asks_cover, read_answer, read_line

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LIMITS = {"overdue": timedelta(days=7), "idle": timedelta(days=5), "return_after": timedelta(hours=72)}
READER = Reader(LIMITS, NOW, ZoneInfo("Asia/Shanghai"))
AMOUNTS = ("ruling", "deposit", "balance")
SET = dict.fromkeys(("cainiao_waybill", "handed_in", "tracked_end_to_end", "picked_up"), "yes")


def ago(value: str) -> timedelta:
    """How long before now the moment of an answer is."""
    assert value.startswith("@")
    return NOW - datetime.fromtimestamp(int(value[1:]), UTC)


def line(text: str) -> CoverWords:
    return read_line(text, READER)


def spans_of(said: CoverWords) -> tuple[timedelta | None, timedelta | None]:
    """How late and how silent."""
    late, silent = (said.answers.get(name) for name in ("overdue", "idle"))
    return ago(late) if late else None, ago(silent) if silent else None


@pytest.mark.parametrize(
    "text",
    [
        "standard general all set, 8 days late, 6 days silent",
        "late 8 days, silent for 6 days, all set, general goods by worry-free standard",
        "无忧标准 普货 都做到 超时8天 断更6天",
        "无忧标准，普货，都做到，超时８天，断更６天",
        "标准 普货 都做到 超承诺八天 6天没更新",
        "断更6天超时192小时都做到普货标准",
    ],
)
def test_a_late_parcel_on_one_line(text: str) -> None:
    said = line(text)
    assert spans_of(said) == (timedelta(days=8), timedelta(days=6))
    told = {name: value for name, value in said.answers.items() if name not in ("overdue", "idle")}
    assert told == {"peril": "logistics", "line": "standard", "goods": "general", **SET}
    assert said.implied == {"delivered": "no"}
    assert said.unread == []


@pytest.mark.parametrize(
    "text",
    [
        "refusal 48h unwanted undamaged packaging ok standard",
        "buyer returned it 48 hours after signing, does not want it, goods ok, packaging complete, standard",
        "拒收 签收后48小时 不想要 完好 包装完整 标准",
        "无忧标准，买家签收后2天退货，理由不想要，商品完好，包装完好",
    ],
)
def test_a_return_on_one_line(text: str) -> None:
    said = line(text)
    told = {name: value for name, value in said.answers.items() if name not in ("signed", "delivered")}
    assert told == {
        "peril": "refusal",
        "line": "standard",
        "return_after": str(48 * 3600),
        "return_reason": "unwanted",
        "undamaged": "yes",
        "packaging_complete": "yes",
    }
    assert said.implied == {"signed": "yes"}
    assert said.unread == []


@pytest.mark.parametrize(
    "text",
    [
        "ruling false shipment 500 deposit 200 balance 100 standard",
        "500 ruling, 200 deposit, 100 balance, false shipment, standard",
        "判责 虚假发货 500 保证金200 余额100 标准",
        "标准 平台判我虚假发货，要赔500块，保证金只有200元，账户余额100",
        "标准 判责 虚假发货 500 200 100",
    ],
)
def test_a_ruling_on_one_line(text: str) -> None:
    said = line(text)
    assert said.answers == {
        "peril": "ruling",
        "line": "standard",
        "ruling_cause": "false_shipment",
        "ruling": "500.00",
        "deposit": "200.00",
        "balance": "100.00",
    }
    assert said.unread == []


def test_one_amount_beside_named_ones_is_the_ruling() -> None:
    assert line("虚假发货 500 保证金200").answers["ruling"] == "500.00"
    said = line("判责 虚假发货 500 200")
    assert (said.problem, said.unread) == ("which_amounts", ["200"])


# A promise and a last update, nine ways to spell a date. The promised day ends at midnight, the other just before it.
DATES = [
    ("2026-11-10", "2026-11-15"),
    ("2026/11/10", "2026/11/15"),
    ("2026.11.10", "2026.11.15"),
    ("2026年11月10日", "2026年11月15日"),
    ("11-10", "11-15"),
    ("11月10号", "11月15号"),
    ("10 Nov", "15 Nov"),
    ("Nov 10", "November 15th"),
    ("10th of November 2026", "15 Nov 2026"),
]


@pytest.mark.parametrize(("promised", "updated"), DATES)
def test_dates_are_read_beside_the_word_they_belong_to(promised: str, updated: str) -> None:
    late, silent = timedelta(days=11, hours=12), timedelta(days=6, hours=12, minutes=1)
    assert spans_of(line(f"promised {promised}, last update {updated}")) == (late, silent)
    assert spans_of(line(f"最后更新{updated} 承诺{promised}")) == (late, silent)


@pytest.mark.parametrize("step", ["overdue", "idle"])
@pytest.mark.parametrize("written", [first for first, _ in DATES])
def test_a_date_alone_answers_the_question_that_was_asked(step: str, written: str) -> None:
    said = read_answer(written, step, (step,), READER)
    assert ago(said.answers[step]) == timedelta(days=11, hours=12, minutes=int(step == "idle"))


@pytest.mark.parametrize(
    ("text", "late", "silent"),
    [
        ("承诺 2026-11-10 断更6天", timedelta(days=11, hours=12), timedelta(days=6)),
        ("late since 10 Nov, silent since yesterday", timedelta(days=11, hours=12), timedelta(hours=12, minutes=1)),
        ("last update 2026-11-15 10:00", None, timedelta(days=7, hours=2)),
        ("last update 1 Aug", None, timedelta(days=112, hours=12, minutes=1)),
        ("8 days late silent 6 days", timedelta(days=8), timedelta(days=6)),
        ("late, 6 days silent", None, timedelta(days=6)),
        ("超时 6天没更新", None, timedelta(days=6)),
        ("promised tomorrow", timedelta(days=-2, hours=12), None),
    ],
)
def test_each_figure_goes_to_the_word_beside_it(text: str, late: timedelta | None, silent: timedelta | None) -> None:
    assert spans_of(line(text)) == (late, silent)


@pytest.mark.parametrize(
    ("step", "text", "field", "value"),
    [
        ("overdue", "over 7 days", "overdue", "enough"),
        ("overdue", "7天以上", "overdue", "enough"),
        ("overdue", "不到7天", "overdue", "short"),
        ("overdue", "还没到", "overdue", "not_due"),
        ("idle", "at least 5 days", "idle", "enough"),
        ("idle", "不足3天", "idle", "short"),
        ("signed", "within 72 hours", "return_after", "enough"),
        ("signed", "72小时内", "return_after", "enough"),
        ("signed", "more than 72 hours", "return_after", "late"),
        ("signed", "超过4天", "return_after", "late"),
    ],
)
def test_a_bound_counts_when_it_lies_on_one_side_of_the_threshold(step: str, text: str, field: str, value: str) -> None:
    assert read_answer(text, step, (field,), READER).answers[field] == value


@pytest.mark.parametrize(
    ("step", "text", "problem"),
    [
        ("overdue", "over 3 days", "bounded"),
        ("overdue", "不到9天", "bounded"),
        ("signed", "within 90 hours", "bounded"),
        ("signed", "超过48小时", "bounded"),
        ("overdue", "-3", "negative"),
        ("overdue", "-3 days", "negative"),
        ("overdue", "5-9天", "range"),
        ("overdue", "8个工作日", "working_days"),
        ("overdue", "1e12", "not_understood"),
        ("overdue", "9999999", "too_long"),
        ("overdue", "20号", "date_ambiguous"),
        ("overdue", "2月30日", "date_impossible"),
        ("idle", "明天", "date_future"),
        ("idle", "2020-01-01", "date_far"),
        ("amounts", "$500", "currency"),
        ("amounts", "-500", "negative"),
        ("amounts", "1.234", "ambiguous_separator"),
        ("amounts", "0", "zero"),
        ("amounts", "500.0015元", "too_fine"),
        ("amounts", "不到500", "bounded_amount"),
        ("amounts", "哈哈", "not_understood"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_reason(step: str, text: str, problem: str) -> None:
    asked = AMOUNTS[:1] if step == "amounts" else (step,)
    said = read_answer(text, step, asked, READER)
    assert said.answers == {}
    assert said.problem == problem
    assert said.unread


@pytest.mark.parametrize(
    ("step", "text", "answers"),
    [
        ("overdue", "8", {"overdue": "@1794628800"}),
        ("signed", "48", {"return_after": "172800"}),
        ("signed", "72h01m", {"return_after": "259260"}),
        ("signed", "没有", {"signed": "no", "delivered": "no"}),
        ("ready", "是的", SET),
        ("condition", "都没问题", {"undamaged": "yes", "packaging_complete": "yes"}),
        ("reason", "不是", {"return_reason": "other"}),
        ("reason", "别的原因", {"return_reason": "other"}),
        ("cause", "别的原因", {"ruling_cause": "other"}),
        ("state", "在途", {"delivered": "no", "lost": "no"}),
        ("state", "丢了", {"delivered": "no", "lost": "yes"}),
        ("line", "其他", {"line": "other"}),
        ("goods", "带电", {"goods": "battery"}),
    ],
)
def test_a_word_or_a_number_alone_answers_the_question_that_was_asked(
    step: str, text: str, answers: dict[str, str]
) -> None:
    said = read_answer(text, step, (), READER)
    assert answers.items() <= said.answers.items()
    assert set(said.answers) - set(answers) <= {"peril"}


def test_amounts_are_taken_in_the_order_in_which_they_are_asked() -> None:
    assert read_answer("500 200.5 0", "amounts", AMOUNTS, READER).answers == {
        "peril": "ruling",
        "ruling": "500.00",
        "deposit": "200.50",
        "balance": "0.00",
    }
    assert read_answer("200", "amounts", ("deposit", "balance"), READER).answers["deposit"] == "200.00"
    assert read_answer("余额1万 保证金300元", "amounts", AMOUNTS, READER).answers == {
        "peril": "ruling",
        "deposit": "300.00",
        "balance": "10000.00",
    }


@pytest.mark.parametrize("text", ["不知道", "跳过", "not sure", "?", "-"])
def test_not_knowing_skips_the_question(text: str) -> None:
    assert read_answer(text, "idle", ("idle",), READER).skipped


@pytest.mark.parametrize("text", ["返回", "上一题", "back"])
def test_the_way_back_is_understood(text: str) -> None:
    assert read_answer(text, "idle", ("idle",), READER).back


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("无忧标准特货", {"line": "standard", "goods": "special"}),
        ("特货", {"line": "worry_free", "goods": "special"}),
        ("菜鸟特货专线-标准", {"line": "worry_free", "goods": "special"}),
        ("aliexpress saver", {"line": "simple"}),
        ("UPS", {"line": "commercial_express"}),
        ("线下", {"line": "offline"}),
        ("虚拟单号", {"line": "virtual_number"}),
    ],
)
def test_lines_and_goods_are_told_apart(text: str, answers: dict[str, str]) -> None:
    assert answers.items() <= line(text).answers.items()


def test_an_undeclared_battery_is_not_goods_that_differ_from_their_description() -> None:
    assert line("判责 货不对板 500").answers["ruling_cause"] == "not_as_described"
    assert line("判责 货品不符申报 500").answers["ruling_cause"] == "other"
    assert line("ruling not as described 500").answers["ruling_cause"] == "not_as_described"
    assert line("ruling undeclared battery 500").answers["ruling_cause"] == "other"


def test_what_is_denied_is_not_taken_for_its_opposite() -> None:
    said = line("不是标准 超时8天")
    assert "line" not in said.answers
    assert said.unread == ["不是标准"]
    assert line("没揽收 没交仓 not tracked").answers == {
        "picked_up": "no",
        "handed_in": "no",
        "tracked_end_to_end": "no",
    }


def test_two_things_that_went_wrong_leave_open_which_one_is_meant() -> None:
    assert "peril" not in line("判责 退货").answers
    assert "peril" not in line("标准 已妥投").answers


def test_unread_words_are_returned_and_the_rest_is_kept() -> None:
    said = line("标准 呵呵 超时8天 哈哈")
    assert said.unread == ["呵呵", "哈哈"]
    assert said.problem == "not_understood"
    assert set(said.answers) == {"peril", "line", "overdue"}


def test_the_same_figure_twice_is_not_guessed_at() -> None:
    said = line("超时8天 超时9天")
    assert spans_of(said)[0] == timedelta(days=8)
    assert said.unread == ["9天"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [("超时8天断更6天能赔吗", True), ("is it covered?", True), ("超时8天断更6天", False), ("保费多少", False)],
)
def test_a_question_about_cover_is_told_from_other_texts(text: str, asks: bool) -> None:
    assert asks_cover(text) is asks


@given(text=st.text(max_size=80), step=st.sampled_from(["overdue", "idle", "signed", "amounts", "ready", "line"]))
def test_whatever_is_typed_is_read_without_an_error(text: str, step: str) -> None:
    for said in (read_line(text, READER), read_answer(text, step, AMOUNTS, READER)):
        assert isinstance(said, CoverWords)
        assert not (said.problem and not said.unread)


@pytest.mark.parametrize(("word", "value"), [("打单", "yes"), ("没打单", "no"), ("没有打单", "no"), ("未打单", "no")])
def test_whether_the_waybill_was_printed_is_told_by_one_word(word: str, value: str) -> None:
    said = line(f"标准 {word} 交仓")
    assert said.answers["cainiao_waybill"] == value
    assert said.answers["handed_in"] == "yes"
    assert said.unread == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("没用菜鸟系统打单", "cainiao_waybill"),
        ("没用菜鸟面单", "cainiao_waybill"),
        ("没走无忧标准", "line"),
        ("不走无忧", "line"),
        ("非带电", "goods"),
        ("未能揽收", "picked_up"),
        ("hasn't been picked up", "picked_up"),
        ("not yet picked up", "picked_up"),
        ("haven't signed", "signed"),
        ("cannot be tracked", "tracked_end_to_end"),
        ("didn't use worry-free standard", "line"),
    ],
)
def test_what_is_denied_by_a_verb_is_never_taken_for_said(text: str, name: str) -> None:
    said = line(f"{text} 超时8天")
    assert name not in said.answers
    assert text in said.unread


@pytest.mark.parametrize("word", ["没全程追踪", "不可全程追踪", "不可追踪", "无法追踪"])
def test_a_parcel_that_cannot_be_tracked_all_the_way_is_told_in_many_ways(word: str) -> None:
    assert line(f"标准 {word}").answers["tracked_end_to_end"] == "no"
