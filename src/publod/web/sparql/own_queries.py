"""Example queries of a catalogue's own, judged before they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from publod.messages import N_, Message
from publod.store.oxigraph.query_syntax import syntax_fault
from publod.store.text_match import TEXT_MATCH
from publod.validation import vocabulary_terms
from publod.vocabulary import shortened
from publod.web.own_faults import Fault
from publod.web.sparql.unknown_terms import terms_of


def query_faults(file: Path, listed: Mapping[str, Any], *, warn: bool) -> Iterator[Fault]:
    """What is wrong with the examples that a file lists, as TOML has it, and with their queries.

    With ``warn``, terms that no vocabulary has as well.
    """
    groups = listed.get("group")
    if not _are_tables(groups) or not all(_are_tables(one.get("example")) for one in groups):
        reason = N_("examples are listed in [[group]], each in a [[group.example]] with its query")
        yield Fault(file, 0, reason)
        return
    for example in (example for group in groups for example in group["example"]):
        name = example.get("query")
        line = _line_of(file, name)
        if not isinstance(name, str):
            yield Fault(file, line, N_('each example names a file: query = "…"'))
            continue
        texts = [value for key, value in example.items() if key != "query"]
        if not texts or any(not _is_title_and_text(value) for value in texts):
            reason = N_(
                "the example %(name)s needs a title and an explanation in a language: "
                'en = ["…", "…"]', name=name,
            )  # fmt: skip
            yield Fault(file, line, reason)
        query = file.with_name(f"{name}.rq")
        try:
            text = query.read_text("utf-8")
        except UnicodeDecodeError:
            yield Fault(query, 0, N_("this is no text in UTF-8"))
        except OSError:
            yield Fault(file, line, N_("there is no file %(name)s", name=query.name))
        else:
            yield from _faults_of(query, text, warn=warn)


def _faults_of(query: Path, text: str, *, warn: bool) -> Iterator[Fault]:
    if reason := syntax_fault(text):
        at = reason.parameters.get("line", 0)
        inner = reason.parameters.get("reason")
        if isinstance(at, int) and isinstance(inner, Message):
            yield Fault(query, at, inner)
        else:
            yield Fault(query, 0, reason)
    elif warn:
        for iri, start in dict(reversed([*terms_of(text)])).items():
            if iri == TEXT_MATCH or vocabulary_terms.is_known(iri):
                continue
            is_class = iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :][:1].isupper()
            meant = vocabulary_terms.meant(iri, class_=is_class)
            reason = N_("no vocabulary has the term %(name)s", name=shortened(iri))
            if meant:
                reason = N_("%(message)s; is %(other)s meant?", message=reason,
                            other=shortened(meant))  # fmt: skip
            yield Fault(query, text.count("\n", 0, start) + 1, reason, blocks=False)


def _are_tables(value: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _is_title_and_text(value: object) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [str, str]


def _line_of(file: Path, name: object) -> int:
    wanted = re.compile(rf"""\s*query\s*=\s*["']{re.escape(str(name))}["']""")
    lines = file.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if wanted.match(line)), 0)
