"""Texts of publod that stand on a page in English, for want of a translation: they say so.

WCAG 2.2, 3.1.2 asks for the language of parts. Templates mark such texts by characters that no text
has (Unicode's noncharacters), wherever they put them; of the whole page the marks become elements
with a language where elements may stand, and go where they may not, as in attributes.
"""

from __future__ import annotations

import re
from typing import Any

from flask_babel.speaklater import LazyString
from jinja2 import Template
from markupsafe import Markup, escape

from publod.messages import Untranslated

_START, _END = "\ufdd0", "\ufdd1"
_MARKS = re.compile("[\ufdd0\ufdd1]|\\\\ufdd[01]")
#: An element that can have no elements in it, and all of whose text is marked.
_WHOLE = re.compile(
    rf"<(option|title|text)\b(?![^<>]*\slang=)([^<>]*)>"
    rf"\s*{_START}([^<{_START}{_END}]*){_END}\s*</\1>"
)
#: A text between elements; or what has no elements in it, or only such as are no HTML.
_PART = re.compile(
    r"(?P<text>[^<]+)|<(?P<name>script|style|title|option|textarea|svg)\b.*?</(?P=name)>|<[^>]*>",
    re.DOTALL | re.IGNORECASE,
)


def marked(value: Any) -> Any:
    """What a template puts into a page, with marks if it is an untranslated text."""
    text = str(value) if isinstance(value, LazyString) else value
    return between_marks(escape(text)) if isinstance(text, Untranslated) else value


def between_marks(text: str) -> Markup:
    """A text as HTML that is in English."""
    return Markup(_START) + text + Markup(_END)  # noqa: S704 (constants)


def with_languages(page: str) -> str:
    """A page with elements in place of marks."""
    if _START not in page:
        return page
    return _PART.sub(_part, _WHOLE.sub(r'<\1\2 lang="en">\3</\1>', page))


def _part(found: re.Match[str]) -> str:
    text = found["text"]
    if text is None:
        return _MARKS.sub("", found[0])
    return text.replace(_START, '<span lang="en" dir="ltr">').replace(_END, "</span>")


class TemplateOfTexts(Template):
    """A template whose pages say which of their texts are untranslated."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page; what is no HTML has no marks."""
        page: str = super().render(*args, **kwargs)
        is_page = (self.name or ".html").endswith(".html")
        return with_languages(page) if is_page else _MARKS.sub("", page)
