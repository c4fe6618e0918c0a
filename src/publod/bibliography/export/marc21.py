"""MARC 21 bibliographic (https://www.loc.gov/marc/bibliographic/), in MARCXML."""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.agent_names_and_roles import Name, names_of
from publod.bibliography.dates import issued_of
from publod.bibliography.entry import Entry
from publod.bibliography.export.marc21_control_fields import (
    closed,
    control_fields,
    data,
    linking_fields,
    locations,
    punctuated,
    series,
    several,
)
from publod.bibliography.export.xml_writer import (
    NOTHING,
    MetadataFormat,
    Xml,
    element,
    root_attributes,
)
from publod.bibliography.identifiers import files_of, identifiers_of
from publod.bibliography.language_codes_and_names import CATALOGUING_LANGUAGE, languages_of
from publod.bibliography.licence import rights_of
from publod.bibliography.relations import history_of, relations_of
from publod.bibliography.subjects import (
    abstracts_of,
    audience_labels,
    genres_of,
    periods_of,
    places_of,
    subject_headings,
)
from publod.bibliography.titles_and_labels import Titles, edition_of, languages_in, titles_of

NAMESPACE = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
_ROOT = root_attributes(NAMESPACE, SCHEMA, {"": NAMESPACE}, type="Bibliographic")


def write(entry: Entry) -> bytes:
    """The publication as a MARC 21 record."""
    return element("record", _fields(entry), _ROOT)


def _fields(entry: Entry) -> Iterator[Xml]:
    """All fields in the order of their hundreds."""
    names, titles, relations = names_of(entry), titles_of(entry), relations_of(entry)
    yield from control_fields(entry)
    yield from _numbers(entry)
    yield from _languages(entry)
    yield main_entry(names)
    yield from _titles(titles, names)
    yield _edition(entry)
    yield _publication(entry, names)
    yield from _description(entry)
    yield from series(relations, "490")
    yield from _notes(entry)
    yield from _subjects(entry)
    yield from added_entries(names)
    yield from linking_fields(relations)
    yield from series(relations, "830")
    yield from locations(entry)


def _numbers(entry: Entry) -> Iterator[Xml]:
    """020 ISBN, 022 ISSN, 024 all other identifiers, 040 source, where it has a code."""
    found = identifiers_of(entry)
    for kind, value in found:
        if kind == "isbn":
            yield data("020", "  ", ("a", value.replace("-", "").replace(" ", "")))
    for kind, value in found:
        if kind == "issn":
            yield data("022", "  ", ("a", value))
    for kind, value in found:
        if kind in {"doi", "uri", "urn"}:
            yield data("024", "7 ", ("a", value), ("2", kind))
        elif kind == "local":
            yield data("024", "8 ", ("a", value))
    if code := entry.catalogued_by:
        yield data("040", "  ", ("a", code), ("b", CATALOGUING_LANGUAGE), ("c", code))


def _languages(entry: Entry) -> Iterator[Xml]:
    """041 where 008 does not say all: several languages, a translation, a code of ISO 639-3."""
    languages = languages_in(entry)
    codes = [one.code for one in languages if one.scheme == "iso639-2b"]
    others = [one.code for one in languages if one.scheme != "iso639-2b"]
    originals = [one.marc for o in entry.translation_of for one in languages_of(o.languages)]
    is_translation = bool(entry.translation_of)
    if codes and (len(codes) > 1 or is_translation or others):
        known = dict.fromkeys(code for code in originals if code != "und")
        yield data(
            "041",
            "1 " if is_translation else "0 ",
            *(("a", code) for code in codes),
            *(("h", code) for code in known),
        )
    if others:
        yield data(
            "041",
            "17" if is_translation else "07",
            *(("a", code) for code in others),
            ("2", "iso639-3"),
        )
    areas = dict.fromkeys(place.area for place in places_of(entry) if place.area)
    yield several("043", "  ", "a", areas)


def _titles(titles: Titles, names: list[Name]) -> Iterator[Xml]:
    """240 title of the work, 245 title statement, 246 parallel and other titles."""
    makers = [name for name in names if "aut" in name.roles]
    proper = titles.proper
    has_main = "1" if makers else "0"
    if titles.work and makers:
        work = titles.work
        yield data("240", f"1{work.non_filing}", ("a", closed(work.main)))
    yield data(
        "245",
        f"{has_main}{proper.non_filing}",
        *punctuated(
            ("", "a", proper.main),
            (" :", "b", proper.sub),
            (" /", "c", ", ".join(name.direct for name in makers)),
            end=True,
        ),
    )
    for parallel in titles.parallel:
        yield data("246", "31", *punctuated(("", "a", parallel.main), (" :", "b", parallel.sub)))
    for text, _tag in titles.alternative:
        yield data("246", "3 ", ("a", text))


