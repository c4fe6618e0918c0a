"""What publod says to people: English templates with parameters, told in the reader's language.

`N_` makes a `Message` that is told later, by whoever knows who reads it; `_` tells one at once in
the language of the terminal. Babel finds the templates by both names. The translations are those
of the pages, in ``translations/``.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Self, TypeAlias

from publod.catalogue_value import CatalogueValue

#: The catalogues of translations; English needs none.
TRANSLATIONS = Path(__file__).with_name("translations")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
#: C0 but for line feeds and tabs, DEL, C1, line separators, and what changes the direction of text
#: (Unicode Bidirectional Algorithm, UAX #9 §2), with surrogates, which no terminal can be sent.
_IN_LINES = re.compile(f"[{_CONTROL}]")
_IN_NAMES = re.compile(f"[{_CONTROL}\t\n]")


def escaped(text: str, *, lines: bool = False) -> str:
    r"""A text with control characters as ``\u001B``, by which JSON and Turtle mean the same.

    What comes from outside, such as the name of a file, is so put into every message: it could
    else write lines of its own into a log. With ``lines``, line feeds and tabs stay.
    """
    pattern = _IN_LINES if lines else _IN_NAMES
    return pattern.sub(lambda match: f"\\u{ord(match[0]):04X}", text)


class English(str):
    """A text of a library: it is in English whatever the reader's language."""

    __slots__ = ()


