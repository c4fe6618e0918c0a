"""Names of BibTeX: https://ctan.org/pkg/tamethebeast, section 11, and of biblatex, section 3.

``First von Last``, ``von Last, First`` and ``von Last, Jr, First``; what braces enclose is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibtexparser.middlewares.names import (
    NameParts,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from publod.bibliography.agent_names_and_roles import GENERATION
from publod.importing.field_values import agent_of
from publod.importing.known_words import is_organisation
from publod.importing.latex_text import decoded, top_level_parts
from publod.importing.source_record import SourceAgent

#: What biblatex writes for names whose parts it names: ``family=Heuvel, given=Charles``.
_NAMED_PART = re.compile(r"\s*(family|given|prefix|suffix)(?:-i)?\s*=\s*(.*)", re.DOTALL)
#: What stands between the two family names of a person.
_BETWEEN_FAMILIES = frozenset({"y", "e", "i"})
#: Words in small letters that stand in names of bodies, and not between those of a person.
_OF_BODIES = frozenset("of for and the & och för und für pour et på i im".split())


def names_in(text: str) -> Iterator[str]:
    """The names of a field, in LaTeX."""
    if " and " not in text.lower() and len(parts := top_level_parts(text, ";")) > 1:
        yield from parts  # as programs write them that know no BibTeX
        return
    yield from split_multiple_persons_names(text)


def agent_in(name: str, role: str) -> SourceAgent | None:
    """The agent of a name in LaTeX; None for no name.

    Where the rules of BibTeX make a person of what may as well be a body that should stand in
    braces (``Statens vegvesen``, ``Friends of the Earth``), it is not said which it is.
    """
    text = decoded(name)
    if _is_braced(name):
        return agent_of(text, role, is_person=False)
    sections = top_level_parts(name, ",")
    named = {m[1]: m[2] for m in map(_NAMED_PART.fullmatch, sections) if m}
    if named:
        parts = NameParts(*([named[one]] if named.get(one) else [] for one in _PARTS))
    elif is_organisation(text) or len(sections) > 3 or any(map(str.isdigit, text)):
        return SourceAgent(text, role, False if is_organisation(text) else None) if text else None
    elif len(sections) == 2 and GENERATION.fullmatch(decoded(sections[1])):
        parts = parse_single_name_into_parts(sections[0], strict=False)
        parts.jr = [sections[1]]  # "Dai Jones, Jr."
    else:
        parts = parse_single_name_into_parts(name, strict=False)
    if parts.von and parts.von[0] in _BETWEEN_FAMILIES and len(parts.first) > 1:
        parts.von.insert(0, parts.first.pop())
    first, von, last, jr = (
        decoded(" ".join(words)) for words in (parts.first, parts.von, parts.last, parts.jr)
    )
    if not (first and last) or (len(sections) == 1 and _may_be_body(von, last)):
        return agent_of(text.rstrip(","), role)
    family = f"{von} {last}".strip()
    direct, given = f"{first} {family}", first
    if jr:
        direct, given = f"{direct}, {jr}", f"{given}, {jr}"
    return SourceAgent(direct, role, True, family, given)


_PARTS = ("given", "prefix", "family", "suffix")


def _may_be_body(von: str, last: str) -> bool:
    return last[0].islower() or not _OF_BODIES.isdisjoint(von.lower().split())


def _is_braced(name: str) -> bool:
    """Whether one pair of braces encloses all of a name: it is that of a body."""
    depth = 0
    for place, sign in enumerate(name := name.strip()):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth <= 0:
            return place > 0 and place == len(name) - 1
    return False
