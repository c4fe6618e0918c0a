"""The catalogue for data portals: one data set with the ways to get at it.

DCAT-AP-SE (https://docs.dataportal.se/dcat/sv/), which is the Swedish form of DCAT-AP 3
(https://semiceu.github.io/DCAT-AP/releases/3.0.1/). All nodes have absolute IRIs. Where the two
differ, the Swedish portal is followed: the format of a distribution is a media type in quotes.

What the record of the catalogue says is taken over; what it leaves out is added.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph, Literal, URIRef

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.entry_reader import Reader
from publod.bibliography.language_codes_and_names import code_meant
from publod.bibliography.places import places_of
from publod.bibliography.record_summary import record_path_of
from publod.bibliography.triple_index import Statements
from publod.messages import N_
from publod.rdf import triples_of
from publod.record_repository import Repository
from publod.services import catalogue_record
from publod.services.catalogue_record import (
    ACCESS,
    DCAT_AP,
    EU,
    MEDIA_TYPES,
    CatalogueRecord,
    add_contact,
    add_publisher,
    known_licence,
    literals,
    time_literal,
)
from publod.services.dump_writer import COMPRESSED, FORMS, Dump
from publod.vocabulary import DCAT, DCTERMS, EU_LANGUAGE, FOAF, RDF, XSD

PATH = "datasets/dcat"
_THEMES = f"{EU}data-theme"
_FREQUENCIES = f"{EU}frequency/"
_PUBLIC = URIRef(f"{EU}access-right/PUBLIC")
_SPARQL_PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")
_OAI_PROTOCOL = URIRef("http://www.openarchives.org/OAI/openarchivesprotocol.html")
_DISTRIBUTION = (
    DCTERMS.title, DCTERMS.description, DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType,
    DCAT.byteSize, DCAT.accessService, DCAT_AP.availability,
)  # fmt: skip
_SERVICE = (
    DCTERMS.title, DCTERMS.description, DCTERMS.conformsTo, DCAT.endpointURL,
    DCAT.endpointDescription,
)  # fmt: skip
#: What can be had for the time being; whoever promises more says so in the record.
_AVAILABLE = URIRef(f"{EU}planned-availability/AVAILABLE")


def describe(
    repository: Repository, email: str, dump: Dump | None = None, *, with_sparql: bool = True
) -> Graph:
    """The description. ``email`` is whom to write to, ``dump`` what is fetched from /dumps now.

    Services and distributions that lead to SPARQL are in it where there is that, ``with_sparql``.
    """
    return _Description(repository, email, dump, with_sparql=with_sparql).graph


class _Description:
    def __init__(
        self, repository: Repository, email: str, dump: Dump | None, *, with_sparql: bool
    ) -> None:
        self.graph = Graph(bind_namespaces="none")
        self._repository = repository
        self._base = repository.base_url
        #: Addresses that are left out.
        self._closed = set() if with_sparql else {URIRef(f"{self._base}sparql")}
        self._record = catalogue_record.read(repository)
        self._publisher = add_publisher(self.graph, repository, self._record)
        self._contact = add_contact(self.graph, repository, self._publisher, email)
        self._catalog()
        self._dataset()
        self._dumps(dump)
        self._services()

    def _catalog(self) -> None:
        record, node = self._record, self._record.catalog
        self._say(node, RDF.type, DCAT.Catalog)
        self._say(node, DCTERMS.title, *record.titles())
        self._say(node, DCTERMS.description, *record.descriptions(node))
        self._say(node, DCTERMS.publisher, self._publisher)
        self._say(node, DCTERMS.license, *self._licences_of(node))
        self._say(node, DCTERMS.language, *_languages(record, node))
        self._say(node, DCTERMS.spatial, *self._places(node))
        self._say(node, DCAT.themeTaxonomy, URIRef(_THEMES))
        self._say(node, DCAT.dataset, record.dataset)
        self._page(node, FOAF.homepage, self._base)
        self._dates(node)

    def _dataset(self) -> None:
        record, node = self._record, self._record.dataset
        self._say(node, RDF.type, DCAT.Dataset)
        self._say(node, DCTERMS.title, *(record.texts(node, DCTERMS.title) or record.titles()))
        self._say(node, DCTERMS.description, *record.descriptions(node))
        self._say(node, DCTERMS.publisher, self._publisher)
        self._say(node, DCAT.contactPoint, self._contact)
        self._say(node, DCTERMS.identifier, Literal(str(node)))
        self._say(node, ACCESS.accessRights, _PUBLIC)
        self._say(node, DCTERMS.language, *_languages(record, node))
        self._say(node, DCTERMS.spatial, *(self._places(node) or self._places(record.catalog)))
        self._sources(node)
        frequencies = _of(record.iris(node, DCTERMS.accrualPeriodicity), _FREQUENCIES)
        irregular = URIRef(f"{_FREQUENCIES}IRREG")
        self._say(node, DCTERMS.accrualPeriodicity, *(frequencies[:1] or [irregular]))
        self._about(node)
        self._page(node, DCAT.landingPage, f"{self._base}about")
        self._dates(node)

    def _places(self, node: URIRef) -> list[URIRef]:
        """The places that it covers, as portals know them: by GeoNames, else by the EU's tables.

        A place that has neither keeps its own IRI.
        """
        iris = self._record.iris(node, DCTERMS.spatial)
        paths = [record_path_of(iri, self._base) for iri in iris if iri.startswith(self._base)]
        graphs = self._repository.graphs(paths) if paths else {}
        statements = {path: Statements(triples_of(text)) for path, text in graphs.items()}
        reader = Reader(lambda iri: statements.get(record_path_of(iri, self._base)))
        places = []
        for place in map(reader.place, iris):
            of_eu = [iri for iri in place.same_as if iri.startswith(EU)]
            known = [heading.iri for heading in places_of([place]) if heading.source == "geonames"]
            places.append(URIRef(next(iter([*known, *of_eu]), place.iri)))
        return sorted(dict.fromkeys(places))

    def _sources(self, node: URIRef) -> None:
        """What the data was made from: a source is a data set in DCAT-AP, a page is related."""
        record = self._record
        for source in record.iris(node, DCTERMS.source) or record.iris(
            record.catalog, DCTERMS.source
        ):
            is_dataset = (source, RDF.type, DCAT.Dataset) in record.graph
            self._say(node, DCTERMS.source if is_dataset else DCTERMS.relation, source)
            if is_dataset:
                self._say(source, RDF.type, DCAT.Dataset)

    def _about(self, node: URIRef) -> None:
        """Themes of the EU's, and in our own words the subjects that are none of those."""
        record = self._record
        themes = [t for at in (node, record.catalog) for t in record.iris(at, DCAT.theme)]
        known = _of(themes, f"{_THEMES}/")
        self._say(node, DCAT.theme, *(known or [URIRef(f"{_THEMES}/GOVE")]))
        self._say(node, DCAT.keyword, *record.texts(node, DCAT.keyword))
        for summary in self._repository.names(map(str, themes)).values():
            words = (Literal(text, lang=tag or None) for tag, text in summary.label.items())
            self._say(node, DCAT.keyword, *words)

    def _dumps(self, dump: Dump | None) -> None:
        sizes = {file.form: file.size for file in dump.files} if dump else {}
        for form in FORMS:
            node = self._own(form.name)
            title = (
                N_("The whole catalogue as %(format)s", format=form.title)
                if form.is_whole
                else N_("All publications as %(format)s", format=form.title)
            )
            self._distribution(node, literals(title))
            self._say(node, DCAT.accessURL, URIRef(f"{self._base}dumps"))
            self._say(node, DCAT.downloadURL, URIRef(f"{self._base}dumps/latest.{form.suffix}"))
            self._media_type(node, form.media_type)
            self._say(node, DCAT.compressFormat, URIRef(MEDIA_TYPES + COMPRESSED))
            if dump is not None:
                size = Literal(str(sizes[form]), datatype=XSD.nonNegativeInteger)
                self._say(node, DCAT.byteSize, size)
                self._say(node, DCTERMS.modified, time_literal(dump.commit.time))

    def _services(self) -> None:
        record, endpoints = self._record, set()
        for service in record.iris(record.catalog, DCAT.service):
            addresses = record.iris(service, DCAT.endpointURL)
            if self._closed & {*addresses}:
                continue
            self._copy(service, _SERVICE)
            endpoints.update(addresses)
            if not record.iris(service, DCAT.endpointDescription):
                self._say(service, DCAT.endpointDescription, *map(self._description_of, addresses))
            self._service(service, "application/sparql-results+json")
        for distribution in record.iris(record.dataset, DCAT.distribution):
            if self._closed & {*record.iris(distribution, DCAT.accessURL)}:
                continue
            self._copy(distribution, _DISTRIBUTION)
            media = [t.removeprefix(MEDIA_TYPES) for t in record.iris(distribution, DCAT.mediaType)]
            self._distribution(distribution, [])
            self._say(distribution, DCTERMS["format"], *(Literal(t) for t in media[:1]))
        for name, title, protocol, media_type in (
            ("sparql", "SPARQL", _SPARQL_PROTOCOL, "application/sparql-results+json"),
            ("oai", "OAI-PMH", _OAI_PROTOCOL, "application/xml"),
        ):
            endpoint = URIRef(self._base + name)
            if endpoint in endpoints or endpoint in self._closed:
                continue
            service, distribution = self._own(f"{name}-service"), self._own(name)
            self._say(service, DCTERMS.title, *literals(N_("%(protocol)s service", protocol=title)))
            self._say(service, DCTERMS.conformsTo, protocol)
            self._say(service, DCAT.endpointURL, endpoint)
            self._say(service, DCAT.endpointDescription, self._description_of(endpoint))
            self._service(service, media_type)
            through = N_("The catalogue through %(protocol)s", protocol=title)
            self._distribution(distribution, literals(through))
            self._say(distribution, DCAT.accessURL, endpoint)
            self._say(distribution, DCAT.accessService, service)
            self._media_type(distribution, media_type)

    def _description_of(self, endpoint: URIRef) -> URIRef:
        """Where a service describes itself: OAI-PMH by a verb, SPARQL at the endpoint, as RDF."""
        return (
            URIRef(f"{endpoint}?verb=Identify") if str(endpoint) == f"{self._base}oai" else endpoint
        )

    def _service(self, node: URIRef, media_type: str) -> None:
        """What every service of the catalogue has in common."""
        self._say(node, RDF.type, DCAT.DataService)
        self._say(self._record.catalog, DCAT.service, node)
        self._say(node, DCAT.servesDataset, self._record.dataset)
        self._say(node, DCTERMS.publisher, self._publisher)
        self._say(node, DCAT.contactPoint, self._contact)
        self._say(node, ACCESS.accessRights, _PUBLIC)
        self._say(node, DCTERMS.license, *self._licences_of(node))
        self._say(node, DCTERMS["format"], Literal(media_type))

    def _distribution(self, node: URIRef, titles: Iterable[Literal]) -> None:
        self._say(node, RDF.type, DCAT.Distribution)
        self._say(self._record.dataset, DCAT.distribution, node)
        self._say(node, DCTERMS.title, *titles)
        self._say(node, DCTERMS.license, *self._licences_of(node))
        if not self._record.iris(node, DCAT_AP.availability):
            self._say(node, DCAT_AP.availability, _AVAILABLE)

    def _licences_of(self, node: URIRef) -> list[URIRef]:
        """The licence that a node has of its own, else that of the descriptions, if any."""
        own = self._record.iris(node, DCTERMS.license)
        return [known_licence(one) for one in own[:1] or self._record.licences]

    def _media_type(self, node: URIRef, media_type: str) -> None:
        self._say(node, DCAT.mediaType, URIRef(MEDIA_TYPES + media_type))
        self._say(node, DCTERMS["format"], Literal(media_type))

    def _copy(self, node: URIRef, predicates: Iterable[URIRef]) -> None:
        """What the record says of a node; blank nodes and what they hold are left out."""
        for predicate in predicates:
            values = self._record.texts(node, predicate) + self._record.iris(node, predicate)
            self._say(node, predicate, *values)

    def _dates(self, node: URIRef) -> None:
        first, last = self._repository.commit_of(1), self._repository.head()
        if first is not None:
            self._say(node, DCTERMS.issued, time_literal(first.time))
            self._say(node, DCTERMS.modified, time_literal(last.time))

    def _page(self, node: URIRef, predicate: URIRef, url: str) -> None:
        self._say(node, predicate, URIRef(url))
        self._say(URIRef(url), RDF.type, FOAF.Document)

    def _own(self, fragment: str) -> URIRef:
        return URIRef(f"{self._base}{PATH}#{fragment}")

    def _say(self, subject: URIRef, predicate: URIRef, *objects: URIRef | Literal) -> None:
        for o in objects:
            self.graph.add((subject, predicate, o))


def _languages(record: CatalogueRecord, node: URIRef) -> list[URIRef]:
    languages = record.iris(node, DCTERMS.language) or record.iris(record.catalog, DCTERMS.language)
    return _of(languages, EU_LANGUAGE) or [
        URIRef(EU_LANGUAGE + code)
        for tag in catalogue_languages().pages
        if (code := code_meant(tag))
    ]


def _of(iris: Iterable[URIRef], table: str) -> list[URIRef]:
    return sorted({iri for iri in iris if iri.startswith(table)})