class Untranslated(str):
    """A text of publod that is in English, since there is no translation of it."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __mod__(self, value: Any) -> Untranslated:
        return Untranslated(super().__mod__(value))


class _Untranslated(gettext.NullTranslations):
    """What comes after all translations into a language."""

    def gettext(self, message: str) -> str:
        return Untranslated(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return Untranslated(super().ngettext(msgid1, msgid2, n))


class Numeral(int):
    """A number that is written with separators of thousands."""


Parameter: TypeAlias = "str | int | float | Message | BaseException | os.PathLike[str] | None"


class Message:
    """A template in English, with ``%(name)s`` where its parameters belong.

    The template is also the message's id, by which translations are found. A parameter may be a
    message itself. ``str()`` gives the English text.
    """

    __slots__ = ("parameters", "template")

    def __init__(self, template: str, /, **parameters: Parameter) -> None:
        self.template = template
        self.parameters: dict[str, str | int | float | Message] = {
            name: _plain(value) for name, value in parameters.items()
        }

    @classmethod
    def of(cls, error: object) -> Message:
        """What an error says: in publod's own words, or in English as its library has it."""
        match getattr(error, "args", ()):
            case [Message() as message, *_]:
                return message
        return cls("%(text)s", text=English(error))

    @classmethod
    def joined(cls, messages: Iterable[Message], between: str = ", ") -> Message:
        """Several messages with commas between them, or another sign."""
        parts = {f"part{number}": message for number, message in enumerate(messages)}
        return cls(between.join(f"%({name})s" for name in parts), **parts)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"Message({self.template!r}, **{self.parameters!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.template, self.parameters) == (other.template, other.parameters)

    def __hash__(self) -> int:
        return hash(str(self))

    @property
    def is_foreign(self) -> bool:
        """Whether it is the text of a library and nothing else."""
        return self.template == "%(text)s" and isinstance(self.parameters["text"], English)

    def text(self, language: str = "en") -> str:
        """The text in a language; in English as far as there is no translation."""
        return "".join(text for text, _ in self.parts(language))

    def parts(self, language: str) -> Iterator[tuple[str, str]]:
        """The text in parts, each with its language where that is not the one asked for."""
        template = _translated(self.template, language)
        spoken = "en" if isinstance(template, Untranslated) else ""
        for number, part in enumerate(_PLACEHOLDER.split(template)):
            if number % 2 == 0:
                if part:
                    yield part, spoken
                continue
            value = self.parameters[part]
            if isinstance(value, Message):
                yield from value.parts(language)
            elif isinstance(value, English):
                yield str(value), "" if language == "en" else "en"
            else:
                yield _written(value, language), ""

    def to_json(self) -> list[Any]:
        """What JSON can carry to another process; see `from_json`."""
        return [self.template, {name: _tagged(v) for name, v in self.parameters.items()}]

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read a message of another process. Raises ValueError for what is none."""
        match value:
            case [str(template), dict(tagged)]:
                message = cls(template, **{name: _untagged(v) for name, v in tagged.items()})
                if set(_PLACEHOLDER.findall(template)) <= message.parameters.keys():
                    return message
        raise ValueError("this is no message")


#: Marks a template for translation, as gettext's users call it, and makes a message of it.
N_ = Message


def _(template: str, /, **parameters: Parameter) -> str:
    """A text in the language of the terminal."""
    return Message(template, **parameters).text(terminal_language())


#: A folder with further translations, or with other words for what publod says.
_added: CatalogueValue[Path | None] = CatalogueValue(None)


def languages_brought(added: Path | None = None) -> tuple[str, ...]:
    """The languages that there are translations for: English, then those of the folders."""
    return _brought((TRANSLATIONS, *([added] if added else [])))


@cache
def _brought(folders: tuple[Path, ...]) -> tuple[str, ...]:
    names = {
        file.parents[1].name.replace("_", "-")
        for folder in folders
        for file in folder.glob("*/LC_MESSAGES/messages.?o")
    }
    return ("en", *sorted(names - {"en"}))


def compiled_for(language: str) -> Path:
    """The folder of compiled translations into a language, for gettext itself; else one without."""
    file = Path(language.replace("-", "_"), "LC_MESSAGES", "messages.mo")
    there = (one for one in (TRANSLATIONS, _added.get()) if one and (one / file).is_file())
    return next(there, TRANSLATIONS / "none")


def languages_spoken() -> tuple[str, ...]:
    """The same with the folder of `use_translations`."""
    return languages_brought(_added.get())


def use_translations(added: Path | None) -> None:
    """Take translations of a folder as well from now on; its words win."""
    _added.set(added)


def catalogue_of(language: str) -> gettext.NullTranslations:
    """All translations into a language, those of the added folder before those of publod.

    What there is none of comes as `Untranslated`, in any language but English.
    """
    return _catalogue(language, _added.get())


@cache
def _catalogue(language: str, added: Path | None) -> gettext.NullTranslations:
    brought = gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
    if language != "en":
        brought.add_fallback(_Untranslated())
    if added is None:
        return brought
    name = added / language.replace("-", "_") / "LC_MESSAGES" / "messages"
    if (source := name.with_suffix(".po")).is_file():
        try:
            own = _compiled(source)
        except (ValueError, LookupError):
            return brought  # `publod serve` refuses it; other commands do without
    elif (binary := name.with_suffix(".mo")).is_file():
        with binary.open("rb") as file:
            own = gettext.GNUTranslations(file)
    else:
        return brought
    own.add_fallback(brought)
    return own


def _compiled(source: Path) -> gettext.GNUTranslations:
    """Translations of a file, without those that could not be told. Raises ValueError."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    binary = BytesIO()
    try:
        catalogue = read_po(BytesIO(source.read_bytes()), abort_invalid=True)
    except PoFileError as error:  # without abort_invalid Babel prints it
        raise ValueError(str(error)) from error
    for message in list(catalogue):
        if message.id and _fault(message):
            catalogue.delete(message.id, message.context)
    write_mo(binary, catalogue)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def faults_of(source: Path) -> Iterator[tuple[int, Message]]:
    """What is wrong with a file of translations, with the line of each fault."""
    from babel.messages.pofile import PoFileError, read_po

    content = source.read_bytes()
    for number, line in enumerate(content.splitlines(), 1):
        if not _LINE_OF_PO.fullmatch(line):
            yield number, N_("this is no line of a .po file; a text stands between quotation marks")
            return
    try:
        catalogue = read_po(BytesIO(content), abort_invalid=True)
        _compiled(source)
    except PoFileError as error:
        yield error.lineno + 1, Message.of(str(error).rpartition(" on ")[0])
    except UnicodeDecodeError as error:
        line_number = content.count(b"\n", 0, content.find(error.object)) + 1
        yield line_number, N_("this is no UTF-8; save the file as that")
    except (ValueError, LookupError) as error:
        yield 1, Message.of(error)
    else:
        for message in catalogue:
            if message.id and not message.fuzzy and (fault := _fault(message)):
                yield message.lineno or 1, fault


