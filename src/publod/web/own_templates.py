"""A catalogue's own templates, judged before anything is served: by Jinja alone, without Flask."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from jinja2 import Environment, PackageLoader, TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.meta import find_undeclared_variables

from publod.messages import N_, English, Message
from publod.web.customisation import loader_of
from publod.web.own_faults import Fault

#: Filters that templates have beside Jinja's: publod's own and those of flask-babel.
FILTERS = (
    "numeral", "datetimeformat", "dateformat", "timeformat", "timedeltaformat", "numberformat",
    "decimalformat", "currencyformat", "percentformat", "scientificformat",
)  # fmt: skip
#: Variables of all templates that Flask brings, and those of Jinja within blocks and macros.
_BROUGHT = frozenset(DEFAULT_NAMESPACE) | frozenset(
    "config request session g url_for get_flashed_messages _ gettext ngettext pgettext npgettext "
    "self super loop caller varargs kwargs".split()
)
_SUFFIXES = frozenset({".html", ".htm", ".xml", ".jinja", ".jinja2", ".j2"})
_PREFIX = "publod:"
_SLOT = re.compile(r"{%-?\s*block\s+(slot_\w+)")
_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def template_faults(folder: Path | None, *, warn: bool = True) -> Iterator[Fault]:
    """What is wrong with the templates of a folder: what could not be shown, or never would be.

    Without ``warn`` only faults that block are looked for, which takes a tenth of the time.
    """
    if folder is None:
        return
    judge = _Judge(folder)
    own = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_template(path)]
    read: dict[str, tuple[Path, nodes.Template]] = {}
    for path in own:
        name = path.relative_to(folder).as_posix()
        try:
            read[name] = (path, judge.read(path, name))
        except TemplateSyntaxError as error:
            yield Fault(path, error.lineno, Message.of(English(error.message)))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            yield Fault(path, line, N_("this is no UTF-8; save the file as that"))
    used: set[str] = set()
    for name, (path, tree) in read.items():
        yield from judge.filters(path, tree)
        yield from judge.slots(path, name, tree)
        yield from judge.references(path, name, tree, used)
    if warn:
        known = judge.variables()
        for path, tree in read.values():
            yield from _in_vain(path, tree, known)
    for name, (path, _) in read.items():
        if name not in judge.known and not used & {name, ""}:
            yield Fault(path, 0, _no_template(get_close_matches(name, judge.known, 1)))


def _is_template(path: Path) -> bool:
    return path.suffix in _SUFFIXES and not path.name.startswith(".")


class _Judge:
    """What publod's templates have, by which those of a folder are judged."""

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=loader_of(folder), autoescape=True, extensions=["jinja2.ext.i18n"]
        )
        self._environment.filters |= dict.fromkeys(FILTERS, str)
        brought = PackageLoader("publod.web")
        self.known = brought.list_templates()
        self._all = {*self._environment.list_templates()}
        self._sources = {
            name: brought.get_source(self._environment, name)[0] for name in self.known
        }
        self._slots = {
            slot: name for name in self.known for slot in _SLOT.findall(self._sources[name])
        }
        self._trees: dict[str, nodes.Template] = {}

    def read(self, path: Path, name: str) -> nodes.Template:
        """The tree of a file. Raises TemplateSyntaxError or UnicodeDecodeError."""
        source = path.read_text("utf-8")
        tree = self._trees[name] = self._environment.parse(source, name, str(path))
        self._environment.compile(source, name, str(path))
        return tree

    def filters(self, path: Path, tree: nodes.Template) -> Iterator[Fault]:
        for filtered in tree.find_all(nodes.Filter):
            # Jinja itself looks those up within a condition only when a page is made.
            if filtered.name not in self._environment.filters:
                reason = Message.of(English(f"No filter named {filtered.name!r}."))
                yield Fault(path, filtered.lineno, reason)

    def slots(self, path: Path, name: str, tree: nodes.Template) -> Iterator[Fault]:
        """Slots that there are none of, or that the templates above this one do not have."""
        above = self._blocks_above(name) if tree.find(nodes.Extends) else None
        for block in tree.find_all(nodes.Block):
            if not block.name.startswith("slot_"):
                continue
            if block.name not in self._slots:
                yield Fault(path, block.lineno, _no_slot(block.name, self._slots))
            elif above is not None and block.name not in above:
                reason = N_(
                    "%(name)s has no slot %(slot)s, so it is never shown; write it in a %(where)s "
                    "that extends publod:%(where)s",
                    name=name, slot=block.name, where=self._slots[block.name],
                )  # fmt: skip
                yield Fault(path, block.lineno, reason)

    def references(
        self, path: Path, name: str, tree: nodes.Template, used: set[str]
    ) -> Iterator[Fault]:
        """Templates that are referred to and are not there; adds those that are to ``used``.

        '' is added where only the page knows which one is meant.
        """
        for reference in tree.find_all(_REFERENCES):
            names = _names_in(reference)
            used |= names or {""}
            if isinstance(reference, nodes.Extends) and name in names:
                reason = N_("a template cannot extend itself; is publod:%(name)s meant?", name=name)
                yield Fault(path, reference.lineno, reason)
                continue
            optional = isinstance(reference, nodes.Include) and reference.ignore_missing
            if names and not optional and not names & self._all:
                reason = N_(
                    "there is no template %(name)s; publod's own are called like publod:base.html",
                    name=", ".join(sorted(names)),
                )
                yield Fault(path, reference.lineno, reason)

    def variables(self) -> set[str]:
        """The variables that pages have, or that templates of the folder set."""
        known = set(_BROUGHT)
        for tree in self._trees.values():
            known |= _set(tree) | _stored(tree)  # others may be included there
        for source in self._sources.values():
            tree = self._environment.parse(source)
            known |= find_undeclared_variables(tree) | _set(tree)
        return known

    def _blocks_above(self, name: str) -> set[str] | None:
        """The blocks of all templates that one extends; None where a page only knows these."""
        blocks: set[str] = set()
        seen = {name}
        while (tree := self._tree(name)) and (extends := tree.find(nodes.Extends)):
            name = next(iter(_names_in(extends)), "")
            parent = self._tree(name)
            if name in seen or parent is None:
                return None
            seen.add(name)
            blocks |= {block.name for block in parent.find_all(nodes.Block)}
        return blocks

    def _tree(self, name: str) -> nodes.Template | None:
        """A template of the folder, or else of publod's."""
        if name not in self._trees:
            source = self._sources.get(name.removeprefix(_PREFIX))
            return self._environment.parse(source) if source is not None else None
        return self._trees[name]


