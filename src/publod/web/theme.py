"""Colours and fonts of a catalogue's own: tokens of the style sheet, told apart as WCAG 2.2 asks.

Two colours are chosen, for the light scheme and perhaps for the dark one: of the band at the head
of each page, and of what leads on (links, buttons, the focus). Where only one is chosen for links,
the dark scheme has it as much lighter as its grounds need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from publod.errors import SettingsError
from publod.messages import N_, Message

#: What stands on what: a text (success criterion 1.4.3, at least 4.5 to 1) …
TEXT = (
    *((text, ground) for ground in ("ground", "surface", "warn-ground")
      for text in ("ink", "quiet", "link", "visited", "warn")),
    ("mark-ink", "mark"), ("action-ink", "action"),
    ("band-ink", "band"), ("band-quiet", "band"),
    ("field-ink", "field"), ("field-quiet", "field"),
    ("field-ink", "field-surface"), ("field-quiet", "field-surface"), ("field-ink", "band-focus"),
)  # fmt: skip
#: … or what has to be seen to be used or understood (1.4.11, 2.4.13, at least 3 to 1).
DRAWN = (
    *((drawn, ground) for ground in ("ground", "surface")
      for drawn in ("edge", "focus", "action", "bar", "bar-chosen", "link")),
    ("warn", "warn-ground"), ("focus", "warn-ground"),
    ("band-focus", "band"), ("band-quiet", "band"), ("field", "band"),
)  # fmt: skip
_LEAST = ((TEXT, 4.5), (DRAWN, 3.0))
_TOKEN = re.compile(r"--([a-z-]+):\s*([^;]+);")
_LINKS = ("link", "focus", "action", "bar-chosen")
#: What a colour of one's own stands beside, as whoever chooses it knows it.
_CALLED = {
    "ground": N_("the background of pages"),
    "surface": N_("the background of boxes"),
    "warn-ground": N_("the background of notices"),
    "action-ink": N_("the text on buttons"),
    "band-ink": N_("the text in the head of pages"),
    "band-quiet": N_("the faint text in the head of pages"),
    "band-focus": N_("the mark of the chosen link in the head of pages"),
    "field": N_("the search field"),
}
_SCHEMES = {"light": N_("the light scheme"), "dark": N_("the dark scheme")}
#: How much of white the line within the band has.
_BAND_LINE = 0.2
_STEP = 0.04
#: What is drawn is plain to see from this contrast on (WCAG 2.2, 1.4.11).
_PLAIN = 3.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Tokens that differ from publod's own, by scheme; ``band`` is the colour of the head."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    band: str

    @property
    def css(self) -> str:
        """A style sheet for after publod's own; '' where nothing differs."""
        if not self.light and not self.dark:
            return ""
        light, dark = _declared(self.light), _declared(self.dark)
        # Colours that the visitor forces stay.
        return (
            f"@media not (forced-colors: active) {{ :root {{ {light} }} }}\n"
            "@media (prefers-color-scheme: dark) and (not (forced-colors: active)) "
            f"{{ :root {{ {dark} }} }}\n"
        )


def theme_of(
    *,
    band: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    font: str = "",
    heading_font: str = "",
    place: Callable[[str], str] = lambda name: f"PUBLOD_{name.upper()}",
) -> Theme:
    """A theme of one or two colours for each thing, and of lists of fonts.

    ``place`` says where a setting stands.
    Raises SettingsError for colours that cannot be told apart, with each pair, its ratio, and the
    nearest colour that will do.
    """
    own: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    if font:
        own["light"] |= {"sans": font, "serif": font}
    if heading_font:
        own["light"] |= {"title": heading_font, "heading": heading_font}
    for scheme, colour in zip(("light", "dark"), (band * 2)[:2], strict=False):
        own[scheme] |= {"band": colour, "band-line": mixed(colour, "#ffffff", _BAND_LINE)}
    if links:
        dark = links[1] if len(links) > 1 else _nearest(links[0], [tokens()["dark"]], _LINKS)
        for scheme, colour in (("light", links[0]), ("dark", dark)):
            own[scheme] |= dict.fromkeys(_LINKS, colour)
            own[scheme]["bar"] = _faded(colour, tokens()[scheme])
    refusals = [
        message
        for setting, names in (("band_colour", {"band"}), ("link_colour", {*_LINKS}))
        for scheme in own
        for message in _refusal(place(setting), scheme, own, names & own[scheme].keys())
    ]
    if refusals:
        raise SettingsError(Message.joined(refusals, "\n"))
    return Theme(own["light"], own["dark"], own["light"].get("band", tokens()["light"]["band"]))


