"""A catalogue's own templates, judged before anything is served: by Jinja alone, without Flask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from jinja2 import Environment, PackageLoader, TemplateSyntaxError, nodes

from publod.errors import SettingsError
from publod.messages import N_, English, Message
from publod.web.customisation import loader_of

#: Filters that templates have beside Jinja's: publod's own and those of flask-babel.
FILTERS = (
    "numeral", "datetimeformat", "dateformat", "timeformat", "timedeltaformat", "numberformat",
    "decimalformat", "currencyformat", "percentformat", "scientificformat",
)  # fmt: skip
_SUFFIXES = frozenset({".html", ".htm", ".xml", ".jinja", ".jinja2", ".j2"})
_SLOT = re.compile(r"{%-?\s*block\s+(slot_\w+)")
_Reference = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


def check_templates(folder: Path | None) -> None:
    """Raise SettingsError for the first template that could not be shown, or never would be."""
    if folder is None:
        return
    environment = Environment(
        loader=loader_of(folder), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    environment.filters |= dict.fromkeys(FILTERS, str)
    brought = PackageLoader("publod.web")
    known = brought.list_templates()
    slots = {
        slot for name in known for slot in _SLOT.findall(brought.get_source(environment, name)[0])
    }
    own = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_template(path)]
    used: set[str] = set()
    for path in own:
        used |= _checked(environment, path, path.relative_to(folder).as_posix(), slots)
    for path in own:
        name = path.relative_to(folder).as_posix()
        if name not in known and not used & {name, ""}:
            raise SettingsError(_no_template(path, get_close_matches(name, known, 1)))


def _is_template(path: Path) -> bool:
    return path.suffix in _SUFFIXES and not path.name.startswith(".")


def _checked(environment: Environment, path: Path, name: str, slots: set[str]) -> set[str]:
    """The templates that one refers to; '' is among them where that is known in a page only."""
    try:
        source = path.read_text("utf-8")
        tree = environment.parse(source, name, str(path))
        environment.compile(source, name, str(path))
    except TemplateSyntaxError as error:
        raise _refused(path, error.lineno, Message.of(English(error.message))) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _refused(path, line, N_("this is no UTF-8; save the file as that")) from error
    for filtered in tree.find_all(nodes.Filter):
        # Jinja itself looks those up within a condition only when a page is made.
        if filtered.name not in environment.filters:
            reason = English(f"No filter named {filtered.name!r}.")
            raise _refused(path, filtered.lineno, Message.of(reason))
    for block in tree.find_all(nodes.Block):
        if block.name.startswith("slot_") and block.name not in slots:
            raise _refused(path, block.lineno, _no_slot(block.name, slots))
    used: set[str] = set()
    for reference in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        used |= _referred(environment, path, name, reference)  # type: ignore[arg-type]
    return used


def _referred(environment: Environment, path: Path, name: str, reference: _Reference) -> set[str]:
    try:
        value = reference.template.as_const()
    except nodes.Impossible:
        return {""}
    names = [value] if isinstance(value, str) else list(value)
    if isinstance(reference, nodes.Extends) and name in names:
        reason = N_("a template cannot extend itself; is publod:%(name)s meant?", name=name)
        raise _refused(path, reference.lineno, reason)
    optional = isinstance(reference, nodes.Include) and reference.ignore_missing
    if not optional and not {*names} & {*environment.list_templates()}:
        reason = N_(
            "there is no template %(name)s; publod's own are called like publod:base.html",
            name=", ".join(names),
        )
        raise _refused(path, reference.lineno, reason)
    return set(names)


def _refused(path: Path, line: int, reason: Message) -> SettingsError:
    return SettingsError(N_("%(place)s: %(reason)s", place=f"{path}:{line}", reason=reason))


def _no_template(path: Path, meant: Iterable[str]) -> Message:
    for name in meant:
        return N_(
            "%(file)s: publod has no template of this name, and none of the folder refers to it; "
            "is %(name)s meant?",
            file=path,
            name=name,
        )
    return N_(
        "%(file)s: publod has no template of this name, and none of the folder refers to it; "
        "give it the name of the template that it stands for, or take it away",
        file=path,
    )


def _no_slot(name: str, slots: set[str]) -> Message:
    return N_(
        "publod has no slot %(name)s; there are %(slots)s",
        name=name,
        slots=", ".join(sorted(slots)),
    )
