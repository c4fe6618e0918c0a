"""Files that are refused: why, and which records are incomplete on that account.

A check reads every file, whatever is wrong with one of them. The records of a file that could not
be read to its end are incomplete: to validate them would be to find fault with what was not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from publod.errors import IngestError, RdfSyntaxError
from publod.messages import N_
from publod.validation import Violation
from publod.validation.results import in_all_languages
from publod.vocabulary import SHAPES

#: What a file breaks that cannot be read, and one with a statement that no record can have.
SYNTAX, STATEMENT = SHAPES + "File-syntax", SHAPES + "File-statement"
#: Refused statements of one file: to find the line of each, the file is read again.
MOST_STATEMENTS = 20


class FileFaults:
    """Why files are refused. Without ``keep_going``, the first fault is raised."""

    def __init__(self, *, keep_going: bool = False) -> None:
        self.keep_going = keep_going
        self.faults: list[Violation] = []
        #: Files of which no record is complete, and records that are not.
        self.files: set[str] = set()
        self.records: set[str] = set()
        self._counts: Counter[str] = Counter()

    def add(self, error: RdfSyntaxError | IngestError, record: str = "") -> None:
        """Take a fault: of one record by its path, else of all records of the file."""
        if not self.keep_going:
            raise error
        is_syntax = isinstance(error, RdfSyntaxError)
        source = error.source
        self.faults.append(
            Violation(
                focus=Path(source).absolute().as_uri() if source else "",
                component=SHAPES + "FileConstraintComponent",
                shape=SYNTAX if is_syntax else STATEMENT,
                messages=in_all_languages(error.reason),
                source=source,
                line=error.line or 0,
                column=(isinstance(error, RdfSyntaxError) and error.column) or 0,
            )
        )
        self._counts[source] += 1
        if record:
            self.records.add(record)
        else:
            self.files.add(source)

    def is_full(self, source: str) -> bool:
        """Whether so much of a file is refused that the rest of it is not looked at."""
        return self._counts[source] >= MOST_STATEMENTS

    def give_up(self, source: str) -> None:
        """Say of a file that the rest of it was not looked at."""
        if self._counts[source] == MOST_STATEMENTS:
            reason = N_(
                "%(most)s statements of the file are refused; the rest of it was not looked at",
                most=MOST_STATEMENTS,
            )
            self.add(IngestError(reason, source))

    def is_incomplete(self, path: str, sources: Collection[str]) -> bool:
        """Whether something may be lacking of a record."""
        return path in self.records or not self.files.isdisjoint(sources)

    @property
    def has_gaps(self) -> bool:
        """Whether records may be lacking."""
        return bool(self.files or self.records)