def _edition(entry: Entry) -> Xml:
    statement = edition_of(entry).text
    return data("250", "  ", ("a", closed(statement)))


def _publication(entry: Entry, names: list[Name]) -> Xml:
    """264: each publisher, and the date; no place is recorded."""
    publishers = [name.direct for name in names if "pbl" in name.roles]
    parts = [(" :" if place else "", "b", name) for place, name in enumerate(publishers)]
    date = (",", "c", issued_of(entry.issued).best)
    return data("264", " 1", *punctuated(*parts, date, end=True))


def _description(entry: Entry) -> Iterator[Xml]:
    """300, 336 to 338 and 347: text, and online where there are files."""
    files = files_of(entry)
    if files:
        yield data("300", "  ", ("a", "1 onlineresurs"))
    yield data("336", "  ", ("a", "text"), ("b", "txt"), ("2", "rdacontent"))
    if files:
        yield data("337", "  ", ("a", "dator"), ("b", "c"), ("2", "rdamedia"))
        yield data("338", "  ", ("a", "onlineresurs"), ("b", "cr"), ("2", "rdacarrier"))
    for file in files:
        size = f"{file.size} B" if file.size is not None else ""
        yield data("347", "  ", ("a", "textfil"), ("b", file.media_type), ("c", size))


def _notes(entry: Entry) -> Iterator[Xml]:
    """500 edition history, 506 and 540 access and use, 520, 521, 546."""
    for text, _tag in history_of(entry)[:1]:
        yield data("500", "  ", ("a", closed(text)))
    rights = rights_of(entry)
    if rights.is_open:
        yield data("506", "0 ", ("f", "Unrestricted online access"), ("2", "star"))
    for text, _tag in abstracts_of(entry):
        yield data("520", "3 ", ("a", closed(text)))
    for text, _tag in audience_labels(entry):
        yield data("521", "  ", ("a", closed(text)))
    statement = rights.statements[0].text if rights.statements else rights.name
    yield data("540", "  ", ("a", statement), ("u", rights.licence))
    languages = [language.name for language in languages_in(entry)]
    if len(languages) > 1:
        listed = f"{', '.join(languages[:-1])} och {languages[-1]}"
        yield data("546", "  ", ("a", f"Text på {listed}."))


def _subjects(entry: Entry) -> Iterator[Xml]:
    """648 periods, 650 headings, 651 places, 653 keywords, 655 genres."""
    for period in periods_of(entry):
        yield data("648", " 4", ("a", period))
    headings = subject_headings(entry)
    for term, vocabulary, iri, same in headings:
        if vocabulary:
            links = (("0", one) for one in (iri, *same))
            yield data("650", " 7", ("a", term.text), ("2", vocabulary.code), *links)
    for place in places_of(entry):
        yield data("651", " 7", ("a", place.name), ("2", "geonames"), ("0", place.iri))
    for term, vocabulary, _iri, _ in headings:
        if not vocabulary:
            yield data("653", "  ", ("a", term.text))
    for term, vocabulary, iri, _ in genres_of(entry):
        if vocabulary:
            yield data("655", " 7", ("a", term.text), ("2", vocabulary.code), ("0", iri))
        else:
            yield data("655", " 4", ("a", term.text))


FORMAT = MetadataFormat(
    prefix="marc21",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/marcxml+xml",
    profile=NAMESPACE,
    label="MARC 21",
    write=write,
)


def main_entry(names: list[Name]) -> Xml:
    """The first creator; none where there is no creator."""
    first = names[0] if names else None
    return _entry("1", first) if first and "aut" in first.roles else NOTHING


def added_entries(names: list[Name]) -> Iterator[Xml]:
    """Everyone else."""
    for place, name in enumerate(names):
        if place or "aut" not in name.roles:
            yield _entry("7", name)


def _entry(hundred: str, name: Name) -> Xml:
    """Ten for bodies (first indicator 2: direct order), none for persons (1: surname first)."""
    if name.is_person:
        tag, indicators = f"{hundred}00", "1 " if name.family else "0 "
    else:
        tag, indicators = f"{hundred}10", "2 "
    return data(
        tag,
        indicators,
        ("a", name.heading),
        *(("4", role) for role in name.roles),
        *(("1" if source.is_thing else "0", source.iri) for source in name.authorities),
    )
