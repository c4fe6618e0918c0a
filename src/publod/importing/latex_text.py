"""Texts of LaTeX in fields of BibTeX."""

from __future__ import annotations

import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

from publod.importing.field_values import plain

#: Programs that know no LaTeX leave these as they are; there they would hide what follows.
_UNESCAPED = re.compile(r"(?<!\\)[%&]")
_SIGNS = re.compile(r"(?<!\\)[{}]")
_TILDE = re.compile(r"\{?\\textasciitilde ?\}?(?:\{\})?|\\~\{\}")


@cache
def _to_text() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    address = [MacroTextSpec("url", simplify_repl="%s")]
    context.add_context_category("addresses", prepend=True, macros=address)
    return LatexNodes2Text(latex_context=context, math_mode="verbatim")


def decoded(latex: str) -> str:
    """A text without commands, and without braces that keep letters as they are, on one line."""
    try:
        return plain(_to_text().latex_to_text(_UNESCAPED.sub(r"\\\g<0>", latex)))
    except (LatexWalkerError, RecursionError):
        return plain(latex)


def verbatim(latex: str) -> str:
    """An address without the signs that keep LaTeX from reading it, and without braces."""
    text = re.sub(r"\\([&_%#$~])", r"\1", _TILDE.sub("~", latex))
    return plain(re.sub(r"\\?[{}]", "", text))


def top_level_parts(latex: str, sign: str) -> list[str]:
    """What a sign parts that stands in no braces; parts that are empty are left out."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"{_SIGNS.pattern}|{re.escape(sign)}", latex):
        if match[0] == sign:
            if depth == 0:
                parts.append(latex[start : match.start()].strip())
                start = match.end()
        else:
            depth += 1 if match[0] == "{" else -1
    return [part for part in (*parts, latex[start:].strip()) if part]
