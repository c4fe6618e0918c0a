"""MODS 3.8 (https://www.loc.gov/standards/mods/userguide/), by one function for each element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.agent_names_and_roles import Name
from publod.bibliography.catalogue_languages import word
from publod.bibliography.check_digits import is_invalid_isbn
from publod.bibliography.dates import stamp
from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export.mods_relation_types import kind_of
from publod.bibliography.export.xml_writer import (
    MetadataFormat,
    Xml,
    branch,
    element,
    leaf,
    root_attributes,
)
from publod.bibliography.identifiers import REGISTRATION_NUMBER
from publod.bibliography.language_codes_and_names import Language, cataloguing_code, code_of_tag
from publod.bibliography.relations import Relation
from publod.bibliography.titles_and_labels import Text, Title

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
ROOT = root_attributes(
    NAMESPACE,
    SCHEMA,
    {"": NAMESPACE, "xlink": "http://www.w3.org/1999/xlink"},
    version="3.8",
)


_COUNTRY = {"type": "code", "authority": "marccountry"}
#: Identifiers that are called otherwise here, or by several words.
_IDENTIFIERS = {
    "report": {"type": "report number"},
    "registration": {"type": "local"},
}


def write(entry: Entry) -> bytes:
    """The publication as a MODS record."""
    return element("mods", elements(BibliographicDescription(entry)), ROOT)


def elements(description: BibliographicDescription) -> Iterator[Xml]:
    """The children of ``mods``, in the order of the user guidelines."""
    yield from titles(description)
    yield from names(description)
    yield leaf("typeOfResource", "text")
    yield from genres(description)
    yield origin(description)
    yield from languages(description)
    yield physical_description(description)
    yield from texts("abstract", description.abstracts)
    yield from texts("targetAudience", description.audiences)
    yield from notes(description)
    yield from classifications(description)
    yield from topics(description)
    yield from coverage(description)
    yield from related_items(description)
    yield from identifiers(description)
    yield location(description)
    yield from access_conditions(description)
    yield record_info(description, description.entry.catalogued_by)


def titles(description: BibliographicDescription) -> Iterator[Xml]:
    """The title proper; parallel titles as translated, others as alternative, that of the work."""
    all_titles = description.titles
    yield title_info(all_titles.proper)
    for parallel in all_titles.parallel:
        yield title_info(parallel, type="translated")
    for text, tag in all_titles.alternative:
        yield title_info(Title(text, "", tag), type="alternative")
    if all_titles.work:
        yield title_info(all_titles.work, type="uniform")


def genres(description: BibliographicDescription) -> Iterator[Xml]:
    """The resource type of COAR, then the types of the catalogue."""
    kind = description.kind
    yield leaf(
        "genre",
        kind.coar_label,
        {"authority": "coar", "authorityURI": "http://purl.org/coar/resource_type/"}
        | {"valueURI": kind.coar},
    )
    for heading in description.genres:
        iri = heading.iri if heading.vocabulary else ""
        source = {"authority": heading.source, "valueURI": iri}
        yield leaf("genre", heading.term.text, {**language(heading.term.tag), **source})


def origin(description: BibliographicDescription) -> Xml:
    """Places, publishers, date and edition; no attributes, which Swepub could not read.

    Each name of a place goes before its code, since Swepub takes the first term for the name.
    """
    encoding = {"encoding": "w3cdtf", "keyDate": "yes"} if description.issued.w3cdtf else {}
    statement = description.edition
    supplied = {"supplied": "yes"} if statement and not description.entry.edition else {}
    return branch(
        "originInfo",
        [
            *(
                branch(
                    "place",
                    [
                        leaf("placeTerm", place.name.text, {"type": "text"}),
                        leaf("placeTerm", place.country, _COUNTRY),
                    ],
                )
                for place in description.places_of_publication
            ),
            *(leaf("publisher", name.direct) for name in description.publishers),
            leaf("dateIssued", description.issued.best, encoding),
            leaf("edition", statement.text, {**language(statement.tag), **supplied}),
            leaf("issuance", "monographic"),
        ],
    )


def languages(description: BibliographicDescription) -> Iterator[Xml]:
    """The languages of the text as codes."""
    yield from map(_language_term, description.languages)


def physical_description(description: BibliographicDescription) -> Xml:
    """Whether it is online or printed, the media types of the files, and the extent."""
    form = "electronic" if description.is_online else "print" if description.is_volume else ""
    return branch(
        "physicalDescription",
        [
            leaf("form", form, {"authority": "marcform"}),
            *(leaf("internetMediaType", media_type) for media_type in description.media_types),
            leaf("extent", description.extent),
        ],
    )


def notes(description: BibliographicDescription) -> Iterator[Xml]:
    """The edition history, the words of the source, other notes, and whether it is in force."""
    yield from texts("note", description.history, type="bibliographic history")
    yield from texts("note", description.source_descriptions, type="source description")
    yield from texts("note", description.notes)
    yield from texts("note", [description.status], type="status")


def classifications(description: BibliographicDescription) -> Iterator[Xml]:
    """Codes with the codes of their schemes, which are those of MODS too."""
    for code, scheme in description.classifications:
        yield leaf("classification", code, {"authority": scheme})


def topics(description: BibliographicDescription) -> Iterator[Xml]:
    """What the publication is about, with the vocabulary that the term is from; then keywords."""
    for heading in description.subjects:
        namespace = heading.vocabulary.namespace if heading.vocabulary else ""
        source = {"authority": heading.source, "authorityURI": namespace, "valueURI": heading.iri}
        yield branch(
            "subject", [leaf("topic", heading.term.text)], {**language(heading.term.tag), **source}
        )
    for text, tag in description.keywords:
        yield branch("subject", [leaf("topic", text)], language(tag))


def coverage(description: BibliographicDescription) -> Iterator[Xml]:
    """The places and the periods that the publication is about."""
    for place in description.place_headings:
        source = {"authority": place.source, "valueURI": place.iri}
        yield branch("subject", [leaf("geographic", place.name.text, source)])
    for area in dict.fromkeys(place.area for place in description.places):
        yield branch("subject", [leaf("geographicCode", area, {"authority": "marcgac"})])
    for period in description.periods:
        yield branch("subject", [leaf("temporal", period)])


def identifiers(description: BibliographicDescription) -> Iterator[Xml]:
    """All identifiers, the address of the record first."""
    for kind, value in description.identifiers:
        attributes = _IDENTIFIERS.get(kind, {"type": kind})
        if kind == "registration":
            attributes = {**attributes, "displayLabel": word(REGISTRATION_NUMBER)}
        if kind == "isbn" and is_invalid_isbn(value):
            attributes = {**attributes, "invalid": "yes"}
        yield leaf("identifier", value, attributes)


def location(description: BibliographicDescription) -> Xml:
    """Where the record, the files and pages about the publication are."""
    in_context = {"access": "object in context"}
    return branch(
        "location",
        [
            leaf("url", description.entry.document, {"usage": "primary", **in_context}),
            *(
                leaf(
                    "url",
                    file.url,
                    {
                        "access": "raw object",
                        "displayLabel": file.label.text,
                        "note": file.bytes,
                    },
                )
                for file in description.files
            ),
            *(leaf("url", page, in_context) for page in description.pages),
        ],
    )


def access_conditions(description: BibliographicDescription) -> Iterator[Xml]:
    """The licence, and what is said of rights in words."""
    rights, use = description.rights, "use and reproduction"
    yield leaf("accessCondition", rights.name, {"type": use, "xlink:href": rights.licence})
    for text, tag in rights.statements:
        yield leaf("accessCondition", text, {"type": use, **language(tag)})


def record_info(description: BibliographicDescription, source: str) -> Xml:
    """Who describes, by a code, since when in this form, and what the record is called there."""
    changed = stamp(description.entry.modified, "%Y-%m-%dT%H:%M:%SZ")
    created = stamp(description.entry.created, "%Y-%m-%dT%H:%M:%SZ")
    code = leaf("languageTerm", cataloguing_code(), {"type": "code", "authority": "iso639-2b"})
    return branch(
        "recordInfo",
        [
            leaf("recordContentSource", source),
            leaf("recordCreationDate", created, {"encoding": "w3cdtf"}),
            leaf("recordChangeDate", changed, {"encoding": "w3cdtf"}),
            leaf("recordIdentifier", description.entry.document, {"source": description.host}),
            branch("languageOfCataloging", [code]),
        ],
    )


def texts(name: str, values: Iterable[Text], **attributes: str) -> Iterator[Xml]:
    """Each text in an element, with its language."""
    for text, tag in values:
        yield leaf(name, text, {**language(tag), **attributes})


def language(tag: str) -> dict[str, str]:
    """A language as MODS tells it: by its code of ISO 639-2/B, or by the tag where it has none."""
    if not tag:
        return {}
    code = code_of_tag(tag)
    return {"lang": code} if code else {"xml:lang": tag}


def _language_term(one: Language) -> Xml:
    code = leaf("languageTerm", one.code, {"type": "code", "authority": one.scheme})
    return branch("language", [code])


def title_info(title: Title, **attributes: str) -> Xml:
    """A title with its subtitle and its language."""
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
    collection="modsCollection",
)


_KINDS = {True: "personal", False: "corporate", None: ""}
_ROLE = {"type": "code", "authority": "marcrelator"}
_RELATORS = "http://id.loc.gov/vocabulary/relators/"


def names(description: BibliographicDescription, undivided: str = "") -> Iterator[Xml]:
    """Each name with its authority, all its identifiers and its roles.

    ``undivided`` is the type of the name of a person of whom no surname is known.
    """
    for name in description.names:
        authority = name.authority
        yield branch(
            "name",
            [
                *_name_parts(name, undivided),
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
                "type": _KINDS[name.is_person],
                "lang": code_of_tag("" if name.is_person else name.language),
                "authority": authority.code,
                "authorityURI": authority.scheme,
                "valueURI": authority.iri,
            },
        )


def _name_parts(name: Name, undivided: str) -> list[Xml]:
    if name.family:
        return [
            leaf("namePart", name.family, {"type": "family"}),
            leaf("namePart", name.given, {"type": "given"}),
        ]
    return [leaf("namePart", name.heading, {"type": undivided if name.is_person else ""})]


def related_items(description: BibliographicDescription) -> Iterator[Xml]:
    """What the record leads to, with titles, years, languages and addresses."""
    yield from map(related_item, description.relations)


def related_item(relation: Relation, undivided: str = "") -> Xml:
    """One thing that the record leads to; ``undivided`` is as for `names`."""
    return branch("relatedItem", _related_parts(relation, undivided), kind_of(relation))


def _related_parts(relation: Relation, undivided: str) -> Iterator[Xml]:
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
    if main := relation.main_entry:
        yield branch("name", _name_parts(main, undivided), {"type": _KINDS[main.is_person]})
    issued = leaf("dateIssued", relation.year, {"encoding": "w3cdtf"})
    yield branch("originInfo", [issued])
    yield from map(_language_term, relation.languages)
    yield leaf("identifier", relation.isbn, {"type": "isbn"})
    yield leaf("identifier", relation.issn, {"type": "issn"})
    yield leaf("identifier", relation.document_number, _IDENTIFIERS["report"])
    yield leaf("identifier", relation.url, {"type": "uri"})
    yield branch("location", [leaf("url", relation.url)])
    if relation.kind == "host":
        yield _part(relation)


def _part(relation: Relation) -> Xml:
    """Where an article stands in its journal."""
    start, end = relation.pages
    numbers = (("volume", relation.volume), ("issue", relation.issue))
    return branch(
        "part",
        [
            *(branch("detail", [leaf("number", text)], {"type": kind}) for kind, text in numbers),
            branch("extent", [leaf("start", start), leaf("end", end)], {"unit": "page"}),
        ],
    )
