"""Who is in: the entry cases, one changed fact at a time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.book import Book, DatedBook, NotInForce
from rules.eligibility import check
from rules.facts import SELLER_INPUTS, Entity, FactError, Registration, SellerFacts
from rules.shipping import Service, Shipment
from rules.verdict import Outcome
from tests.rules.cases_file import cases, label
from tests.support.books import copy_book

SELLER = SellerFacts(
    Entity.ENTERPRISE,
    Registration.MAINLAND,
    Decimal("0.95"),
    Decimal("0.021"),
    False,
    *Service.STANDARD.shipment,
)
KINDS: dict[str, Any] = {
    "entity": Entity,
    "registration": Registration,
    "positive_feedback_rate": Decimal,
    "dispute_rate": Decimal,
    "serious_violation": lambda text: text == "true",
}
ALL_RULES = ["C02", "C15", "E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08"]


def shipped(word: str) -> SellerFacts:
    """The seller, shipping by a service of this name; "null" is not known."""
    channel, line, goods = Shipment() if word == "null" else Service(word).shipment
    return replace(SELLER, channel=channel, line=line, goods=goods)


def changed(row: dict[str, Any]) -> SellerFacts:
    change = dict(row["change"])
    seller = shipped(change.pop("service")) if "service" in change else SELLER
    values = {field: None if text == "null" else KINDS[field](text) for field, text in change.items()}
    return replace(seller, **values)


@pytest.mark.parametrize("row", cases("entry"), ids=label)
def test_an_entry_case_comes_out_with_exactly_its_failing_and_open_rules(dated: DatedBook, row: dict[str, Any]) -> None:
    verdict = check(dated, changed(row))
    assert verdict.outcome == row["outcome"]
    assert [finding.rule for finding in verdict.findings] == ALL_RULES
    by_outcome = {
        outcome: [finding.rule for finding in verdict.findings if finding.outcome is outcome] for outcome in Outcome
    }
    assert by_outcome[Outcome.NO] == row.get("fails", [])
    assert by_outcome[Outcome.UNKNOWN] == row.get("open", [])
    assert list(verdict.missing) == row.get("missing", [])
    assert [use.id for use in verdict.readings] == row.get("readings", [])


def test_nothing_known_asks_for_everything_in_the_order_of_the_questions(dated: DatedBook) -> None:
    verdict = check(dated, SellerFacts())
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.missing == SELLER_INPUTS


def test_a_finding_carries_what_was_seen_what_is_required_and_where_it_is_written(dated: DatedBook) -> None:
    finding = check(dated, replace(SELLER, dispute_rate=Decimal("0.03"))).finding("E05")
    assert (finding.observed, finding.required) == (Decimal("0.03"), Decimal("0.021"))
    assert (finding.source.id, finding.key, finding.missing) == ("S3", "eligibility.dispute_max", ())


def test_a_rule_that_was_not_applied_has_no_finding(dated: DatedBook) -> None:
    with pytest.raises(KeyError, match="D01"):
        check(dated, SELLER).finding("D01")


def test_an_unnamed_line_stays_open_though_nothing_is_missing(dated: DatedBook) -> None:
    verdict = check(dated, shipped("priority"))
    assert (verdict.outcome, verdict.missing, verdict.finding("E08").missing) == (Outcome.UNKNOWN, (), ())
    assert (verdict.readings[0].chosen, verdict.readings[0].changes) == ("unknown", True)


@pytest.mark.parametrize("word", ["standard_special", "simple_special", "standard_battery", "simple_battery"])
def test_a_line_of_the_source_is_in_with_any_goods(dated: DatedBook, word: str) -> None:
    verdict = check(dated, shipped(word))
    assert (verdict.outcome, verdict.finding("E08").observed) == (Outcome.YES, word)


def test_special_goods_are_in_by_their_own_word_and_the_line_is_not_asked_for(dated: DatedBook) -> None:
    verdict = check(dated, shipped("special"))
    assert (verdict.outcome, verdict.missing) == (Outcome.YES, ())


def test_a_worry_free_order_without_its_line_asks_for_line_and_goods(dated: DatedBook) -> None:
    verdict = check(dated, replace(SELLER, line=None))
    assert (verdict.outcome, verdict.missing) == (Outcome.UNKNOWN, ("line", "goods"))


@pytest.mark.parametrize(
    ("option", "outcome"),
    [("unknown", Outcome.UNKNOWN), ("enrolled", Outcome.YES), ("not_enrolled", Outcome.NO)],
)
def test_the_reading_of_unnamed_lines_decides_about_them(dated: DatedBook, option: str, outcome: Outcome) -> None:
    book = dated.with_reading("X03", option)
    for word in ("priority", "other_worry_free"):
        assert check(book, shipped(word)).outcome is outcome
    assert check(book, SELLER).outcome is Outcome.YES


def test_that_reading_changes_nothing_for_a_seller_who_is_out_anyway(dated: DatedBook) -> None:
    verdict = check(dated, replace(shipped("priority"), entity=Entity.INDIVIDUAL))
    assert verdict.outcome is Outcome.NO
    assert [use.changes for use in verdict.readings] == [False]


def test_a_verdict_names_its_day_and_book(book: Book) -> None:
    verdict = check(book.on(date(2024, 3, 1)), SELLER)
    assert (verdict.day, verdict.fingerprint) == (date(2024, 3, 1), book.fingerprint)


def test_before_the_penalty_rules_took_effect_there_is_no_verdict(book: Book) -> None:
    with pytest.raises(NotInForce, match=r"eligibility\..*2024-02-29.*2024-03-01"):
        check(book.on(date(2024, 2, 29)), SELLER)


def test_the_day_individual_businesses_are_let_in_they_are_in_and_not_before(tmp_path: Any) -> None:
    directory = copy_book(tmp_path)
    later = "  - since: 2027-01-01\n    value: {}\n    source: S0\n    locator: test\n    last_verified_on: null\n"
    for name, value in (("entity", "[enterprise, individual]"), ("sole_trader", "true")):
        path = directory / "eligibility" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + later.format(value), encoding="utf-8")
    book, trader = Book.load(directory), replace(SELLER, entity=Entity.INDIVIDUAL)
    assert check(book.on(date(2026, 12, 31)), trader).outcome is Outcome.NO
    assert check(book.on(date(2027, 1, 1)), trader).outcome is Outcome.YES


def test_where_some_violations_are_allowed_yes_does_not_settle_how_many(tmp_path: Any) -> None:
    directory = copy_book(tmp_path)
    path = directory / "eligibility" / "violations.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 0", "value: 2"), encoding="utf-8")
    book = Book.load(directory).on(date(2026, 11, 22))
    verdict = check(book, replace(SELLER, serious_violation=True))
    assert (verdict.outcome, verdict.missing) == (Outcome.UNKNOWN, ())
    assert check(book, replace(SELLER, serious_violation=False)).outcome is Outcome.YES


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("positive_feedback_rate", 0.95, "not_decimal"),
        ("dispute_rate", 1, "not_decimal"),
        ("dispute_rate", Decimal("2.1"), "out_of_range"),
        ("positive_feedback_rate", Decimal("-0.01"), "out_of_range"),
        ("positive_feedback_rate", Decimal("sNaN"), "out_of_range"),
        ("entity", "enterprise", "wrong_kind"),
        ("registration", "mainland", "wrong_kind"),
        ("serious_violation", 0, "wrong_kind"),
        ("channel", "worry_free", "wrong_kind"),
        ("line", Service.STANDARD, "wrong_kind"),
        ("goods", Service.SPECIAL, "wrong_kind"),
    ],
)
def test_a_fact_that_cannot_be_one_is_refused(field: str, value: Any, code: str) -> None:
    with pytest.raises(FactError) as refused:
        SellerFacts(**{field: value})
    assert (refused.value.field, refused.value.code) == (field, code)
