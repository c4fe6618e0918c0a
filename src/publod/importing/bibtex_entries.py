"""The entries of BibTeX files: of each its fields with all of their values, macros put in.

The splitter of bibtexparser finds blocks and fields. It takes keys and fields that come twice for
faults; programs export them (Citavi has no keys at all), and here they are read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bibtexparser.model import Block, Entry, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

#: What it warns of is reported here.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)

_LINES = re.compile(r"\r\n?")
_SIGNS = re.compile(r"(?<!\\)[{}\"]|#")

#: Fields by their names in small letters: of each the values, in LaTeX.
Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class BibtexEntry:
    """An entry. ``kind`` is in small letters; ``key`` may be '', or that of another one too."""

    kind: str
    key: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """What begins as an entry and is none: its line, from 1, and its text up to the next block."""

    line: int
    text: str


@dataclass
class Blocks:
    """Reads the blocks of a file; ``outside`` has the text between them that is no comment."""

    text: str
    outside: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[BibtexEntry | BrokenEntry]:
        """The entries in their order, and what cannot be read as one."""
        text = _LINES.sub("\n", self.text)
        blocks = [_wanted(block) for block in Splitter(text).split().blocks]
        # BibTeX wants macros to stand before their use, programs do not.
        macros: dict[str, str] = {}
        for block in reversed(blocks):
            if isinstance(block, String):
                macros[block.key.lower()] = block.value
        for place, block in enumerate(blocks):
            if isinstance(block, String):
                macros[block.key.lower()] = block.value
            elif isinstance(block, Entry):
                fields: Fields = {}
                for one in block.fields:
                    for name, value in _fields(one.key, one.value):
                        fields.setdefault(name.lower(), []).append(_value(value, macros))
                yield BibtexEntry(block.entry_type, block.key, fields)
            elif isinstance(block, ParsingFailedBlock):
                yield BrokenEntry((block.start_line or 0) + 1, _until_next(text, blocks, place))
            elif isinstance(block, ImplicitComment) and not _is_rest(blocks, place):
                lines = (line.strip() for line in block.comment.splitlines())
                self.outside += [line for line in lines if line and not line.startswith("%")]


def _until_next(text: str, blocks: list[Block], place: int) -> str:
    """The text of a block that cannot be read, with what the splitter leaves of it."""
    start = blocks[place].start_line or 0
    later = (b.start_line for b in blocks[place + 1 :] if not isinstance(b, ImplicitComment))
    end = next((line for line in later if line is not None), None)
    return "\n".join(text.split("\n")[start:end]) or blocks[place].raw or ""


def _is_rest(blocks: list[Block], place: int) -> bool:
    """Whether what seems to stand outside is the end of an entry that could not be read."""
    return place > 0 and isinstance(blocks[place - 1], ParsingFailedBlock)


def _wanted(block: Block) -> Block:
    """A block as it stands there, whatever else in the file has its key."""
    while isinstance(block, ParsingFailedBlock) and block.ignore_error_block is not None:
        block = block.ignore_error_block
    return block


#: What follows a value without the comma that BibTeX wants between them.
_FURTHER = re.compile(r"\s+([\w-]+)\s*=\s*(.+)", re.DOTALL)


def _fields(name: str, text: str) -> Iterator[tuple[str, str]]:
    """A field, and those that only a missing comma makes part of it: ``{Title} year = 2009``."""
    end, braces, is_quoted = 0, 0, False
    for match in _SIGNS.finditer(text) if text[:1] in {"{", '"'} else ():
        braces += {"{": 1, "}": -1}.get(match[0], 0)
        is_quoted ^= match[0] == '"' and not braces
        if not braces and not is_quoted:
            end = match.end()
            break
    else:
        end = len(text.split(maxsplit=1)[0]) if text[:1] not in {"", "{", '"'} else 0
    if end and (further := _FURTHER.fullmatch(text, end)):
        yield name, text[:end]
        yield from _fields(further[1], further[2])
    else:
        yield name, text


def _value(text: str, macros: Mapping[str, str], depth: int = 0) -> str:
    """A value without what encloses it: ``{…}``, ``"…"``, a number, a macro; # joins several."""
    parts: list[str] = []
    braces, is_quoted, start = 0, False, 0
    for match in _SIGNS.finditer(text):
        if match[0] == "{":
            braces += 1
        elif match[0] == "}":
            braces = max(braces - 1, 0)
        elif braces:
            continue
        elif match[0] == '"':
            is_quoted = not is_quoted
        elif not is_quoted:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return "".join(_part(part.strip(), macros, depth) for part in parts)


def _part(text: str, macros: Mapping[str, str], depth: int) -> str:
    if len(text) > 1 and text[0] + text[-1] in {"{}", '""'}:
        return text[1:-1]
    # A macro may have others in it, but not itself.
    own = macros.get(text.lower())
    return text if own is None or depth > 9 else _value(own, macros, depth + 1)
