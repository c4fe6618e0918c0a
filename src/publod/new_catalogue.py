"""A folder with all that a catalogue of one's own begins with; `publod init` writes it."""

from __future__ import annotations

import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from urllib.parse import urlsplit

from publod.bibliography.language_codes_and_names import code_meant
from publod.errors import PublodError
from publod.importing.addresses import slug_of
from publod.messages import N_, _, languages_brought
from publod.setting_values import base_url_of, email, language

_LICENCES = "https://creativecommons.org/"
#: Licences of metadata by the names that people know; any other is named by its IRI.
LICENCES = {
    "CC0": f"{_LICENCES}publicdomain/zero/1.0/",
    "CC-BY-4.0": f"{_LICENCES}licenses/by/4.0/",
    "CC-BY-SA-4.0": f"{_LICENCES}licenses/by-sa/4.0/",
}


class CannotBegin(PublodError):
    """The folder of a new catalogue cannot be written, or an answer about it cannot be."""


_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is known of a new catalogue.

    ``licence`` is a name of LICENCES or an IRI, and ``languages`` are those of its pages, the first
    also that of its records.
    """

    name: str
    publisher: str
    licence: str = "CC0"
    short_name: str = ""
    description: str = ""
    base_url: str = ""
    contact: str = ""
    homepage: str = ""
    languages: tuple[str, ...] = ("en",)


def require_place(folder: Path, *, force: bool = False) -> None:
    """Raise CannotBegin unless a folder can be written and is new or empty.

    ``force`` says to add to one that has files.
    """
    if folder.exists() and not folder.is_dir():
        raise CannotBegin(N_("%(folder)s is a file: name a folder", folder=folder))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise CannotBegin(
            N_(
                "%(folder)s is not empty: name a new folder, or add --force, which writes what is "
                "not there yet and changes no file",
                folder=folder,
            )
        )
    place = next(above for above in (folder, *folder.absolute().parents) if above.is_dir())
    if not os.access(place, os.W_OK | os.X_OK):
        raise CannotBegin(
            N_("you may not write in %(folder)s: name a folder elsewhere", folder=place)
        )


def write(folder: Path, answers: Answers) -> list[Path]:
    """Write the files that are not there yet, and return their paths below the folder.

    A new folder is there whole or not at all. Raises CannotBegin for answers that cannot be.
    """
    for name, answer in asdict(answers).items():
        check(name, answer if isinstance(answer, str) else " ".join(answer))
    contents = dict(_contents(answers))
    if folder.is_dir() and any(folder.iterdir()):
        return _write_missing(folder, contents)
    place = folder.absolute()
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as temporary:
        made = Path(temporary, "made")
        written = _write_missing(made, contents)
        if place.is_dir():  # and empty: somebody may be in it, so it stays the same
            for file in made.iterdir():
                file.rename(place / file.name)
        else:
            made.rename(place)
    return written


def _write_missing(folder: Path, contents: Mapping[str, str]) -> list[Path]:
    written = []
    for name, text in contents.items():
        target = folder / name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(Path(name))
    return written


def check(name: str, answer: str) -> str:
    """One of the answers, if it can be, as it was given. Raises CannotBegin, which says why not."""
    try:
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in _one_line(answer)):
            raise ValueError(N_("control characters cannot be written, nor what is not in UTF-8"))
        match name:
            case "base_url" if answer:
                base_url_of(answer)
            case "contact" if answer:
                email(answer)
            case "languages":
                for tag in tags_of(answer):
                    language(tag)
                    if not code_meant(language(tag)):
                        raise ValueError(N_("%(tag)s is no language of ISO 639-1", tag=tag))
            case "licence" if not _IRI.fullmatch(LICENCES.get(answer, answer)):
                raise ValueError(
                    N_(
                        "the licence is one of %(known)s, or the IRI of another",
                        known=", ".join(LICENCES),
                    )
                )
            case "homepage" if answer and not _IRI.fullmatch(answer):
                raise ValueError(N_("the homepage is an http(s) URL"))
    except ValueError as error:
        message = N_("%(name)s “%(answer)s”: %(error)s", name=name, answer=answer, error=error)
        raise CannotBegin(message) from None
    if name in {"name", "publisher"} and not answer.strip():
        raise CannotBegin(N_("a catalogue has a name and a publisher"))
    return answer


def tags_of(languages: str) -> tuple[str, ...]:
    """The tags of a list of languages, with spaces or commas between them; English for none.

    Locales are tags with an underscore, such as ``sv_SE``.
    """
    return tuple((languages or "en").replace(",", " ").replace("_", "-").split())


def _contents(answers: Answers) -> Iterator[tuple[str, str]]:
    """Each file by its path, in the order in which they are told."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 (no HTML is made)
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters.update(
        literal=_literal, quoted=_quoted, one_line=_one_line, comment=_comment
    )
    environment.globals["_"] = _
    known = tomllib.loads(files("publod").joinpath("starter_labels.toml").read_text("utf-8"))
    tags = [language(tag) for tag in answers.languages]
    untranslated = [tag for tag in tags if tag not in languages_brought()]
    # A record is in one language: that of the catalogue, if the whole example is known in it.
    own = next(tag for tag in (tags[0], "en") if "abstract" in known["labels"].get(tag, {}))
    values = {
        **asdict(answers),
        "base_url": base_url_of(answers.base_url) if answers.base_url else "",
        "port": _own_port(answers.base_url),
        "licence": LICENCES.get(answers.licence, answers.licence),
        "short_name": answers.short_name,
        "contact_title": N_("Contact").text(tags[0]),
        "codes": list(dict.fromkeys(f"lang:{code_meant(tag)}" for tag in tags)),
        "slug": slug_of(answers.publisher) or "publisher",
        "types": known["types"],
        "labels": partial(_labels, known["labels"], [*tags, "en"]),
        "definitions": partial(_labels, known["definitions"], [*tags, "en"]),
        "example": {
            "title": _literal(known["labels"][own]["example"], own),
            "abstract": _literal(known["labels"][own]["abstract"], own),
            "code": code_meant(own),
        },
        "untranslated": untranslated,
        "version": version("publod"),
        "year": datetime.now(UTC).year,
    }
    for name, file in _files(files("publod").joinpath("starter")):
        target = f".{name}" if name.endswith("ignore") else name
        yield target, environment.from_string(file.read_text("utf-8")).render(values)
    for tag in untranslated:
        yield f"translations/{tag}/LC_MESSAGES/messages.po", _to_translate(tag)


