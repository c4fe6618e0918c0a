"""What entries of BibTeX have of others: https://ctan.org/pkg/biblatex, appendix B.

Nothing but ``crossref`` and ``xdata`` lets an entry have fields of another one.
"""

from __future__ import annotations

from collections.abc import Iterable

from publod.importing.bibtex_entries import BibtexEntry, Fields
from publod.importing.latex_text import verbatim

#: Entries that hold fields for others, and are no publications.
DATA = "xdata"
#: What a part has of its collection, and under which names.
_OF_COLLECTION = (
    "booktitle", "booksubtitle", "editor", "publisher", "organization", "address", "location",
    "series", "volume", "number", "year", "date", "month", "isbn", "issn",
)  # fmt: skip
#: Fields of which an entry needs one.
_SAME = {
    "year": "date", "month": "date", "address": "location", "journal": "journaltitle",
}  # fmt: skip
_RENAMED = {"title": "booktitle", "subtitle": "booksubtitle"}
_IN_PERIODICAL = {"title": "journaltitle", "subtitle": "journalsubtitle"}


class Inheritance:
    """The entries of a file by their keys; of several with one key the first."""

    def __init__(self, entries: Iterable[BibtexEntry]) -> None:
        self._by_key: dict[str, BibtexEntry] = {}
        self._used: set[str] = set()
        for one in entries:
            if one.key:
                self._by_key.setdefault(one.key.casefold(), one)
            self._used |= {key.casefold() for key in _keys(one.fields, DATA)}

    def is_used(self, entry: BibtexEntry) -> bool:
        """Whether another entry has what this one holds."""
        return bool(entry.key) and entry.key.casefold() in self._used

    def fields_of(self, entry: BibtexEntry) -> tuple[Fields, str]:
        """The fields of an entry with those that it has of others, and the key of its collection.

        References that lead to no entry stay among the fields.
        """
        fields = self._with_data(entry, frozenset())
        for key in _keys(fields, "crossref"):
            collection = self._by_key.get(key.casefold())
            if collection is None or collection is entry:
                continue
            del fields["crossref"]
            theirs = self._with_data(collection, frozenset())
            names = _IN_PERIODICAL if collection.kind == "periodical" else _RENAMED
            for name, other in names.items():
                if name in theirs:
                    theirs[other] = theirs.pop(name)
            own = {_SAME.get(name, name) for name in fields}
            for name in (*names.values(), *_OF_COLLECTION):
                if name in theirs and _SAME.get(name, name) not in own:
                    fields[name] = theirs[name]
            return fields, collection.key
        return fields, ""

    def _with_data(self, entry: BibtexEntry, above: frozenset[str]) -> Fields:
        fields = {name: [*values] for name, values in entry.fields.items()}
        missing = []
        for key in _keys(fields, DATA):
            data = self._by_key.get(key.casefold())
            if data is None or key in above:
                missing.append(key)
                continue
            for name, values in self._with_data(data, above | {key}).items():
                fields.setdefault(name, [*values])
        fields.pop(DATA, None)
        return fields | ({DATA: missing} if missing else {})


def _keys(fields: Fields, name: str) -> list[str]:
    """The keys that a field refers to."""
    texts = (verbatim(value) for value in fields.get(name, ()))
    return [key for text in texts for part in text.split(",") if (key := part.strip())]
