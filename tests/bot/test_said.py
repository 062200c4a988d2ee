"""What is kept of the titles that were offered last."""

import pytest

from bot.faq.offers import Offer
from bot.said import LastSaid

OFFER = Offer(5, ("fee", "tax"), none=True)


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def offers(clock):
    return LastSaid(lambda: clock[0], people=2)


def test_an_offer_is_found_by_its_person_in_its_chat_only(offers):
    offers.said(1, 2, OFFER)
    assert offers.last(1, 2) == OFFER
    assert (offers.last(1, 3), offers.last(2, 2)) == (None, None)


def test_whatever_else_is_said_ends_an_offer(offers):
    offers.said(1, 2, OFFER)
    offers.said(1, 2, None)
    assert offers.last(1, 2) is None


def test_an_offer_at_a_quarter_of_an_hour_exactly_still_holds(offers, clock):
    offers.said(1, 2, OFFER)
    clock[0] = 900
    assert offers.last(1, 2) == OFFER
    clock[0] = 900.1
    assert offers.last(1, 2) is None


def test_whoever_was_offered_something_longest_ago_makes_room(offers):
    for user in (1, 2, 3):
        offers.said(1, user, OFFER)
    assert [offers.last(1, user) for user in (1, 2, 3)] == [None, OFFER, OFFER]


def test_an_erased_chat_leaves_nothing_behind(offers):
    offers.said(1, 2, OFFER)
    offers.said(7, 2, OFFER)
    offers.drop(1)
    assert (offers.last(1, 2), offers.last(7, 2)) == (None, OFFER)
