"""The head of a publication's page: what a visitor must see on the first screen of a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from publod.bibliography.entry import Entry, Texts
from publod.bibliography.lens import Lens
from publod.vocabulary import DCAT, DCTERMS, EU_LANGUAGE, PUB, RDF
from publod.web.lineage.lineage_labels import Naming
from publod.web.names import Value, nearest, placed, plain
from publod.web.records.edition_versions import Succession, language_versions, succession
from publod.web.records.publication_header import file_value
from publod.web.tongues import language_name, own_name, tag_name, tag_of

#: Words that stand together, some of them links.
Phrase = list[Value]


@dataclass(frozen=True)
class TitlePage:
    """What stands above all else.

    ``promised`` are languages that it has been announced in, by name; ``versions`` the same edition
    in other languages; ``stated_in`` who tells of a stated edition. ``around`` are the editions
    before and after it, ``newer`` and ``latest`` those after it in words.
    """

    types: list[Value]
    authors: list[Value]
    issued: Value
    edition: Value
    languages: list[Value]
    promised: list[str]
    versions: list[Value]
    around: Succession
    newer: list[Phrase]
    latest: list[Phrase]
    files: list[Value]
    pages: list[Value]
    stated_in: list[Value]


def title_page(entry: Entry, naming: Naming, lens: Lens, name: Callable[[str], Value]) -> TitlePage:
    """The head of the page of a publication or of a stated edition.

    ``lens`` is on its graph, ``name`` calls other records by their names.
    """
    language, base = naming.language, naming.base_url
    around = succession(naming.lineage, entry.iri)
    places = naming.places()
    announced = [iri.removeprefix(EU_LANGUAGE) for iri in lens.iris(PUB.announcedLanguage)]
    files = lens.graph.objects(lens.node, DCAT.distribution)

    def told(iri: str) -> Phrase:
        return [places[iri]] if iri in places else naming.other(iri)

    return TitlePage(
        types=[_capital(_named(c.iri, c.label, language, base)) for c in entry.types],
        authors=[_named(agent.iri, agent.name, language, base) for agent in entry.creators],
        issued=_issued(entry, is_stated=str(PUB.StatedEdition) in lens.iris(RDF.type)),
        edition=_edition(entry, language),
        languages=[_language(code, language) for code in entry.languages],
        promised=[language_name(code, language) for code in announced],
        versions=[_version(naming, iri) for iri in language_versions(naming.lineage, entry.iri)],
        around=around,
        newer=[told(iri) for iri in around.newer],
        latest=[told(iri) for iri in around.latest],
        files=sorted(
            (file_value(lens.graph, o, language, naming.base_url) for o in files),
            key=lambda v: v.text,
        ),
        pages=[Value(plain(page), "", page) for page in entry.pages],
        stated_in=[name(iri) for iri in lens.iris(DCTERMS.isReferencedBy)],
    )


def others_of(texts: Texts, shown: Value, language: str) -> list[tuple[str, Value]]:
    """A text in the languages that are not shown, each with its language's name."""
    return [
        (tag_name(tag, language), Value(text, tag))
        for tag, text in texts.items()
        if tag and text != shown.text
    ]


def _issued(entry: Entry, *, is_stated: bool) -> Value:
    if entry.year is None or is_stated:  # stated editions are not among what can be searched
        return Value(entry.issued)
    return Value(entry.issued, "", "publications", query=f"year={entry.year}")


def _named(iri: str, texts: Texts, language: str, base: str) -> Value:
    value = nearest(texts, language)
    target = iri.removeprefix(base)
    return Value(value.text or plain(target), value.language, target)


def _capital(value: Value) -> Value:
    return replace(value, text=value.text[:1].upper() + value.text[1:])


def _edition(entry: Entry, language: str) -> Value:
    """Which edition it is: by its number, which every reader understands, or as it is printed."""
    if entry.edition_number is not None:
        return Value(placed(entry.edition_number, None))
    return nearest(entry.edition, language)


def _language(code: str, language: str) -> Value:
    name = language_name(code, language)
    return Value(name, "", "publications", query=f"language={code.lower()}")


def _version(naming: Naming, iri: str) -> Value:
    """A language version, called by its own language in that language."""
    target = iri.removeprefix(naming.base_url)
    known = naming.lineage.known
    code = next(iter(known[iri].languages), "") if iri in known else ""
    if not code:
        return naming.titled(known[iri]) if iri in known else Value(plain(iri), "", target)
    name, tag = own_name(code)
    return Value(name, tag, target, hreflang=tag_of(code))
