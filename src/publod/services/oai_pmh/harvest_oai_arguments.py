"""The arguments of a request, checked (OAI-PMH §3.1, §4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publod.services.oai_pmh.arguments import Problem


@dataclass(frozen=True, slots=True)
class Signature:
    """What a verb takes. With a resumption token, nothing else may be said."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumes: bool = False


_LISTS = Signature(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumes=True)
VERBS: dict[str, Signature] = {
    "Identify": Signature(),
    "ListMetadataFormats": Signature(optional=frozenset({"identifier"})),
    "ListSets": Signature(resumes=True),
    "GetRecord": Signature(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LISTS,
    "ListRecords": _LISTS,
}
_RESUMPTION = "resumptionToken"
#: What the schema of answers lets stand in ``request``, where arguments are repeated. An empty set
#: is no set: some harvesters send one.
_SYNTAX = {
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"([A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*)?"),
}


def checked(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The arguments by name, the verb among them. Raises Problem."""
    said = list(pairs)
    counts = Counter(name for name, _ in said)
    arguments = dict(said)
    verb = arguments.get("verb")
    if counts["verb"] > 1:
        raise Problem("badVerb", "the verb is given more than once")
    if verb is None:
        raise Problem("badVerb", f"no verb is given; there are {', '.join(VERBS)}")
    if verb not in VERBS:
        raise Problem("badVerb", f"there is no such verb; there are {', '.join(VERBS)}")
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        raise Problem("badArgument", f"given more than once: {', '.join(repeated)}")
    _check(VERBS[verb], arguments.keys() - {"verb"}, verb)
    for name, syntax in _SYNTAX.items():
        if name in arguments and not syntax.fullmatch(arguments[name]):
            raise Problem("badArgument", f"this cannot be a {name}: {arguments[name]}")
    return arguments


def _check(signature: Signature, given: set[str], verb: str) -> None:
    if signature.resumes and _RESUMPTION in given:
        others = sorted(given - {_RESUMPTION})
        if others:
            raise Problem(
                "badArgument", f"a resumption token says it all; leave out {', '.join(others)}"
            )
        return
    unknown = sorted(given - signature.required - signature.optional)
    if unknown:
        raise Problem("badArgument", f"{verb} does not take {', '.join(unknown)}")
    missing = sorted(signature.required - given)
    if missing:
        raise Problem("badArgument", f"{verb} needs {', '.join(missing)}")
