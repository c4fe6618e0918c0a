"""The order of lists: in the alphabet of a language, as rows of `schema.sort_keys` have it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, desc, select

from publod.ledger import schema

_records, _keys = schema.records.c, schema.sort_keys.c
#: The languages of alphabets and, after "/", those in which texts are chosen where one is missing.
ALPHABETS = select(schema.meta.c.value).where(schema.meta.c.key == schema.ALPHABETS)


class AlphabetQueries(ABC):
    """In which alphabets there are places, and orders by these."""

    @abstractmethod
    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection to ask over. Raises LedgerError, LedgerDamaged."""

    def alphabets(self) -> tuple[str, ...]:
        """The languages in whose alphabets records have places."""
        with self.connected() as connection:
            return tuple(str(connection.scalar(ALPHABETS) or "").partition("/")[0].split())

    def alphabet(self, language: str) -> str:
        """A language, or the first of those with places where records have none in it."""
        known = self.alphabets()
        return language if language in known or not known else known[0]

    def alphabetical(self, language: str) -> list[Any]:
        """The order of an alphabet."""
        place = select(_keys.key).where(
            _keys.record == _records.id, _keys.language == self.alphabet(language)
        )
        return [place.scalar_subquery(), _records.path]

    def newest_first(self, language: str) -> list[Any]:
        """The order of publication backwards; within a year that of an alphabet."""
        return [_records.year.is_(None), desc(_records.year), *self.alphabetical(language)]
