"""MARC 21 bibliographic (https://www.loc.gov/marc/bibliographic/), in MARCXML."""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.agent_names_and_roles import ROLES, Name
from publod.bibliography.catalogue_languages import word
from publod.bibliography.check_digits import is_invalid_isbn
from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export.marc21_control_fields import (
    closed,
    control_fields,
    data,
    locations,
    punctuated,
    several,
)
from publod.bibliography.export.marc21_linking_fields import linking_fields, series
from publod.bibliography.export.xml_writer import (
    NOTHING,
    MetadataFormat,
    Xml,
    element,
    root_attributes,
)
from publod.bibliography.identifiers import REGISTRATION_NUMBER
from publod.bibliography.language_codes_and_names import (
    cataloguing_code,
    code_of_tag,
    languages_of,
)
from publod.bibliography.rda_terms import rda_term
from publod.bibliography.subjects import INDICATORS
from publod.bibliography.titles_and_labels import romanised
from publod.bibliography.writing_systems import script_of
from publod.messages import N_

NAMESPACE = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
#: What is written where the place, the publisher or the date is not known.
NO_PLACE, NO_PUBLISHER, UNDATED = "[S.l.]", "[s.n.]", "[s.a.]"
#: Whose IRIs are of things themselves ($1), not of descriptions of them ($0).
_THINGS = "http://www.wikidata.org/entity/"
#: Scripts and directions of 880 $6, by ISO 15924.
_SCRIPTS = {
    "Arab": "/(3/r", "Hebr": "/(2/r", "Cyrl": "/(N", "Grek": "/(S", "Hani": "/$1", "Hang": "/$1",
    "Hira": "/$1", "Kana": "/$1",
}  # fmt: skip
_ROOT = root_attributes(NAMESPACE, SCHEMA, {"": NAMESPACE}, type="Bibliographic")


def write(entry: Entry) -> bytes:
    """The publication as a MARC 21 record."""
    return element("record", _fields(BibliographicDescription(entry)), _ROOT)


def _fields(description: BibliographicDescription) -> Iterator[Xml]:
    """All fields in the order of their hundreds."""
    yield from control_fields(description)
    yield from _numbers(description)
    yield from _languages(description)
    yield from _class_numbers(description)
    yield main_entry(description)
    yield from _titles(description)
    yield _edition(description)
    yield _publication(description)
    yield from _description(description)
    yield from series(description, "490")
    yield from _notes(description)
    yield from _subjects(description)
    yield from added_entries(description)
    yield from linking_fields(description)
    yield from series(description, "830")
    yield from locations(description)
    yield from _originals(description)


def _numbers(description: BibliographicDescription) -> Iterator[Xml]:
    """020 ISBN, 024 all other identifiers, 027 report numbers of the standard, 035, 040 source.

    An ISBN with a wrong check digit is invalid (020 $z). No ISSN (022): that of a series stands in
    490. Registration numbers say what they are ($q).
    """
    for isbn in description.numbers("isbn"):
        code = "z" if is_invalid_isbn(isbn) else "a"
        yield data("020", "  ", (code, isbn.replace("-", "").replace(" ", "")))
    for kind, value in description.identifiers:
        if kind in {"doi", "uri", "urn"}:
            yield data("024", "7 ", ("a", value), ("2", kind))
        elif kind == "registration":
            yield data("024", "8 ", ("a", value), ("q", word(REGISTRATION_NUMBER)))
        elif kind == "local" and value not in description.control_numbers:
            yield data("024", "8 ", ("a", value))
    for number in description.numbers("strn"):
        yield data("027", "  ", ("a", number))
    for number in description.control_numbers:
        yield data("035", "  ", ("a", number))
    code = description.entry.catalogued_by
    yield data(
        "040", "  ", *([("a", code)] if code else []), ("b", cataloguing_code()),
        *([("c", code)] if code else []),
    )  # fmt: skip


def _languages(description: BibliographicDescription) -> Iterator[Xml]:
    """041 where 008 does not say all: several languages, a translation, a code of ISO 639-3.

    So it is where an abstract is in another language than the text ($b, one for each abstract).
    """
    codes = [one.code for one in description.languages if one.scheme == "iso639-2b"]
    others = [one.code for one in description.languages if one.scheme != "iso639-2b"]
    originals = [
        one.marc for o in description.entry.translation_of for one in languages_of(o.languages)
    ]
    is_translation = bool(description.entry.translation_of)
    summaries = [code_of_tag(tag) for _, tag in description.abstracts]
    summaries = summaries if all(summaries) and not {*summaries} <= {*codes[:1]} else []
    if codes and (len(codes) > 1 or is_translation or others or summaries):
        known = dict.fromkeys(code for code in originals if code != "und")
        yield data(
            "041",
            "1 " if is_translation else "0 ",
            *(("a", code) for code in codes),
            *(("b", code) for code in summaries),
            *(("h", code) for code in known),
        )
    if others:
        yield data(
            "041",
            "17" if is_translation else "07",
            *(("a", code) for code in others),
            ("2", "iso639-3"),
        )
    areas = dict.fromkeys(place.area for place in description.places if place.area)
    yield several("043", "  ", "a", areas)