def _own_port(base_url: str) -> int | None:
    """The port of a base URL of this machine, which is then what is listened on; None otherwise."""
    parts = urlsplit(base_url)
    return parts.port if parts.hostname in {"127.0.0.1", "localhost", "::1"} else None


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.is_dir():
            yield from _files(file, f"{above}{file.name}/")
        else:
            yield above + file.name, file


def _to_translate(tag: str) -> str:
    """What publod says, as a file to be translated into a language."""
    from babel.core import Locale, UnknownLocaleError
    from babel.messages.catalog import Catalog

    from publod.translation_template import write_template

    try:
        catalogue = Catalog(locale=Locale.parse(tag, sep="-"), project="publod", fuzzy=False)
    except (UnknownLocaleError, ValueError):
        catalogue = Catalog(project="publod", fuzzy=False)
    written = BytesIO()
    write_template(written, catalogue)
    return written.getvalue().decode()


def _literal(text: str, tag: str) -> str:
    return f"{json.dumps(_one_line(text), ensure_ascii=False)}@{tag}"


def _labels(texts: Mapping[str, Mapping[str, str]], tags: Iterable[str], name: str) -> str:
    """The objects of a property: a text in each of the languages that it is known in."""
    there = (tag for tag in dict.fromkeys(tags) if name in texts.get(tag, {}))
    return " , ".join(_literal(texts[tag][name], tag) for tag in there)


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in wrap(text, 98, break_long_words=False))


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
