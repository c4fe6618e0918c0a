"""Records as Turtle that people read and edit, laid out as the files of ``data/`` are.

IRIs of the catalogue are relative; only the prefixes in use are declared; a property with several
values that do not fit on its line has them below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from publod.rdf.ntriples import iri_ref, quoted, quoted_block
from publod.vocabulary import EU_LANGUAGE, PREFIXES

_WIDTH = 100
_STEP = "    "
_PREFIXES = dict(sorted({**PREFIXES, "lang": EU_LANGUAGE}.items()))
_PREFIXED = re.compile(r"([a-z]+):[A-Za-z_]")


@dataclass(slots=True)
class Resource:
    """A thing of the catalogue. ``path`` is that of its record, ``fragment`` its part there.

    ``properties`` has prefixed names, each with its values as Turtle has them; ``beside`` what
    other vocabularies call the things that it matches, by their IRIs.
    """

    path: str
    classes: tuple[str, ...]
    properties: dict[str, list[str]] = field(default_factory=dict)
    fragment: str = "it"
    beside: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, *values: str) -> None:
        """Further values of a property; each value is had once."""
        known = self.properties.setdefault(name, [])
        known += [value for value in dict.fromkeys(values) if value not in known]

    def turtle(self) -> str:
        """Its statement."""
        classes = [f"a {' , '.join(self.classes)}"] if self.classes else []
        pairs = [*classes, *self._pairs()]
        own = f"{thing(self.path, self.fragment)} " + f" ;\n{_STEP}".join(pairs) + " ."
        others = (f"{iri_ref(iri)} skos:prefLabel {label} ." for iri, label in self.beside.items())
        return "\n".join([own, *others])

    def _pairs(self) -> Iterator[str]:
        for name, values in self.properties.items():
            if values:
                yield _property(name, values)


def _property(name: str, values: list[str]) -> str:
    line = f"{name} {' , '.join(values)}"
    if len(values) > 1 and (len(line) > _WIDTH or "\n" in line):
        return _filled(name, values) if values[0].startswith("<") else _below(name, values)
    return line


def _below(name: str, values: list[str]) -> str:
    return name + f"\n{_STEP * 2}" + f" ,\n{_STEP * 2}".join(values)


def _filled(name: str, values: list[str]) -> str:
    """A property with as many values on each line as fit."""
    lines = [f"{name} {values[0]}"]
    for value in values[1:]:
        if len(lines[-1]) + len(value) + 3 > _WIDTH:
            lines[-1] += " ,"
            lines.append(_STEP * 2 + value)
        else:
            lines[-1] += f" , {value}"
    return "\n".join(lines)


def page(resources: Iterable[Resource], heading: str = "") -> str:
    """A file of resources; ``heading`` is a comment at its beginning, of one or several lines."""
    statements = [one.turtle() for one in resources]
    used = {
        prefix
        for one in statements
        for line in one.split("\n")
        for prefix in _PREFIXED.findall(_without_literals(line))
    }
    names = [name for name in _PREFIXES if name in used]
    width = max(map(len, names), default=0) + 1
    head = [f"@prefix {name + ':':{width}} {iri_ref(_PREFIXES[name])} .\n" for name in names]
    comment = "".join(f"# {line}\n" for line in heading.split("\n")) + "\n" if heading else ""
    return comment + "".join(head) + "\n" + "\n\n".join(statements) + "\n"


_STRINGS = r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\]|\\.)*"'
_LITERALS = re.compile(rf"{_STRINGS}|<[^>]*>", re.DOTALL)
#: A property whose values are IRIs; comments and strings are matched before it, to be passed over.
_LINKS = re.compile(
    rf"(?m:^#[^\n]*$)|{_STRINGS}|"
    r"(?P<name>[a-z]+:[A-Za-z]+) (?P<values><[^<>\s]*>(?:\s+,\s+<[^<>\s]*>)*)(?=\s+[;.])",
    re.DOTALL,
)
_GONE = "\x00"


def with_other_links(content: str, instead: Callable[[str, str], str | None]) -> str:
    """A file that `page` has made, with other links.

    Of the name of a property and the path of a thing of the catalogue, ``instead`` tells the path
    that stands in its place: '' where the link goes, None where it stays.
    """

    def changed(match: re.Match[str]) -> str:
        values: dict[str, None] = {}
        is_same = True
        for value in re.findall(r"<[^<>\s]*>", match["values"] or ""):
            path = value[1:].removesuffix("#it>")
            other = instead(match["name"], path) if value == thing(path) else None
            is_same &= other is None
            values |= {} if other == "" else {thing(other) if other else value: None}
        if is_same:
            return match[0]
        return _property(match["name"], [*values]) if values else _GONE

    content = _LINKS.sub(changed, content)
    content = re.sub(rf"{_GONE}\s+;\s+", "", content)
    return re.sub(rf"\s+;\s+{_GONE}(?=\s+\.)", "", content)


def _without_literals(text: str) -> str:
    return _LITERALS.sub("", text)


def thing(path: str, fragment: str = "it") -> str:
    """A thing of the catalogue, relative to its base."""
    return iri_ref(f"{path}#{fragment}" if fragment else path)


def text(value: str, language: str) -> str:
    """A text in a language."""
    return f"{_quoted(value)}@{language}"


def string(value: str) -> str:
    """A string of no language."""
    return _quoted(value)


def typed(value: str, datatype: str) -> str:
    """A literal of a datatype, which is a prefixed name or an IRI in angle brackets."""
    return f"{_quoted(value)}^^{datatype}"


def _quoted(value: str) -> str:
    value = value.encode("utf-8", "replace").decode()
    return quoted_block(value) if "\n" in value else quoted(value)
