"""Countries by code and by name, in the languages of sellers and buyers."""

from __future__ import annotations

import phonenumbers
import pytest

from bot.reading.countries import countries_in, country_of, country_of_phone, frequent, name_of


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ES", "ES"),
        ("es", "ES"),
        ("ESP", "ES"),
        ("UK", "GB"),
        ("uk", "GB"),
        ("GBR", "GB"),
        ("usa", "US"),
        ("U.S.A.", "US"),
        ("EL", "GR"),
        ("西班牙", "ES"),
        ("俄罗斯", "RU"),
        ("俄羅斯", "RU"),
        ("美国", "US"),
        ("韩国", "KR"),
        ("沙特", "SA"),
        ("阿联酋", "AE"),
        ("香港", "HK"),
        ("中国香港", "HK"),
        ("Brazil", "BR"),
        ("BRASIL", "BR"),
        ("España", "ES"),
        ("Espana", "ES"),
        ("México", "MX"),
        ("Россия", "RU"),
        ("Российская Федерация", "RU"),
        ("Беларусь", "BY"),
        ("Deutschland", "DE"),
        ("Polska", "PL"),
        ("Türkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
        ("the Netherlands", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("日本", "JP"),
        ("대한민국", "KR"),
        ("  Spain. ", "ES"),
        ("Ｓｐａｉｎ", "ES"),
    ],
)
def test_a_country_is_known_by_its_code_and_its_names(written: str, code: str) -> None:
    assert country_of(written) == code


@pytest.mark.parametrize("written", ["", "?", "Madrid", "ZZ", "xx", "你好", "12", "ES 612345678", "Spain or France"])
def test_what_is_no_country_is_none(written: str) -> None:
    assert country_of(written) is None


def test_the_longest_name_at_a_place_counts() -> None:
    def codes(text: str) -> list[str]:
        return [named.code for named in countries_in(text)]

    assert codes("几内亚比绍") == ["GW"]
    assert codes("印度尼西亚") == ["ID"]
    assert codes("Papua New Guinea") == ["PG"]
    assert codes("Equatorial Guinea, Guinea") == ["GQ", "GN"]
    assert codes("South Korea") == ["KR"]
    assert codes("发到俄罗斯和西班牙") == ["RU", "ES"]


def test_a_name_has_a_place_and_is_never_part_of_another_word() -> None:
    [named] = countries_in("to Spain, please")
    assert (named.code, named.start, named.end) == ("ES", 3, 8)
    assert countries_in("Spaniard, Omani, Indiana") == ()
    assert countries_in("New\n Zealand") == ()


def test_a_code_inside_a_text_is_no_name() -> None:
    assert countries_in("it is in no de") == ()


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_place_with_a_telephone_code_has_a_name_that_leads_back_to_it(region: str) -> None:
    for locale in ("zh", "en"):
        shown = name_of(region, locale)
        assert shown not in ("", region)
        assert country_of(shown) == region


def test_the_frequent_destinations_are_countries_and_none_stands_twice() -> None:
    assert len(set(frequent())) == len(frequent())
    assert all(country_of(code) == code for code in frequent())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("+34 612 345 678", "ES"),
        ("＋３４６１２３４５６７８", "ES"),
        ("0034612345678", "ES"),
        ("+12015550123", "US"),
        ("+1 506 234 5678", "CA"),
        ("+77710009998", "KZ"),
        ("+7 912 345-67-89", "RU"),
        ("+999123456", None),
        ("612345678", None),
        ("+", None),
        ("", None),
    ],
)
def test_a_number_with_a_plus_or_double_zero_says_its_country(written: str, code: str | None) -> None:
    assert country_of_phone(written) == code