def _class_numbers(description: BibliographicDescription) -> Iterator[Xml]:
    """082 Dewey, whose edition is not known; 080 UDC, 084 all other classes; 088 report numbers."""
    for tag, indicators, schemes in (("080", "  ", {"udc"}), ("082", "04", {"ddc"})):
        for code, scheme in description.classifications:
            if scheme in schemes:
                yield data(tag, indicators, ("a", code))
    for code, scheme in description.classifications:
        if scheme not in {"udc", "ddc"}:
            yield data("084", "  ", ("a", code), ("2", scheme))
    for number in description.numbers("report"):
        yield data("088", "  ", ("a", number))


def _titles(description: BibliographicDescription) -> Iterator[Xml]:
    """240 title of the work, 245 title statement, 246 parallel and other titles.

    Parallel titles stand in 245 as well, behind an equals sign (ISBD 1.2).
    """
    titles = description.titles
    proper, original, parallels = romanised(titles)
    equal = [parallel.display for parallel in parallels]
    has_main = "1" if _main_name(description) else "0"
    if titles.work and _main_name(description):
        work = titles.work
        yield data("240", f"1{work.non_filing}", ("a", closed(work.main)))
    yield data(
        "245",
        f"{has_main}{proper.non_filing}",
        *([("6", "880-01")] if original else []),
        *punctuated(
            ("", "a", proper.main),
            (" :" if proper.sub else " =", "b", " = ".join(filter(None, (proper.sub, *equal)))),
            (" /", "c", ", ".join(name.direct for name in description.creators)),
            end=True,
        ),
    )
    for parallel in parallels:
        yield data("246", "31", *punctuated(("", "a", parallel.main), (" :", "b", parallel.sub)))
    for text, _tag in titles.alternative:
        yield data("246", "3 ", ("a", text))


def _originals(description: BibliographicDescription) -> Iterator[Xml]:
    """880: the title statement in its original script, where 245 has it in Latin letters."""
    _, original, _ = romanised(description.titles)
    if original:
        script = _SCRIPTS.get(script_of(original.main), "")
        yield data(
            "880",
            f"{'1' if _main_name(description) else '0'}{original.non_filing}",
            ("6", f"245-01{script}"),
            *punctuated(("", "a", original.main), (" :", "b", original.sub), end=True),
        )


def _edition(description: BibliographicDescription) -> Xml:
    return data("250", "  ", ("a", closed(description.edition.text)))


def _publication(description: BibliographicDescription) -> Xml:
    """264: places, publishers and date; what is not known is said not to be (ISBD 4.1, 4.2)."""
    places = [place.name.text for place in description.places_of_publication] or [NO_PLACE]
    publishers = [name.direct for name in description.publishers] or [NO_PUBLISHER]
    parts = [
        *((" ;" if n else "", "a", place) for n, place in enumerate(places)),
        *((" :", "b", publisher) for publisher in publishers),
        (",", "c", description.issued.best or UNDATED),
    ]
    return data("264", " 1", *punctuated(*parts, end=True))


def _description(description: BibliographicDescription) -> Iterator[Xml]:
    """300, 336 to 338 and 347: text, online or as a volume. The size of a file is no extent."""
    # As printed it may have its three parts, with the punctuation of ISBD: 112 s. : ill. ; 24 cm.
    rest, _, size = description.extent.partition(" ; ")
    extent, _, details = rest.partition(" : ")
    if description.is_online:
        extent = f"1 {rda_term('cr')}" + (f" ({extent})" if extent else "")
    parts = ("", "a", extent), (" :", "b", details), (" ;", "c", size)
    yield data("300", "  ", *punctuated(*parts))
    media = ("c", "cr") if description.is_online else ("n", "nc") if description.is_volume else ()
    for tag, code, source in zip(
        ("336", "337", "338"),
        ("txt", *media),
        ("rdacontent", "rdamedia", "rdacarrier"),
        strict=False,  # the second and third are those of what is online, or a volume
    ):
        yield data(tag, "  ", ("a", rda_term(code)), ("b", code), ("2", source))
    for file in filter(lambda file: file.media_type, description.files):
        yield data(
            "347", "  ", ("a", word(N_("text file"))), ("b", file.media_type), ("c", file.bytes)
        )


