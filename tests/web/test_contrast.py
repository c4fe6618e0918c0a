"""Colours: told apart as WCAG 2.2 asks, in both schemes and on paper, and defined in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publod import web
from publod.web.theme import DRAWN, TEXT, contrast

STATIC = Path(web.__file__).parent / "static"
SHEETS = sorted(STATIC.glob("*.css"))
HEX = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
TOKEN = re.compile(r"(--[a-z-]+):\s*([^;]+);")


def source(name: str) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.DOTALL)


def root(sheet: str) -> dict[str, str]:
    """What the first ``:root`` of a sheet defines, by the name without its dashes."""
    block = re.search(r":root\s*\{([^}]*)\}", sheet)
    assert block, "no :root"
    return {name[2:]: value.strip() for name, value in TOKEN.findall(block[1])}


def schemes() -> dict[str, dict[str, str]]:
    base, dark = source("style.css").split("@media (prefers-color-scheme: dark)")
    light = root(base)
    return {
        "light": light,
        "dark": light | root(dark),
        "print": light | root(source("print.css")),
        # Paper takes the rest from the scheme of the screen, whichever that is.
        "print of the dark scheme": light | root(dark) | root(source("print.css")),
    }


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#ffffff", "#ffffff", 1.0)],
)
def test_contrast_is_computed_as_the_guidelines_say(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == expected


@pytest.mark.parametrize("scheme", list(schemes()))
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (DRAWN, 3.0)], ids=["text", "drawn"])
def test_what_is_shown_can_be_seen(scheme: str, pairs: list[tuple[str, str]], least: float) -> None:
    tokens = schemes()[scheme]
    weak = {
        f"{front} on {back}": round(ratio, 2)
        for front, back in pairs
        if not (scheme.startswith("print") and "field" in front)  # no form is printed
        and (ratio := contrast(tokens[front], tokens[back])) < least
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_is_in_a_pair(scheme: str) -> None:
    """A colour that nobody compares is one that nobody has thought of."""
    compared = {name for pair in (*TEXT, *DRAWN) for name in pair}
    only_divides = {"line", "band-line"}
    colours = {name for name, value in schemes()[scheme].items() if HEX.fullmatch(value)}
    assert colours - compared == only_divides


def test_the_dark_scheme_forgets_no_colour() -> None:
    base, dark = source("style.css").split("@media (prefers-color-scheme: dark)")
    colours = {name for name, value in root(base).items() if HEX.fullmatch(value)}
    # What is typed into on the band is white paper in both schemes.
    assert colours - set(root(dark)) == {"field", "field-surface", "field-ink", "field-quiet"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_are_named_in_tokens_only(sheet: Path) -> None:
    rules = TOKEN.sub("", source(sheet.name))
    assert HEX.findall(re.sub(r"#[\w-]+(?=[^{};]*\{)", "", rules)) == []
    assert re.findall(r"\b(?:rgba?|hsla?|oklch|color-mix)\(", rules) == []


def test_each_token_is_defined_and_used() -> None:
    every = "".join(source(sheet.name) for sheet in SHEETS)
    defined = {name for name, _ in TOKEN.findall(every)}
    assert defined == set(re.findall(r"var\((--[a-z-]+)\)", every))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_fetches_nothing_and_moves_nothing(sheet: Path) -> None:
    rules = source(sheet.name)
    assert re.findall(r"@import|@font-face|url\(", rules) == []
    assert re.findall(r"\b(?:animation|transition|scroll-behavior)[a-z-]*:", rules) == []
    assert rules.count("{") == rules.count("}")
