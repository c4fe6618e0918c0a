"""One organisation, in every syntax."""

from __future__ import annotations

BASE = "https://data.example.se/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FOAF = "http://xmlns.com/foaf/0.1/"
_LINES = (
    f"<{BASE}agent/x#it> <{_TYPE}> <{_FOAF}Organization>{{}} .\n"
    f'<{BASE}agent/x#it> <{_FOAF}name> "\\u00C5"@sv{{}} .\n'
)
_TURTLE = f'<agent/x#it> a <{_FOAF}Organization> ; <{_FOAF}name> "Å"@sv .'

#: By file name.
SYNTAXES = {
    "x.ttl": _TURTLE,
    "x.trig": f"<agent/x> {{ {_TURTLE} }}",
    "x.nt": _LINES.format("", ""),
    "x.nq": _LINES.format(*[f" <{BASE}agent/x>"] * 2),
    "x.jsonld": (
        '{"@context": {"name": "http://xmlns.com/foaf/0.1/name"}, "@id": "agent/x#it",'
        f' "@type": "{_FOAF}Organization", "name": {{"@value": "Å", "@language": "sv"}}}}'
    ),
    "x.rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:foaf="{_FOAF}"><foaf:Organization rdf:about="agent/x#it">'
        '<foaf:name xml:lang="sv">Å</foaf:name></foaf:Organization></rdf:RDF>'
    ),
}