@cache
def tokens() -> dict[str, dict[str, str]]:
    """Publod's own tokens by scheme, as the style sheet has them."""
    sheet = files("publod").joinpath("web", "static", "style.css").read_text("utf-8")
    base, dark = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).split(
        "@media (prefers-color-scheme: dark)"
    )
    light = _root(base)
    return {"light": light, "dark": light | _root(dark)}


def luminance(colour: str) -> float:
    """Relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _faded(colour: str, scheme: Mapping[str, str]) -> str:
    """A colour with as much of the ground in it as leaves it plain to see, for charts."""
    grounds = [scheme[ground] for ground in ("ground", "surface")]
    for steps in range(15, 0, -1):
        faded = mixed(colour, scheme["ground"], steps * _STEP)
        if all(contrast(faded, ground) >= _PLAIN for ground in grounds):
            return faded
    return colour


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another in it, from 0 to 1."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(own + (its - own) * share):02x}" for own, its in pairs)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two tokens that are too much alike, with their ratio and the least that is needed."""

    front: str
    back: str
    ratio: float
    least: float


def _weak(scheme: Mapping[str, str], names: Collection[str]) -> Iterator[_Pair]:
    """The pairs in which one of some tokens is, and that are too much alike."""
    for pairs, least in _LEAST:
        for front, back in pairs:
            ratio = contrast(scheme[front], scheme[back])
            if ratio < least and (front in names or back in names):
                yield _Pair(front, back, ratio, least)


def _refusal(
    place: str, title: str, own: Mapping[str, Mapping[str, str]], names: set[str]
) -> Iterator[Message]:
    """What is said of a colour in one scheme: which would do, and a line for each other colour."""
    schemes = {name: {**tokens()[name], **changed} for name, changed in own.items()}
    scheme = schemes[title]
    weak: dict[str, _Pair] = {}
    for pair in _weak(scheme, names):
        other = pair.front if pair.back in names else pair.back
        if other not in weak or weak[other].least < pair.least:
            weak[other] = pair
    if not weak:
        return
    colour = scheme[min(names)]
    same = [one for one in schemes.values() if one[min(names)] == colour]
    yield N_(
        "%(place)s: %(colour)s has too little contrast in %(scheme)s (WCAG 2.2, 1.4.3 and "
        "1.4.11); %(near)s is the nearest that has enough",
        place=place, colour=colour, scheme=_SCHEMES[title],
        near=_nearest(colour, same, names) or _nearest(colour, [scheme], names),
    )  # fmt: skip
    for other, pair in weak.items():
        yield N_(
            "    beside %(other)s (%(colour)s) it has %(ratio)s to 1, and %(least)s is needed",
            other=_CALLED[other],
            colour=scheme[other],
            # Rounded down, since 4.499 is not enough.
            ratio=int(pair.ratio * 100) / 100,
            least=pair.least,
        )


def _nearest(colour: str, schemes: Iterable[Mapping[str, str]], names: Collection[str]) -> str:
    """The colour with as little black or white in it as it needs in all schemes; '' for none."""
    for share in range(101):
        for other in ("#000000", "#ffffff"):
            near = mixed(colour, other, share / 100)
            if not any(any(_weak({**s, **dict.fromkeys(names, near)}, names)) for s in schemes):
                return near
    return ""


def _root(sheet: str) -> dict[str, str]:
    match = re.search(r":root\s*\{([^}]*)\}", sheet)
    return {name: value.strip() for name, value in _TOKEN.findall(match[1] if match else "")}


def _parts(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _declared(tokens_: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in tokens_.items())
