"""What settings may be: a reader takes what was written, and raises ValueError or TypeError."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from publod.messages import N_, Message

#: ISO 15511 §4, whose identifiers take in the MARC organisation codes.
_ORGANIZATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9/:-]{0,15}")
#: What RFC 3987 lets no IRI contain.
_NOT_IN_IRI = frozenset('<>"{}|\\^`') | frozenset(map(chr, range(33))) | {"\x7f"}
#: A language as BCP 47 names it; regions and scripts stand behind it.
_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: Names of fonts as the property ``font-family`` takes them, and nothing that ends a declaration.
_FONTS = re.compile(r"[\w \-,'\"]{1,200}")

Number = TypeVar("Number", int, float)
#: What a value may be: a text for all languages, or one for each.
Texts = Mapping[str, str]
#: What a reader is given: a text of the environment, or what a TOML file has.
Written = str | Sequence[str] | Texts


def base_url_of(text: str) -> str:
    """A base URL as the catalogue has it, with a slash at its end. Raises ValueError."""
    parts = urlsplit(text)
    if not text.startswith(("http://", "https://")) or not parts.hostname or set(text) & set("?#"):
        raise ValueError(N_("an http(s) URL without query or fragment is needed"))
    if parts.port == 0 or set(text) & _NOT_IN_IRI or {".", ".."} & set(parts.path.split("/")):
        raise ValueError(N_("no IRI could begin with it"))
    return text if text.endswith("/") else text + "/"


def endpoint(text: str) -> str:
    """The address of another service. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "#" in text:
        raise ValueError(N_("an http(s) URL is needed"))
    if parts.port == 0 or set(text) & _NOT_IN_IRI:
        raise ValueError(N_("it is no URL"))
    return text


def positive(text: str) -> float:
    """A number above 0. Raises ValueError."""
    number = _number(float, text, lacking := N_("a number above 0 is needed"))
    if not 0 < number < float("inf"):
        raise ValueError(lacking)
    return number


def seconds(text: str) -> float:
    """A number, 0 or above. Raises ValueError."""
    return 0.0 if text.strip() == "0" else positive(text)


def _number(kind: type[Number], text: str, lacking: Message) -> Number:
    """What a text is as a number. Raises ValueError that says which is needed."""
    try:
        return kind(text)
    except ValueError:
        raise ValueError(lacking) from None


def whole(lacking: Message, least: int, most: float = float("inf")) -> Callable[[str], int]:
    """Reads whole numbers in a range."""

    def read(text: str) -> int:
        number = _number(int, text, lacking)
        if not least <= number <= most:
            raise ValueError(lacking)
        return number

    return read


count = whole(N_("a whole number above 0 is needed"), 1)
few = whole(N_("a whole number is needed, 0 or above"), 0)
memory = whole(N_("2048 at least is needed"), 2048)
port = whole(N_("a port from 1 to 65535 is needed"), 1, 65535)


def language(text: str) -> str:
    """The language of a tag, without its region: pages in ``en-IE`` are in ``en``.

    Raises ValueError.
    """
    if match := _LANGUAGE_TAG.fullmatch(text):
        return match[1]
    raise ValueError(N_("the tag of a language is needed, such as en or fi"))


def email(text: str) -> str:
    """An address of electronic mail. Raises ValueError."""
    name, at, host = text.rpartition("@")
    if not at or not name or "." not in host or any(c.isspace() for c in text):
        raise ValueError(N_("an address like metadata@agency.example is needed"))
    return text


def organization(text: str) -> str:
    """An ISIL or a MARC organisation code. Raises ValueError."""
    if not _ORGANIZATION.fullmatch(text):
        raise ValueError(N_("a code of 16 letters, digits and -/: at most is needed, such as SE-S"))
    return text


def folder(text: str) -> Path:
    """A folder that is there. Raises ValueError."""
    path = Path(text)
    if not path.is_dir():
        raise ValueError(N_("there is no such folder"))
    return path


def fonts(text: str) -> str:
    """Names of fonts as CSS lists them. Raises ValueError."""
    if not _FONTS.fullmatch(text) or text.count('"') % 2 or text.count("'") % 2:
        raise ValueError(N_("names of fonts are needed, with commas between them"))
    return text


def texts(value: Written) -> Texts:
    """A text by language; '' stands for one that holds for all. Raises ValueError."""
    if isinstance(value, Mapping):
        return {language(tag): text for tag, text in value.items()}
    if not isinstance(value, str):
        raise TypeError(N_("a text is needed, or a table of texts by language"))
    return {"": value}


def words_of(read: Callable[[str], str], most: int = 100) -> Callable[[Written], tuple[str, ...]]:
    """Reads several values: a list, or a text with spaces or commas between them."""

    def read_all(value: Written) -> tuple[str, ...]:
        if isinstance(value, Mapping):
            raise TypeError(N_("a list is needed"))
        parts = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
        found = tuple(dict.fromkeys(read(part) for part in parts if part))
        if not 0 < len(found) <= most:
            raise ValueError(N_("from 1 to %(most)s values are needed", most=most))
        return found

    return read_all


languages = words_of(language)


def network(text: str) -> str:
    """An address or a network of them (RFC 4632, RFC 4291 §2.3). Raises ValueError."""
    try:
        return str(ip_network(text))
    except ValueError:
        raise ValueError(
            N_("an address or a network is needed, such as 192.0.2.0/24 or 2001:db8::/32")
        ) from None


networks = words_of(network, 1000)


def name(text: str) -> str:
    """The name of a page, as an address has it. Raises ValueError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", text):
        raise ValueError(N_("names in small letters, digits and hyphens are needed"))
    return text


def one_of(*known: str) -> Callable[[str], str]:
    """Reads a word of a list."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(N_("one of these is needed: %(known)s", known=", ".join(known)))
        return text

    return read


names = words_of(name)
#: Parts of the service that can be left out.
parts = words_of(one_of("audiences", "sparql", "works"))


def colour(text: str) -> str:
    """A colour with two digits for each part. Raises ValueError."""
    if not _COLOUR.fullmatch(text):
        raise ValueError(N_("a colour like #0b3a45 is needed"))
    return text.lower()


#: One colour for the light scheme, and perhaps another for the dark one.
colours = words_of(colour, 2)


def existing_folder(text: str) -> Path:
    """A folder that is there, whatever folder the process is in later. Raises ValueError."""
    folder = Path(text).absolute()
    if not folder.is_dir():
        raise ValueError(N_("there is no such folder"))
    return folder


def written(value: object) -> str:
    """The value of a setting as text; '' for one that is not set."""
    match value:
        case None:
            return ""
        case tuple():
            return " ".join(map(str, value))
        case float():
            return f"{value:g}"
        case Mapping():
            return " | ".join(f"{tag}: {text}" if tag else text for tag, text in value.items())
    return str(value)
