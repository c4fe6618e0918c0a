"""What formats call the fields of a record, as reports name them.

By the name of a field in `SourceRecord`; ``agents:aut`` are the agents in a role.
"""

from __future__ import annotations

from collections.abc import Mapping

BIBTEX: Mapping[str, str] = {
    "titles": "title", "subtitles": "subtitle", "types": "type", "agents:aut": "author",
    "agents:edt": "editor", "agents:trl": "translator", "agents:pbl": "publisher",
    "keywords": "keywords", "languages": "language", "issued": "date",
    "place_of_publication": "address", "edition": "edition", "edition_number": "edition",
    "edition_history": "note", "series": "series", "host": "journal", "licence": "license",
    "host_identifiers": "isbn", "host_control_numbers": "crossref", "identifiers": "eprint",
}  # fmt: skip
RIS: Mapping[str, str] = {
    "titles": "TI", "types": "TY", "agents:aut": "AU", "agents:edt": "A2", "agents:trl": "A4",
    "agents:pbl": "PB", "keywords": "KW", "languages": "LA", "issued": "PY",
    "place_of_publication": "CY", "edition": "ET", "edition_number": "ET",
    "edition_history": "N1", "series": "T3", "host": "JO", "identifiers": "AN",
}  # fmt: skip
CSL: Mapping[str, str] = {
    "titles": "title", "types": "type", "languages": "language",
    "place_of_publication": "publisher-place", "series": "collection-title",
    "host": "container-title", "edition_history": "note", "edition_number": "edition",
    "agents:aut": "author", "agents:edt": "editor", "agents:trl": "translator",
    "agents:ill": "illustrator", "agents:ctb": "contributor", "agents:pbl": "publisher",
}  # fmt: skip
SCHEMA_ORG: Mapping[str, str] = {
    "titles": "name", "types": "@type", "subjects": "about", "audiences": "audience",
    "languages": "inLanguage", "edition": "bookEdition", "edition_number": "bookEdition",
    "edition_history": "creditText", "work": "exampleOfWork", "files": "encoding",
    "licence": "license", "status": "creativeWorkStatus", "places": "spatialCoverage",
    "place_of_publication": "locationCreated", "series": "isPartOf", "host": "isPartOf",
    "agents:aut": "author", "agents:edt": "editor", "agents:trl": "translator",
    "agents:ill": "illustrator", "agents:ctb": "contributor", "agents:pbl": "publisher",
}  # fmt: skip
MODS: Mapping[str, str] = {
    "titles": "titleInfo", "agents": "name", "types": "genre", "subjects": "subject",
    "places": "subject/geographic", "audiences": "targetAudience", "languages": "language",
    "issued": "originInfo/dateIssued", "edition": "originInfo/edition",
    "edition_number": "originInfo/edition", "edition_history": "note", "notes": "note",
    "place_of_publication": "originInfo/place", "series": "relatedItem", "host": "relatedItem",
    "relations": "relatedItem", "identifiers": "identifier", "isbn": "identifier",
    "issn": "identifier", "files": "location/url", "licence": "accessCondition",
    "classifications": "classification",
}  # fmt: skip
DUBLIN_CORE: Mapping[str, str] = {
    "titles": "title", "types": "type", "subjects": "subject", "places": "coverage",
    "languages": "language", "issued": "date", "edition_history": "description",
    "abstracts": "description", "licence": "rights", "identifiers": "identifier",
    "agents:aut": "creator", "agents:ctb": "contributor", "agents:pbl": "publisher",
}  # fmt: skip
MARC21: Mapping[str, str] = {
    "titles": "245", "subtitles": "245$b", "types": "655", "subjects": "650", "places": "651",
    "audiences": "521", "languages": "041", "issued": "264$c", "edition": "250$a",
    "edition_number": "250$a", "edition_history": "500", "notes": "500", "work": "240",
    "place_of_publication": "264$a", "series": "490", "host": "773", "isbn": "020", "issn": "022",
    "doi": "024", "identifiers": "024", "files": "856", "licence": "540", "agents:pbl": "264$b",
    "agents": "100, 700", "classifications": "080, 082, 084",
}  # fmt: skip
