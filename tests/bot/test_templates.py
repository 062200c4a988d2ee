"""Both languages have the same templates and labels, and no figure of the programme is written into one."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes

from bot.render import Renderer

ROOT = Path(str(resources.files("templates") / "messages"))
ZH, EN = ROOT / "zh", ROOT / "en"

_IDS = r"\bwhy\.(?:source\.[A-Z]\d|reading\.X\d\d)"
_MARKUP = re.compile(rf"<code>.*?</code>|\{{\{{.*?\}}\}}|\{{%.*?%\}}|\{{#.*?#\}}|&#?\w+;|{_IDS}", re.DOTALL)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

# Figures that are no statement of the programme, by file (either language), with the reason.
ALLOWED = {
    "quote/ask_exchange.html.j2": {"1": "one unit of a currency"},
    "whatif/ask_exchange.html.j2": {"1": "one unit of a currency"},
    "whatif/result.html.j2": {"1": "one unit of a currency"},
    "whatif/worthless.html.j2": {"1": "one unit of a currency"},
    "labels/whatif.yaml": {"1": "one unit of a currency"},
    "parcels/bits.html.j2": {"1": "less than one hour"},
    "start/terminal.html.j2": {"1": "the number of a button"},
    "sources.yaml": dict.fromkeys((*"012345678", "2023", "2024", "5.3", "2.1", "23"), "ids and names of sources"),
}


def files_of(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.suffix in (".j2", ".yaml")}


TEMPLATES = sorted(name for name in files_of(ZH) if name.endswith(".j2"))
DATA = sorted(name for name in files_of(ZH) if name.endswith(".yaml"))


def test_both_languages_have_the_same_files() -> None:
    assert files_of(ZH) == files_of(EN)


@pytest.mark.parametrize("name", DATA)
def test_both_languages_have_the_same_keys(name: str) -> None:
    zh, en = (yaml.safe_load((folder / name).read_text("utf-8")) for folder in (ZH, EN))
    assert zh.keys() == en.keys()


@pytest.mark.parametrize("name", DATA)
def test_no_label_is_empty(name: str) -> None:
    for folder in (ZH, EN):
        for key, text in yaml.safe_load((folder / name).read_text("utf-8")).items():
            texts = text.values() if isinstance(text, dict) else [text]
            assert all(isinstance(line, str) and line.strip() for line in texts), f"{name}: {key}: {text!r}"


def asked_of_the_book(source: str) -> set[str]:
    """The keys a template prints a figure of."""
    tree = Environment(autoescape=True).parse(source)
    return {
        call.args[0].value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == "figure"
        and call.args
        and isinstance(call.args[0], nodes.Const)
    }


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_languages_print_the_same_figures(name: str) -> None:
    zh, en = ((folder / name).read_text("utf-8") for folder in (ZH, EN))
    assert asked_of_the_book(zh) == asked_of_the_book(en)


@pytest.mark.parametrize("folder", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("name", TEMPLATES + DATA)
def test_no_figure_is_written_into_a_text(folder: Path, name: str) -> None:
    """Examples stand in <code>; everything else that has digits is asked of the book or named above."""
    lines = [line for line in (folder / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    found = _FIGURE.findall(_MARKUP.sub(" ", "\n".join(lines)))
    assert set(found) <= ALLOWED.get(name, {}).keys()


def test_every_allowed_figure_is_still_there() -> None:
    for name, figures in ALLOWED.items():
        text = _MARKUP.sub(" ", (ZH / name).read_text("utf-8") + (EN / name).read_text("utf-8"))
        assert set(figures) <= set(_FIGURE.findall(text)), name


def source_line(
    locale: str, *found: tuple[int | None, date | None], year_only: bool = False, places: str = "abc"
) -> str:
    """The source line of made-up sources, each with its age in months and the day it was verified.

    ``year_only``: the first of them names but its year.
    """
    template = (
        Renderer()
        ._environments[locale]
        .from_string('{% from "shared.html.j2" import source_line %}{{ source_line(found) }}')
    )
    sources = [
        {
            "title": "T",
            "places": [*places],
            "date": "2023" if year_only and not at else "2024-05",
            "months": months,
            "year_only": year_only and not at,
            "verified": verified,
        }
        for at, (months, verified) in enumerate(found)
    ]
    return template.render(found=sources).strip()


def test_the_source_line_says_how_old_the_oldest_unverified_source_is() -> None:
    assert source_line("zh", (30, None)) == "<i>出处：T（a，b等处，2024-05）。写于 30 个月前，还没有人核实过。</i>"
    assert source_line("en", (1, None)).endswith("It is 1 month old, and nobody has verified it.</i>")
    several = (8, None), (30, None)
    assert source_line("zh", *several).endswith("。最早的一条写于 30 个月前，这几条都还没有人核实过。</i>")
    assert source_line("en", *several).endswith("). The oldest is 30 months old. None of these has been verified.</i>")


def test_a_source_that_names_but_its_year_has_no_age_in_months() -> None:
    one, several = ((46, None),), ((46, None), (8, None))
    assert source_line("zh", *one, year_only=True).endswith("写于 2023 年，还没有人核实过。</i>")
    assert source_line("en", *one, year_only=True).endswith("It is from 2023, and nobody has verified it.</i>")
    assert "最早的一条写于 2023 年，" in source_line("zh", *several, year_only=True)
    assert "The oldest is from 2023. " in source_line("en", *several, year_only=True)


def test_beside_a_source_without_a_date_none_is_called_the_oldest_of_all() -> None:
    found = (8, None), (None, None)
    assert source_line("zh", *found).endswith("有日期的最早一条写于 8 个月前，这几条都还没有人核实过。</i>")
    assert "The oldest with a date is 8 months old. None" in source_line("en", *found)


def test_where_some_sources_were_verified_only_the_others_are_said_not_to_be() -> None:
    checked = date(2026, 10, 1)
    found = (30, checked), (8, None)
    assert source_line("zh", *found).endswith("还没有人核实过的里面，最早的一条写于 8 个月前。</i>")
    assert source_line("en", *found).endswith("Of those nobody has verified, the oldest is 8 months old.</i>")
    assert source_line("zh", (30, checked), (None, None)).endswith("。有的还没有人核实过。</i>")
    assert source_line("en", (30, checked), (None, None)).endswith("). Not all of these have been verified.</i>")


def test_a_verified_source_says_when_and_a_new_or_undated_one_claims_no_age() -> None:
    assert source_line("zh", (30, date(2026, 10, 1))).endswith("2026-10-01 核实过。</i>")
    assert source_line("en", (30, date(2026, 10, 1))).endswith("Verified on 2026-10-01.</i>")
    assert source_line("en", (0, None)).endswith("2024-05). Nobody has verified it.</i>")
    assert source_line("zh", (None, None)).endswith("没写日期）。还没有人核实过。</i>")
    assert source_line("en", (None, None), (0, None)).endswith("). None of these has been verified.</i>")


def test_the_source_line_names_two_places_and_says_when_there_are_more() -> None:
    assert "T（a，b，2024-05）" in source_line("zh", (8, None), places="ab")
    assert "T（a，b等处，2024-05）" in source_line("zh", (8, None))
    assert "T (a, b, 2024-05)" in source_line("en", (8, None), places="ab")
    assert "T (a, b, and others, 2024-05)" in source_line("en", (8, None))
