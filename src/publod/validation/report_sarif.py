"""A report in SARIF 2.1.0, for code hosts and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from publod.validation.report import Report
from publod.validation.results import Violation, in_all_languages, say, shown
from publod.vocabulary import shortened

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
#: The language of ``message.text``; the others are in the property bags.
_LANGUAGE = "en"


def sarif(report: Report) -> str:
    """All results as one run, each with its rule, its place and a fingerprint."""
    results = [*report.faults, *report.results]
    rules = {found.rule: found for found in reversed(results)}
    numbers = {rule: number for number, rule in enumerate(sorted(rules))}
    notifications = [
        {"level": "warning", "message": _message(in_all_languages(one))} for one in report.unchecked
    ]
    invocation: dict[str, Any] = {
        "executionSuccessful": not report.faults,
        "exitCode": 0 if report.conforms else 1,
    }
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    run = {
        "tool": {
            "driver": {
                "name": "publod",
                "version": version("publod"),
                "rules": [_rule(rules[rule]) for rule in numbers],
            }
        },
        "language": _LANGUAGE,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(found, rules[found.rule], numbers[found.rule]) for found in results],
        "properties": {"summary": [asdict(one) for one in report.summary()]},
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _level(found: Violation) -> str:
    """The level (§3.27.10)."""
    return "error" if found.is_violation else "note" if found.is_info else "warning"


def _message(texts: dict[str, str]) -> dict[str, Any]:
    """A message (§3.11), with the other languages in its property bag."""
    others = {tag: text for tag, text in texts.items() if tag not in {"", _LANGUAGE}}
    message: dict[str, Any] = {"text": say(texts, _LANGUAGE)}
    return message | ({"properties": others} if others else {})


def _rule(found: Violation) -> dict[str, Any]:
    """A rule (§3.49); the shapes are served at their IRIs, where they are explained."""
    return {
        "id": shortened(found.rule),
        "shortDescription": {"text": say(found.names, _LANGUAGE) or shortened(found.rule)},
        "fullDescription": _message(found.messages or {"": shortened(found.rule)}),
        "helpUri": found.rule,
        "defaultConfiguration": {"level": _level(found)},
    }


def _result(found: Violation, example: Violation, rule: int) -> dict[str, Any]:
    """A result (§3.27); its message is in other languages where the rule's is another one."""
    label = " = ".join(
        part
        for part in (
            shortened(found.path), ", ".join(shown(value, "") for value in found.all_values),
        )
        if part
    )  # fmt: skip
    message = _message(found.messages)
    if found.messages == example.messages:
        message.pop("properties", None)
    if label:
        message["text"] = f"{label}: {message['text']}"
    result: dict[str, Any] = {
        "ruleId": shortened(found.rule),
        "ruleIndex": rule,
        "level": _level(found),
        "message": message,
        "locations": [_location(found.source, found.line, found.column, found.focus)],
        "partialFingerprints": {"publod/v1": _fingerprint(found)},
        "properties": {
            "path": found.path, "values": list(found.all_values),
        },
    }  # fmt: skip
    if found.others:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": other.record},
                **_location(other.source, other.line, 0, other.record),
            }
            for number, other in enumerate(found.others)
        ]
    return result


def _location(source: str, line: int, column: int, name: str) -> dict[str, Any]:
    """A location (§3.28): the place in a file, where it is in one, and the thing."""
    location: dict[str, Any] = {}
    if source:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(source)}}
        if line:
            physical["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
        location["physicalLocation"] = physical
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "resource"}]
    return location


def _uri(source: str) -> str:
    """A relative path as a relative reference, for a code host to resolve at its top."""
    path = Path(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _fingerprint(found: Violation) -> str:
    """A fingerprint (§3.27.17): the same wherever the fault has moved to in its file."""
    about = found.record or found.source
    focus = found.focus if found.focus.startswith(found.record) else ""
    said = say(found.messages, _LANGUAGE) if not found.record else ""
    parts = (about, focus, found.rule, found.path, *found.all_values, said)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
