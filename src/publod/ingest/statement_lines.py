"""The lines of what a load finds fault with: looked up in the files, and only when there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from publod.errors import RdfSyntaxError
from publod.rdf import ANY, BLANK, Triple, format_of, is_blank, isolated_lines, term_of_iri
from publod.validation import Violation

#: A result with the files that it may be in, and the statements to look for, the surest first.
Sought = tuple[Violation, Sequence[str], Sequence[Triple]]


def line_of(source: str, base: str, statement: Triple) -> int | None:
    """The line of a statement in a file; None if it cannot be told."""
    pattern = _pattern(statement)
    return _lines(source, base, {pattern}).get(pattern)


def patterns_of(violation: Violation) -> list[Triple]:
    """The statements that a result may be about, the surest first; the record's first is last."""
    focus = BLANK if is_blank(violation.focus) else term_of_iri(violation.focus)
    path = term_of_iri(violation.path) if violation.path else ANY
    patterns = [(focus, path, violation.value)] if violation.path and violation.value else []
    if focus != BLANK:
        patterns += [(focus, path, ANY), (focus, ANY, ANY)]
    return [*map(_pattern, patterns), (term_of_iri(violation.record + "#it"), ANY, ANY)]


def placed(results: Iterable[Sought], base: str) -> list[Violation]:
    """Results with their files and lines."""
    sought = list(results)
    wanted: dict[str, set[Triple]] = defaultdict(set)
    for _, sources, patterns in sought:
        for source in sources:
            wanted[source].update(map(_pattern, patterns))
    lines = {source: _lines(source, base, patterns) for source, patterns in wanted.items()}
    return [_placed(violation, sources, patterns, lines) for violation, sources, patterns in sought]


def _placed(
    violation: Violation,
    sources: Sequence[str],
    patterns: Sequence[Triple],
    lines: Mapping[str, Mapping[Triple, int]],
) -> Violation:
    for pattern in map(_pattern, patterns):
        for source in sources:
            if line := lines[source].get(pattern):
                return replace(violation, source=source, line=line)
    return replace(violation, source=sources[0]) if sources else violation


def _pattern(statement: Triple) -> Triple:
    s, p, o = statement
    return (BLANK if is_blank(s) else s, p, BLANK if is_blank(o) else o)


def _lines(source: str, base: str, patterns: set[Triple]) -> dict[Triple, int]:
    path = Path(source)
    try:
        return isolated_lines(path, format_of(path), base, patterns)
    except RdfSyntaxError:  # of a name that tells no syntax
        return {}
