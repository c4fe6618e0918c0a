"""Functions beyond SPARQL 1.1 that the documentation names, as the pool answers them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.store_interface import Query

STOCKHOLM = '"POINT(18.07 59.33)"^^geo:wktLiteral'
GOTHENBURG = '"POINT(11.97 57.71)"^^geo:wktLiteral'
BOX = '"POLYGON((10 55, 20 55, 20 60, 10 60, 10 55))"^^geo:wktLiteral'
METRE = "<http://www.opengis.net/def/uom/OGC/1.0/metre>"
MOMENT = '"2020-01-01T00:00:00Z"^^xsd:dateTime'

EXPRESSIONS = {
    'STRLANGDIR("a", "ar", "rtl")': "a",
    'LANGDIR(STRLANGDIR("a", "ar", "rtl"))': "rtl",
    'hasLANG("a"@en)': "true",
    'hasLANGDIR("a"@en)': "false",
    "OBJECT(TRIPLE(<urn:a>, <urn:b>, 1))": "1",
    "isTRIPLE(<<( <urn:a> <urn:b> 1 )>>)": "true",
    f'ADJUST({MOMENT}, "PT1H"^^xsd:dayTimeDuration)': "2020-01-01T01:00:00+01:00",
    '"2020-03-01"^^xsd:date - "2020-01-01"^^xsd:date': "P60D",
    '"2018"^^xsd:gYear < "2019"^^xsd:gYear': "true",
    'YEAR("2018"^^xsd:gYear)': "2018",
    f"ROUND(geof:distance({STOCKHOLM}, {GOTHENBURG}, {METRE}) / 1000)": "397",
    f"geof:sfWithin({STOCKHOLM}, {BOX})": "true",
    f"geof:sfDisjoint({STOCKHOLM}, {BOX})": "false",
    f"geof:ehEquals({BOX}, {BOX})": "true",
    f"geof:dimension({BOX})": "2",
    f"geof:isEmpty({BOX})": "false",
    f"STRENDS(STR(geof:centroid({BOX})), 'POINT(15 57.5)')": "true",
    f"CONTAINS(STR(geof:envelope({BOX})), 'POLYGON')": "true",
    f"CONTAINS(STR(geof:convexHull({BOX})), 'POLYGON')": "true",
    f"CONTAINS(STR(geof:asGeoJSON({STOCKHOLM})), 'Point')": "true",
    f"STR(geof:getSRID({STOCKHOLM}))": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
}


def test_functions_of_sparql_1_2_and_geosparql(pool: QueryPool) -> None:
    columns = " ".join(f"({text} AS ?x{number})" for number, text in enumerate(EXPRESSIONS))
    query = f"SELECT {columns} WHERE {{ }}"
    answer = pool.query(Query(query), results="csv").read().decode()
    [row] = list(csv.DictReader(StringIO(answer)))
    assert list(row.values()) == list(EXPRESSIONS.values())


@pytest.mark.parametrize(
    "pattern", ["VALUES ?x { 1 2 } LATERAL { SELECT ?x ?y { BIND (?x AS ?y) } }"]
)
def test_lateral(pool: QueryPool, pattern: str) -> None:
    answer = pool.query(Query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"), results="csv")
    assert answer.read().split()[1] == b"2"
