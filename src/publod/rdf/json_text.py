"""JSON with indentation, several times faster than json.dumps, which indents in pure Python."""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import Any

_STEP = "  "
_WIDTH = 90


def indented(value: Any, indent: str = "\n") -> str:
    """A JSON value on as many lines as it needs; what is short and flat stays on one."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        deeper = indent + _STEP
        members = [f"{encode_basestring(k)}: {indented(v, deeper)}" for k, v in value.items()]
        return _bracketed("{", members, "}", indent)
    if isinstance(value, list):
        return _bracketed("[", [indented(v, indent + _STEP) for v in value], "]", indent)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _bracketed(opening: str, parts: list[str], closing: str, indent: str) -> str:
    line = ", ".join(parts)
    if len(line) + len(indent) < _WIDTH and "\n" not in line:
        return opening + line + closing
    deeper = indent + _STEP
    return opening + deeper + f",{deeper}".join(parts) + indent + closing
