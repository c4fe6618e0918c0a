"""Who issued an edition, as a statement names them: "Länsstyrelsen Stockholm och IOM"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issuers:
    """Names in the order in which they are written.

    ``is_name`` is false for what has words of editions in it: who issued something is not in there
    alone.
    """

    names: tuple[str, ...] = ()
    is_doubtful: bool = False
    year: int | None = None
    is_name: bool = True


#: What stands between bodies that have issued something together, and divides nothing else.
_TOGETHER = (
    r"(?:i samarbete med|i samverkan med|tillsammans med|together with|jointly with"
    r"|in (?:cooperation|co-operation|collaboration|partnership) with)"
)
_AND = re.compile(
    rf"\s*,?\s+{_TOGETHER}\s+(?:the\s+)?|\s+(?:och|samt|and|&)\s+(?:the\s+)?"
    r"|\s*,\s*(?:och|samt|and)?\s*(?=[A-ZÅÄÖÉ])"
)
_ARTICLE = re.compile(r"^(?:the)\s+", re.IGNORECASE)


def divided(text: str, known: Iterable[str] = ()) -> Issuers:
    """The names in a text such as "Länsstyrelsen Stockholm och IOM".

    An "och" before a small letter belongs to a name; before a capital it divides, and is doubtful
    where neither side is known and both may be one.
    """
    whole = {name.casefold() for name in known}
    text = _ARTICLE.sub("", text)
    if text.casefold() in whole:
        return Issuers((text,))
    names: list[str] = []
    is_doubtful = False
    start = 0
    for match in _AND.finditer(text):
        left, right = text[start : match.start()], text[match.end() :]
        if not right[:1].isupper() or not left.strip():
            continue
        is_known = left.casefold() in whole and _begins_with_known(right, whole)
        sure = (
            is_known
            or bool(re.match(r"\s*,", match[0]))
            or "the" in match[0].casefold().split()
            # "Länsstyrelsen Stockholm och IOM": an acronym is a name of its own.
            or bool(re.match(r"[A-ZÅÄÖ]{2,}\b", right))
            or match[0].strip() in {"och", "samt"}
            or bool(re.match(rf"\s*,?\s+{_TOGETHER}", match[0]))
        )
        is_doubtful |= not sure
        names.append(left)
        start = match.end()
    names.append(text[start:])
    cleaned = tuple(_ARTICLE.sub("", name).strip(" ,.:;") for name in names)
    if is_doubtful:
        return Issuers((text,), is_doubtful=True)
    return Issuers(tuple(filter(None, cleaned)))


def _begins_with_known(text: str, known: set[str]) -> bool:
    folded = text.casefold()
    return any(folded.startswith(name) for name in known)
