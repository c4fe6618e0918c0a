"""The processor's elements of CSL, with a memory, and mended where they depart from CSL 1.0.2.

https://docs.citationstyles.org/en/stable/specification.html. A style sheet is a tree that does
not change once it is loaded, but the processor asks it the same questions for every citation, most
of them by XPath. Remembered answers make a citation about four times as fast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from citeproc import model
from citeproc.model import CitationStylesElement
from lxml import etree

_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_TEXT = f"{{{_NAMESPACE}}}text"


class _Remembering:
    """What an element answers about the tree around it, kept with the element.

    Elements are kept alive by their `Style`, else lxml would make new ones without the memory.
    """

    __dict__: dict[Any, Any]

    def _kept(self, question: object, ask: Callable[[], Any]) -> Any:
        try:
            return self.__dict__[question]
        except KeyError:
            return self.__dict__.setdefault(question, ask())

    def xpath_search(self, expression: str) -> Any:
        return self._kept(expression, lambda: super(_Remembering, self).xpath_search(expression))  # type: ignore[misc]

    def calls_variable(self) -> Any:
        return self._kept("calls", lambda: super(_Remembering, self).calls_variable())  # type: ignore[misc]

    def get_root(self) -> Any:
        return self._kept("root", lambda: super(_Remembering, self).get_root())  # type: ignore[misc]

    def get_layout(self) -> Any:
        return self._kept("layout", lambda: super(_Remembering, self).get_layout())  # type: ignore[misc]

    def get_formatter(self) -> Any:
        return self._kept("formatter", lambda: super(_Remembering, self).get_formatter())  # type: ignore[misc]

    def get_locale_option(self, name: str) -> Any:
        ask = super().get_locale_option  # type: ignore[misc]
        return self._kept(("option", name), lambda: ask(name))

    def get_macro(self, name: str) -> Any:
        ask = super().get_macro  # type: ignore[misc]
        return self.get_root()._kept(("macro", name), lambda: ask(name))

    def find(self, path: str, namespaces: Any = None) -> Any:
        """What is not there is asked for anew: the processor puts in names that a sheet omits."""
        found = self.__dict__.get(("child", path))
        if found is None:
            found = super().find(path, namespaces)  # type: ignore[misc]
            self.__dict__["child", path] = found
        return found


class _Name(_Remembering, model.Name):  # type: ignore[misc]
    def get_option(self, name: str, context: Any = None, sort_options: Any = None) -> Any:
        """With ``initialize="false"`` given names stay whole; the processor overlooks that."""
        if name == "initialize-with" and self.get("initialize") == "false":
            return None
        return super().get_option(name, context, sort_options)


class _Date(_Remembering, model.Date):  # type: ignore[misc]
    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        """Parts of a localized date are set apart as the locale says, not as the caller does."""
        parts = self.parts(date, show_parts, None if context is self else context)
        return self.join(parts) if parts else None


class _DatePart(_Remembering, model.Date_Part):  # type: ignore[misc]
    def render(self, *arguments: Any, **options: Any) -> Any:
        """The processor writes a caller's attributes into the locale; here they go afterwards."""
        own = dict(self.attrib)
        try:
            return super().render(*arguments, **options)
        finally:
            self.attrib.clear()
            self.attrib.update(own)


class _Substitute(_Remembering, model.Substitute):  # type: ignore[misc]
    def add_to_repressed_list(self, child: Any, context: Any) -> None:
        """A title that stands in for authors is not printed again, by whatever macro."""
        super().add_to_repressed_list(child, context)
        if _prints_title(child):
            context.get_layout().repressed.setdefault(_TEXT, []).append("title")


def _prints_title(element: Any) -> bool:
    return any(
        text.get("variable") == "title"
        or ("macro" in text.attrib and _prints_title(text.get_macro(text.get("macro"))))
        for text in element.iter(_TEXT)
    )


_MENDED = {"name": _Name, "date": _Date, "date-part": _DatePart, "substitute": _Substitute}


def _with_memory(element: type) -> type:
    return type(element.__name__, (_Remembering, element), {})


def parsed(file: str) -> Any:
    """The root of a style sheet or a locale, as a tree of these elements. Nothing is fetched."""
    lookup = etree.ElementNamespaceClassLookup()
    namespace = lookup.get_namespace(_NAMESPACE)
    namespace[None] = _with_memory(CitationStylesElement)
    for name, element in _ELEMENTS.items():
        namespace[name] = element
    parser = etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False)
    parser.set_element_class_lookup(lookup)
    return etree.parse(file, parser).getroot()


def _elements() -> dict[str, type]:
    found = {}
    for element in CitationStylesElement.__subclasses__():
        name = element.__name__.replace("_", "-").lower()
        found[name] = _MENDED.get(name) or _with_memory(element)
    return found


_ELEMENTS = _elements()
