"""BIBFRAME as the graph that it is."""

from __future__ import annotations

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS

from bibliography.entries import FULL, MORE
from bibliography.seed import seed
from publod.bibliography.export import bibframe

BF = Namespace("http://id.loc.gov/ontologies/bibframe/")
AT = "https://data.example.se/"
IT = URIRef(AT + "publication/full#it")
#: The terms of the ontology (https://id.loc.gov/ontologies/bibframe.html) that are used here.
TERMS = frozenset(
    "AdminMetadata Classification ClassificationDdc ClassificationUdc Contribution Doi Electronic "
    "Extent GenreForm Hub Identifier Instance IntendedAudience Isbn Issn Local Note Organization "
    "ParallelTitle Person Place PrimaryContribution Print Publication ReportNumber Source Strn "
    "Summary Text Title Topic Urn UsePolicy VariantTitle Work adminMetadata agent carrier changeDate "
    "classification classificationPortion contribution creationDate date derivativeOf "
    "editionStatement electronicLocator expressionOf extent genreForm geographicCoverage "
    "hasDerivative hasPart hasSeries identifiedBy instanceOf intendedAudience language mainTitle "
    "note otherEdition otherPhysicalFormat partOf place provisionActivity qualifier relatedTo "
    "replacedBy replacementOf responsibilityStatement role seriesEnumeration seriesStatement source "
    "subject subtitle summary supplement supplementTo temporalCoverage title translation "
    "translationOf usageAndAccessPolicy".split()
)


def graph() -> Graph:
    return Graph().parse(data=bibframe.write(FULL), format="xml")


def test_an_instance_is_of_a_work_that_expresses_a_hub() -> None:
    g = graph()
    [work] = g.objects(IT, BF.instanceOf)
    assert isinstance(work, BNode)
    [hub] = g.objects(work, BF.expressionOf)
    assert hub == URIRef(AT + "work/w#it")
    assert (hub, RDF.type, BF.Hub) in g
    assert {str(o) for o in g.objects(work, BF.language)} == {
        "http://id.loc.gov/vocabulary/languages/swe",
        "http://id.loc.gov/vocabulary/languages/eng",
    }


def test_editions_are_led_to_and_stated_ones_are_not() -> None:
    g = graph()
    assert list(g.objects(IT, BF.replacementOf)) == [URIRef(AT + "publication/old#it")]
    assert list(g.objects(IT, BF.replacedBy)) == [URIRef(AT + "publication/new#it")]
    assert list(g.objects(IT, BF.derivativeOf)) == [URIRef(AT + "publication/old#it")]
    assert list(g.objects(IT, BF.translationOf)) == [URIRef(AT + "publication/de#it")]
    assert list(g.objects(IT, BF.translation)) == [URIRef(AT + "publication/ar#it")]
    assert list(g.objects(IT, BF.seriesEnumeration)) == [Literal("19")]


def test_the_first_creator_is_primary_and_publishers_publish() -> None:
    g = graph()
    [primary] = g.subjects(RDF.type, BF.PrimaryContribution)
    assert list(g.objects(primary, BF.agent)) == [URIRef(AT + "agent/board#it")]
    [publication] = g.objects(IT, BF.provisionActivity)
    assert list(g.objects(publication, BF.agent)) == [URIRef(AT + "agent/press#it")]
    assert [str(o) for o in g.objects(publication, BF.date)] == ["2019-05-17"]


def test_subjects_are_those_of_the_vocabularies_else_our_own() -> None:
    g = graph()
    [work] = g.objects(IT, BF.instanceOf)
    assert {str(o) for o in g.objects(work, BF.subject)} == {
        "http://id.loc.gov/authorities/subjects/sh2006002629",
        AT + "subject/trafficking#it",
        AT + "subject/x#it",
    }
    lcsh = URIRef("http://id.loc.gov/authorities/subjects/sh2006002629")
    assert not list(g.objects(lcsh)), "nothing is said of what is somebody else's"
    own = URIRef(AT + "subject/x#it")
    assert list(g.objects(own, RDFS.label)) == [Literal("stödprocess", lang="sv")]


def test_no_term_is_made_up() -> None:
    used: set[str] = set()
    for entry in (FULL, MORE, *seed().values()):
        for triple in Graph().parse(data=bibframe.write(entry), format="xml"):
            used |= {str(t).removeprefix(BF) for t in triple if str(t).startswith(BF)}
    assert used == TERMS
