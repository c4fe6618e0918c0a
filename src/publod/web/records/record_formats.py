"""Which formats and profiles there are of a record: those of all rooms, put together.

A format of the crosswalk becomes one of these by `_view`, so it is described where it is written
and nowhere else.
"""

from __future__ import annotations

from publod.bibliography.entry import Entry
from publod.bibliography.export import bibframe, datacite, marc21, mods
from publod.bibliography.export.metadata_format import MetadataFormat
from publod.formats import (
    ALL,
    FORMATS,
    HTML,
    SCHEMA_ORG,
    Format,
    by_suffix,
    formats_of,
)
from publod.vocabulary import DCTERMS, SHAPES
from publod.web.http.profile_negotiation import Profile

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def _view(chosen: MetadataFormat, suffix: str) -> Format:
    """A format of the crosswalk as a format of publications."""

    def write(entry: Entry) -> bytes:
        return _DECLARATION + chosen.write(entry) + b"\n"

    return Format(
        chosen.prefix,
        chosen.label,
        chosen.media_type,
        suffix,
        profile=chosen.profile,
        entry_writer=write,
    )


#: Of publications. The suffixes are the tokens of their profiles, too.
VIEWS: tuple[Format, ...] = (
    _view(mods.FORMAT, "mods"),
    _view(marc21.FORMAT, "marcxml"),
    _view(bibframe.FORMAT, "bibframe"),
    _view(datacite.FORMAT, "datacite"),
)
#: The suffixes that no record may end in; those of sets of links have an address of their own.
SUFFIXES = frozenset({f.suffix for f in (*ALL, *VIEWS)} | {"linkset"})

#: A record meets the shapes of the catalogue, and so is Dublin Core.
RECORD = Profile(
    "record",
    SHAPES.rstrip("#"),
    tuple(f for f in FORMATS if f is not HTML),
    also=(DCTERMS.iri,),
)
#: Of every record.
PROFILES: tuple[Profile, ...] = (
    RECORD,
    Profile("schema", SCHEMA_ORG.profile or "", (SCHEMA_ORG,), also=("http://schema.org/",)),
)
#: Of publications.
ALL_PROFILES: tuple[Profile, ...] = (
    *PROFILES,
    *(Profile(view.suffix, view.profile or "", (view,)) for view in VIEWS),
)

_BY_SUFFIX = {f.suffix: f for f in VIEWS}


def offers_of(kind: str) -> tuple[Format, ...]:
    """The formats of a record of a kind, in the order of the server's preference."""
    views = VIEWS if kind == "publication" else ()
    return (*formats_of(kind), SCHEMA_ORG, *views)


def profiles_of(kind: str) -> tuple[Profile, ...]:
    """The profiles of a record of a kind."""
    return ALL_PROFILES if kind == "publication" else PROFILES


def format_by_suffix(suffix: str) -> Format | None:
    """The format that ``suffix`` names, without its dot."""
    return _BY_SUFFIX.get(suffix) or by_suffix(suffix)