#: Comments, or a keyword and a text, or more of a text (GNU gettext, "PO Files").
_LINE_OF_PO = re.compile(
    rb"\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*)?"
    rb'"(?:[^"\\]|\\.)*"\s*)?'
)


def _fault(message: Any) -> Message | None:
    """Why a translation cannot stand for its text, by their placeholders."""
    is_plural = isinstance(message.id, tuple | list)
    ids = message.id if is_plural else (message.id,)
    names = set().union(*(_PLACEHOLDER.findall(text) for text in ids))
    for text in message.string if isinstance(message.string, tuple | list) else (message.string,):
        its = set(_PLACEHOLDER.findall(text or ""))
        # One form of several may do without the number.
        if text and (its - names or (names - its and not is_plural)):
            return N_(
                "the translation has the placeholders %(its)s, and the text has %(names)s; "
                "placeholders stay as they are",
                its=", ".join(f"%({name})s" for name in sorted(its)) or "\u2013",
                names=", ".join(f"%({name})s" for name in sorted(names)) or "\u2013",
            )
        if text and _is_format(text, names) < all(_is_format(one, names) for one in ids):
            return N_(
                "the translation has a percent sign that begins no placeholder; as a sign, it is "
                "written twice"
            )
    return None


def _is_format(text: str, names: set[str]) -> bool:
    try:
        text % dict.fromkeys(names, 0)
    except (ValueError, TypeError, KeyError):
        return False
    return True


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the person at the terminal: one that there are translations into.

    It is the first of those in LANGUAGE that there is, or that of LC_ALL, LC_MESSAGES or LANG, as
    for gettext.
    """
    known = languages_spoken()
    return next((tag for tag in _preferred(environment) if tag in known), "en")


def lacks_translation(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person at the terminal would rather have a language that is not brought yet."""
    first = next(iter(_preferred(environment)), "en")
    return first not in {*languages_spoken(), "c", "posix"}


def _preferred(environment: Mapping[str, str]) -> list[str]:
    """Tags of languages, best first, each region's before the language's own."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            tags = (re.split(r"[.@]", tag)[0].replace("_", "-") for tag in value.split(":"))
            return [tag for full in tags for tag in (full, full.partition("-")[0].lower())]
    return []


def _translated(template: str, language: str) -> str:
    if language == "en" and _added.get() is None:
        return template
    return catalogue_of(language).gettext(template)


def _plain(value: Parameter) -> str | int | float | Message:
    """A parameter as it is written, or sent to another process."""
    if isinstance(value, BaseException):
        return Message.of(value)
    if isinstance(value, (str, int, float, Message)):
        return value
    return str(value)


def _written(value: str | int | float, language: str) -> str:
    if isinstance(value, Numeral):
        return f"{value:,}".replace(",", _signs(language)[0])
    return (
        f"{value:g}".replace(".", _signs(language)[1]) if isinstance(value, float) else str(value)
    )


@cache
def _signs(language: str) -> tuple[str, str]:
    """How a language separates thousands, and the whole from its fraction."""
    if language != "en":
        from babel.core import Locale, UnknownLocaleError
        from babel.numbers import get_decimal_symbol, get_group_symbol

        try:
            locale = Locale.parse(language, sep="-")
            return get_group_symbol(locale), get_decimal_symbol(locale)
        except (UnknownLocaleError, ValueError):
            pass
    return ",", "."


def _tagged(value: str | int | float | Message) -> Any:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, English):
        return {"english": str(value)}
    return {"numeral": int(value)} if isinstance(value, Numeral) else value


def _untagged(value: Any) -> str | int | float | Message:
    match value:
        case list():
            return Message.from_json(value)
        case {"english": str(text)}:
            return English(text)
        case {"numeral": int(number)}:
            return Numeral(number)
        case str() | int() | float():
            return value
    raise ValueError("this is no parameter of a message")