def _in_vain(path: Path, tree: nodes.Template, known: Collection[str]) -> Iterator[Fault]:
    """Variables that no page has: what is written of them is nothing."""
    for name in sorted(find_undeclared_variables(tree) - {*known}):
        line = min(
            (n.lineno for n in tree.find_all(nodes.Name) if n.name == name and n.ctx == "load"),
            default=1,
        )
        reason = N_("pages have no variable %(name)s: nothing is shown for it", name=name)
        if near := get_close_matches(name, known, 1):
            reason = N_("%(message)s; is %(other)s meant?", message=reason, other=near[0])
        yield Fault(path, line, reason, blocks=False)


def _set(tree: nodes.Template) -> set[str]:
    """The names that a template gives to something for all that it has or that extends it."""
    names = {macro.name for macro in tree.find_all(nodes.Macro)}
    for some in tree.find_all(nodes.FromImport):
        names |= {one if isinstance(one, str) else one[1] for one in some.names}
    names |= {imported.target for imported in tree.find_all(nodes.Import)}
    targets = [one.target for one in tree.find_all(nodes.Assign)]
    targets += [one.target for one in tree.find_all(nodes.AssignBlock)]
    return names.union(*map(_stored, targets))


def _stored(node: nodes.Node) -> set[str]:
    found = {name.name for name in node.find_all(nodes.Name) if name.ctx != "load"}
    return found | {node.name} if isinstance(node, nodes.Name) else found


def _names_in(reference: nodes.Node) -> set[str]:
    """The templates that one of _REFERENCES names; none where that is known in a page only."""
    try:
        value = reference.template.as_const()  # type: ignore[attr-defined]
    except nodes.Impossible:
        return set()
    return {value} if isinstance(value, str) else {*value}


def _no_template(meant: list[str]) -> Message:
    if meant:
        return N_(
            "publod has no template of this name, and none of the folder refers to it; "
            "is %(name)s meant?",
            name=meant[0],
        )
    return N_(
        "publod has no template of this name, and none of the folder refers to it; "
        "give it the name of the template that it stands for, or take it away"
    )


def _no_slot(name: str, slots: Collection[str]) -> Message:
    return N_(
        "publod has no slot %(name)s; there are %(slots)s",
        name=name,
        slots=", ".join(sorted(slots)),
    )
