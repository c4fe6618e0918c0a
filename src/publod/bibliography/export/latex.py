"""Plain text as LaTeX that prints it, letter by letter, whatever it contains.

Letters stay as they are, in UTF-8: LaTeX has read that by default since 2018, and biber, Zotero
and JabRef always have. Only what LaTeX takes for instructions is written in another way.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "`": r"{\textasciigrave}",
    **{character: f"\\{character}" for character in "#$%&_"},
}
#: BibTeX counts braces without looking at what stands before them, so these need be in pairs.
_SINGLE = {"{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
#: Pairs that TeX's fonts draw as one sign: dashes, quotation marks, guillemets, Spanish marks.
_LIGATURES = re.compile(r"-(?=-)|'(?=')|,(?=,)|<(?=<)|>(?=>)")
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")


def latex(text: str) -> str:
    """A text on one line as LaTeX; its braces are balanced, for a field of BibTeX."""
    escapes = _ESCAPES if _is_balanced(text) else {**_ESCAPES, **_SINGLE}
    apart = _LIGATURES.sub(lambda match: match[0] + "\0", text)
    return _SPECIAL.sub(lambda match: escapes[match[0]], apart).replace("\0", "{}")


def verbatim(address: str) -> str:
    """A URL or a DOI for a field that LaTeX prints as it stands.

    What could end the field is percent-encoded; in a URL that means the same.
    """
    return re.sub(r"[\s{}\\]", lambda match: quote(match[0]), address)


def _is_balanced(text: str) -> bool:
    """Whether its braces come in pairs, each opened before it is closed."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