def _notes(description: BibliographicDescription) -> Iterator[Xml]:
    """500 edition history and others, 506 and 540 access and use, 520, 521, 546.

    A note is given of an ISSN whose series is not known, and of the status.
    """
    for text, _tag in description.history[:1]:
        yield data("500", "  ", ("a", closed(text)))
    for text, _tag in description.notes:
        yield data("500", "  ", ("a", closed(text)))
    for issn in description.numbers("issn"):
        yield data("500", "  ", ("a", f"ISSN {issn}."))
    if status := description.status:
        yield data("500", "  ", ("a", closed(f"Status: {status.text}")))
    rights = description.rights
    if rights.is_open and description.is_online:
        yield data("506", "0 ", ("f", "Unrestricted online access"), ("2", "star"))
    for text, _tag in description.abstracts:
        yield data("520", "3 ", ("a", closed(text)))
    for text, _tag in description.source_descriptions:
        yield data("520", "8 ", ("a", closed(text)))
    for text, _tag in description.audiences:
        yield data("521", "  ", ("a", closed(text)))
    statement = rights.statements[0].text if rights.statements else rights.name
    yield data("540", "  ", ("a", statement), ("u", rights.licence))
    languages = [language.name for language in description.languages]
    if len(languages) > 1:
        listed = N_(
            "Text in %(several)s and %(last)s.",
            several=", ".join(languages[:-1]),
            last=languages[-1],
        )
        yield data("546", "  ", ("a", word(listed)))


def _vocabulary(source: str) -> tuple[str, tuple[str, str]]:
    """The indicators of a heading and its $2: a vocabulary has one or the other."""
    indicator = INDICATORS.get(source, "7")
    return f" {indicator}", ("2", source if indicator == "7" else "")


def _subjects(description: BibliographicDescription) -> Iterator[Xml]:
    """648 periods, 650 headings, 651 places, 653 keywords, 655 genres."""
    for period in description.periods:
        yield data("648", " 4", ("a", period))
    for heading in description.subjects:
        indicators, code = _vocabulary(heading.source)
        yield data(
            "650",
            indicators,
            ("a", heading.term.text),
            code,
            *(_link(one) for one in (heading.iri, *heading.same)),
        )
    for place in description.place_headings:
        indicators, code = _vocabulary(place.source)
        yield data("651", indicators, ("a", place.name.text), code, ("0", place.iri))
    for text, _tag in description.keywords:
        yield data("653", "  ", ("a", text))
    for heading in description.genres:
        term, iri = heading.term, heading.iri
        if heading.vocabulary:
            yield data("655", " 7", ("a", term.text), ("2", heading.source), ("0", iri))
        else:
            yield data("655", " 4", ("a", term.text))


def _link(iri: str) -> tuple[str, str]:
    return ("1" if iri.startswith(_THINGS) else "0", iri)


FORMAT = MetadataFormat(
    prefix="marc21",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/marcxml+xml",
    profile=NAMESPACE,
    label="MARC 21",
    write=write,
    collection="collection",
)


def main_entry(description: BibliographicDescription) -> Xml:
    """The first creator; none where there is no creator, or it is not known what it is."""
    main = _main_name(description)
    return _entry("1", main) if main else NOTHING


def _main_name(description: BibliographicDescription) -> Name | None:
    first = next(iter(description.creators), None)
    return first if first and first.is_person is not None else None


def added_entries(description: BibliographicDescription) -> Iterator[Xml]:
    """Everyone else."""
    for name in description.names:
        if name != _main_name(description):
            yield _entry("7", name)


def _entry(hundred: str, name: Name) -> Xml:
    """Ten for bodies (first indicator 2: direct order), none for persons (1: surname first).

    720 is for names of which nobody knows what they are.
    """
    if name.is_person is None:
        tag, indicators = "720", "  "
    elif name.is_person:
        tag, indicators = f"{hundred}00", "1 " if name.family else "0 "
    else:
        tag, indicators = f"{hundred}10", "2 "
    roles = [word(ROLES[role]) for role in name.roles if role in ROLES]
    return data(
        tag,
        indicators,
        *punctuated(
            ("", "a", name.heading), *((",", "e", role) for role in roles), end=bool(roles)
        ),
        *(("4", role) for role in name.roles),
        *(
            ("1" if source.is_thing else "0", source.iri)
            for source in name.authorities
            if name.is_person is not None
        ),
        *(("0", number) for number in name.numbers if number.startswith("(")),
    )
