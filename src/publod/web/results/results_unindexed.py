"""What can be answered before there is an index: all publications, by the alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.errors import SearchError
from publod.repository import Repository
from publod.search.protocol import Asked, Hit, Results, Suggestion

_AT_ONCE = 500


class Unindexed:
    """Stands in for an index that has not been made; see `publod.search.protocol.SearchIndex`.

    Whoever looks for something gets a SearchError, since "nothing found" would not be true.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    @property
    def version(self) -> str:
        """None."""
        return ""

    @property
    def damage_is_reported(self) -> bool:
        """Never: there is nothing that could be damaged."""
        return False

    def search(self, asked: Asked, offset: int, limit: int, *, facets: bool = True) -> Results:  # noqa: ARG002
        """A page of all publications, without facets."""
        _refuse(asked)
        size = max(1, limit)
        found, total = self._repository.listing(
            "publication", offset // size + 1, size, asked.reader
        )
        return Results(total, tuple(Hit(record.path) for record in found[:limit]))

    def paths(self, asked: Asked) -> Iterator[str]:
        """All publications."""
        _refuse(asked)
        page = 1
        while True:
            found, _ = self._repository.listing("publication", page, _AT_ONCE, asked.reader)
            yield from (record.path for record in found)
            if len(found) < _AT_ONCE:
                return
            page += 1

    def suggest(self, typed: str, reader: str, limit: int = 8) -> list[Suggestion]:  # noqa: ARG002
        """Nothing."""
        return []

    def match(
        self,
        text: str,  # noqa: ARG002
        kinds: Iterable[str],  # noqa: ARG002
        limit: int,  # noqa: ARG002
        *,
        year: int | None = None,  # noqa: ARG002
        alike: bool = True,  # noqa: ARG002
    ) -> list[tuple[str, float]]:
        """Nothing."""
        return []

    def identified(self, identifier: str, kinds: Iterable[str], limit: int) -> list[str]:  # noqa: ARG002
        """Nothing."""
        return []


def _refuse(asked: Asked) -> None:
    narrowed = any(
        (
            asked.text,
            asked.subject,
            asked.type,
            asked.agent,
            asked.language,
            asked.audience,
            asked.years,
        )
    )
    if narrowed:
        raise SearchError("there is no search index yet: `publod rebuild` makes it")
