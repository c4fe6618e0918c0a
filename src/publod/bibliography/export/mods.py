"""MODS 3.8 (https://www.loc.gov/standards/mods/userguide/), by one function for each element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.agent_names_and_roles import Name, names_of
from publod.bibliography.dates import issued_of, stamp
from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import (
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import files_of, host_of, identifiers_of, pages_of
from publod.bibliography.language_codes_and_names import CATALOGUING_LANGUAGE, Language, code_of_tag
from publod.bibliography.licence import rights_of
from publod.bibliography.relations import Relation, history_of, relations_of
from publod.bibliography.subjects import (
    abstracts_of,
    audience_labels,
    genres_of,
    kind_of,
    periods_of,
    places_of,
    subject_headings,
)
from publod.bibliography.titles_and_labels import Text, Title, edition_of, languages_in, titles_of

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
ROOT = root_attributes(
    NAMESPACE,
    SCHEMA,
    {"": NAMESPACE, "xlink": "http://www.w3.org/1999/xlink"},
    version="3.8",
)


def write(entry: Entry) -> bytes:
    """The publication as a MODS record."""
    return element("mods", elements(entry), ROOT)


def elements(entry: Entry) -> Iterator[Xml]:
    """The children of ``mods``, in the order of the user guidelines."""
    yield from titles(entry)
    yield from names(names_of(entry))
    yield leaf("typeOfResource", "text")
    yield from genres(entry)
    yield origin(entry)
    yield from languages(languages_in(entry))
    yield physical_description(entry)
    yield from told("abstract", abstracts_of(entry))
    yield from told("targetAudience", audience_labels(entry))
    yield from told("note", history_of(entry), type="bibliographic history")
    yield from topics(entry)
    yield from coverage(entry)
    yield from related_items(entry)
    yield from identifiers(entry)
    yield location(entry)
    yield from access_conditions(entry)
    yield record_info(entry, entry.catalogued_by)


def titles(entry: Entry) -> Iterator[Xml]:
    """The title proper; parallel titles as translated, others as alternative, that of the work."""
    all_titles = titles_of(entry)
    yield _title(all_titles.proper)
    for parallel in all_titles.parallel:
        yield _title(parallel, type="translated")
    for text, tag in all_titles.alternative:
        yield _title(Title(text, "", tag), type="alternative")
    if all_titles.work:
        yield _title(all_titles.work, type="uniform")


def genres(entry: Entry) -> Iterator[Xml]:
    """The resource type of COAR, then the types of the catalogue."""
    kind = kind_of(entry)
    yield leaf(
        "genre",
        kind.coar_label,
        {"authority": "coar", "authorityURI": "http://purl.org/coar/resource_type/"}
        | {"valueURI": kind.coar},
    )
    for term, vocabulary, iri, _ in genres_of(entry):
        source = {"authority": vocabulary.code, "valueURI": iri} if vocabulary else {}
        yield leaf("genre", term.text, {**language(term.tag), **source})


def origin(entry: Entry) -> Xml:
    """Publishers, date and edition statement; no attributes, which Swepub could not read."""
    issued = issued_of(entry.issued)
    encoding = {"encoding": "w3cdtf", "keyDate": "yes"} if issued.w3cdtf else {}
    statement = edition_of(entry)
    supplied = {"supplied": "yes"} if statement and not entry.edition else {}
    return branch(
        "originInfo",
        [
            *(leaf("publisher", n.direct) for n in names_of(entry) if "pbl" in n.roles),
            leaf("dateIssued", issued.best, encoding),
            leaf("edition", statement.text, {**language(statement.tag), **supplied}),
            leaf("issuance", "monographic"),
        ],
    )


def languages(spoken: Iterable[Language]) -> Iterator[Xml]:
    """The languages of the text as codes."""
    for one in spoken:
        yield branch(
            "language",
            [leaf("languageTerm", one.code, {"type": "code", "authority": one.scheme})],
        )


def physical_description(entry: Entry) -> Xml:
    """Media types and sizes of the files."""
    files = files_of(entry)
    return branch(
        "physicalDescription",
        [
            leaf("form", "electronic" if files else "", {"authority": "marcform"}),
            *(leaf("internetMediaType", t) for t in dict.fromkeys(f.media_type for f in files)),
            *(leaf("extent", f"{f.size} B") for f in files if f.size is not None),
        ],
    )


def topics(entry: Entry) -> Iterator[Xml]:
    """What the publication is about, with the vocabulary that the term is from."""
    for term, vocabulary, iri, _ in subject_headings(entry):
        source = (
            {"authority": vocabulary.code, "authorityURI": vocabulary.namespace, "valueURI": iri}
            if vocabulary
            else {}
        )
        yield branch("subject", [leaf("topic", term.text)], {**language(term.tag), **source})


def coverage(entry: Entry) -> Iterator[Xml]:
    """The places and the periods that the publication is about."""
    for place in places_of(entry):
        source = {"authority": "geonames", "valueURI": place.iri}
        yield branch("subject", [leaf("geographic", place.name, source)])
    for period in periods_of(entry):
        yield branch("subject", [leaf("temporal", period)])


def identifiers(entry: Entry) -> Iterator[Xml]:
    """All identifiers, the address of the record first."""
    for kind, value in identifiers_of(entry):
        yield leaf("identifier", value, {"type": kind})


def location(entry: Entry) -> Xml:
    """Where the record, the files and pages about the publication are."""
    in_context = {"access": "object in context"}
    return branch(
        "location",
        [
            leaf("url", entry.document, {"usage": "primary", **in_context}),
            *(
                leaf("url", file.url, {"access": "raw object", "displayLabel": file.label.text})
                for file in files_of(entry)
            ),
            *(leaf("url", page, in_context) for page in pages_of(entry)),
        ],
    )


def access_conditions(entry: Entry) -> Iterator[Xml]:
    """The licence, and what is said of rights in words."""
    rights = rights_of(entry)
    use = {"type": "use and reproduction"}
    yield leaf("accessCondition", rights.name, {**use, "xlink:href": rights.licence})
    for text, tag in rights.statements:
        yield leaf("accessCondition", text, {**use, **language(tag)})


def record_info(entry: Entry, source: str) -> Xml:
    """Who describes, by a code, since when in this form, and what the record is called there."""
    changed = stamp(entry.modified, "%Y-%m-%dT%H:%M:%SZ")
    code = leaf("languageTerm", CATALOGUING_LANGUAGE, {"type": "code", "authority": "iso639-2b"})
    return branch(
        "recordInfo",
        [
            leaf("recordContentSource", source),
            leaf("recordChangeDate", changed, {"encoding": "w3cdtf"}),
            leaf("recordIdentifier", entry.document, {"source": host_of(entry)}),
            branch("languageOfCataloging", [code]),
        ],
    )


def told(name: str, texts: Iterable[Text], **attributes: str) -> Iterator[Xml]:
    """Each text in an element, with its language."""
    for text, tag in texts:
        yield leaf(name, text, {**language(tag), **attributes})


def language(tag: str) -> dict[str, str]:
    """A language as MODS tells it: by its code of ISO 639-2/B, or by the tag where it has none."""
    if not tag:
        return {}
    code = code_of_tag(tag)
    return {"lang": code} if code else {"xml:lang": tag}


def _title(title: Title, **attributes: str) -> Xml:
    return branch(
        "titleInfo",
        [leaf("title", title.main), leaf("subTitle", title.sub)],
        {**language(title.tag), **attributes},
    )


FORMAT = MetadataFormat(
    prefix="mods",
    namespace=NAMESPACE,
    schema=SCHEMA,
    media_type="application/mods+xml",
    profile=NAMESPACE,
    label="MODS 3.8",
    write=write,
)


_ROLE = {"type": "code", "authority": "marcrelator"}
_RELATORS = "http://id.loc.gov/vocabulary/relators/"


def names(everyone: Iterable[Name]) -> Iterator[Xml]:
    """Each name with its authority, all its identifiers and its roles."""
    for name in everyone:
        authority = name.authority
        yield branch(
            "name",
            [
                *_name_parts(name),
                *(
                    leaf("nameIdentifier", other.identifier, {"type": other.code})
                    for other in name.authorities
                    if other.code != "local"
                ),
                *(leaf("nameIdentifier", number, {"type": "local"}) for number in name.numbers),
                *(
                    branch(
                        "role", [leaf("roleTerm", role, {**_ROLE, "valueURI": _RELATORS + role})]
                    )
                    for role in name.roles
                ),
            ],
            {
                "type": "personal" if name.is_person else "corporate",
                "authority": authority.code,
                "authorityURI": authority.scheme,
                "valueURI": authority.iri,
            },
        )


def _name_parts(name: Name) -> list[Xml]:
    if name.family:
        return [
            leaf("namePart", name.family, {"type": "family"}),
            leaf("namePart", name.given, {"type": "given"}),
        ]
    return [leaf("namePart", name.heading)]


# MODS has no type for a work; an expression of one is a relation of Dublin Core.
_VERSION_OF = {
    "otherType": "isVersionOf",
    "otherTypeAuth": "dcterms",
    "otherTypeURI": "http://purl.org/dc/terms/isVersionOf",
}
_TYPES = {
    "work": _VERSION_OF,
    "series": {"type": "series"},
    "replaces": {"type": "preceding"},
    "replaced by": {"type": "succeeding"},
    "based on": {"type": "original"},
    "translation of": {"type": "otherVersion", "displayLabel": "Originalspråk"},
    "translated as": {"type": "otherVersion", "displayLabel": "Översättning"},
    "edition": {"type": "otherVersion", "displayLabel": "Annan utgåva"},
}


def related_items(entry: Entry) -> Iterator[Xml]:
    """What the record leads to, with titles, years, languages and addresses."""
    for relation in relations_of(entry):
        yield branch("relatedItem", _related_parts(relation), _TYPES[relation.kind])


def _related_parts(relation: Relation) -> Iterator[Xml]:
    if title := relation.title:
        yield branch(
            "titleInfo",
            [
                leaf("title", title.main),
                leaf("subTitle", title.sub),
                leaf("partNumber", relation.number),
            ],
            {"lang": code_of_tag(title.tag)},
        )
    issued = leaf("dateIssued", relation.year, {"encoding": "w3cdtf"})
    yield branch("originInfo", [issued])
    for language in relation.languages:
        code = leaf("languageTerm", language.code, {"type": "code", "authority": language.scheme})
        yield branch("language", [code])
    yield leaf("identifier", relation.issn, {"type": "issn"})
    yield leaf("identifier", relation.url, {"type": "uri"})
    yield branch("location", [leaf("url", relation.url)])
