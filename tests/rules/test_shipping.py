"""What sellers call a shipment, and what each word says of channel, line and goods."""

import pytest

from rules.shipping import Channel, GoodsClass, Line, Service, Shipment, words

WORDS = [
    ("standard", "worry_free", "standard", None),
    ("simple", "worry_free", "simple", None),
    ("special", "worry_free", None, "special"),
    ("priority", "worry_free", "priority", None),
    ("other_worry_free", "worry_free", "other", None),
    ("offline", "offline", None, None),
    ("virtual_number", "virtual_number", None, None),
    ("commercial_express", "commercial_express", None, None),
    ("standard_special", "worry_free", "standard", "special"),
    ("simple_special", "worry_free", "simple", "special"),
    ("standard_battery", "worry_free", "standard", "battery"),
    ("simple_battery", "worry_free", "simple", "battery"),
]


@pytest.mark.parametrize(("word", "channel", "line", "goods"), WORDS)
def test_a_word_says_what_the_table_says_and_no_more(
    word: str, channel: str, line: str | None, goods: str | None
) -> None:
    assert tuple(Service(word).shipment) == (channel, line, goods)


def test_every_word_is_in_the_table_in_the_order_in_which_buttons_count_them() -> None:
    assert [service.value for service in Service] == [row[0] for row in WORDS]


@pytest.mark.parametrize("service", Service)
def test_a_word_is_one_of_those_that_its_own_meaning_bears_out(service: Service) -> None:
    assert service in words(service.shipment)


@pytest.mark.parametrize(
    ("shipment", "expected"),
    [
        (Shipment(), ()),
        (Shipment(Channel.WORRY_FREE), ()),
        (Shipment(Channel.WORRY_FREE, None, GoodsClass.BATTERY), ()),
        (Shipment(Channel.WORRY_FREE, Line.STANDARD, GoodsClass.GENERAL), (Service.STANDARD,)),
        (
            Shipment(Channel.WORRY_FREE, Line.SIMPLE, GoodsClass.SPECIAL),
            (Service.SIMPLE, Service.SPECIAL, Service.SIMPLE_SPECIAL),
        ),
        (Shipment(Channel.WORRY_FREE, Line.PRIORITY, GoodsClass.BATTERY), (Service.PRIORITY,)),
        (Shipment(Channel.OFFLINE, Line.STANDARD), (Service.OFFLINE,)),
        (Shipment(None, Line.STANDARD), ()),
    ],
)
def test_a_shipment_is_called_by_every_word_that_is_known_to_fit(
    shipment: Shipment, expected: tuple[Service, ...]
) -> None:
    assert words(shipment) == expected
