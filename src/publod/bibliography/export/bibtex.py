"""BibTeX, for LaTeX with BibTeX or biblatex and for programs that collect references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from publod.bibliography.entry import Entry
from publod.bibliography.reference import Kind, Name, Reference, reference_of

_TYPES = {
    Kind.REPORT: "techreport",
    Kind.BOOK: "book",
    Kind.PAMPHLET: "booklet",
    Kind.DOCUMENT: "misc",
    Kind.ARTICLE: "article",
    Kind.CHAPTER: "incollection",
    Kind.THESIS: "phdthesis",
    Kind.PAPER: "inproceedings",
}
#: Who issues it, in each type: an institution answers for a report.
_ISSUER = {
    Kind.REPORT: "institution",
    Kind.BOOK: "publisher",
    Kind.PAMPHLET: "howpublished",
    Kind.DOCUMENT: "howpublished",
    Kind.ARTICLE: "publisher",
    Kind.CHAPTER: "publisher",
    Kind.THESIS: "school",
    Kind.PAPER: "publisher",
}
#: Macros that every style defines; they print the month in the language of the text.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: The names that babel has for languages (https://ctan.org/pkg/babel), by BCP 47.
_LANGIDS = {
    "sv": "swedish", "en": "english", "ar": "arabic", "bg": "bulgarian", "da": "danish",
    "de": "german", "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish",
    "fr": "french", "it": "italian", "lt": "lithuanian", "lv": "latvian", "nb": "norwegian",
    "nl": "dutch", "nn": "nynorsk", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "se": "samin", "sr": "serbian", "tr": "turkish", "uk": "ukrainian",
}  # fmt: skip
_AND = re.compile(r"\band\b", re.IGNORECASE)


def write_many(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Publications, entry by entry."""
    for reference in map(reference_of, entries):
        yield _entry(reference).encode()


def _entry(reference: Reference) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(reference))
    kind = "proceedings" if reference.is_proceedings else _TYPES[reference.kind]
    return f"@{kind}{{{reference.key},\n{fields}}}\n\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """The fields of an entry, each with its value in braces or as a macro."""
    texts = {
        "author": " and ".join(map(_name, reference.authors)),
        "editor": " and ".join(map(_name, reference.editors)),
        "translator": " and ".join(map(_name, reference.translators)),
        # Of biblatex, which has no field for illustrators and others.
        "editora": " and ".join(map(_name, (*reference.illustrators, *reference.contributors))),
        "editoratype": "collaborator" if reference.illustrators or reference.contributors else "",
        # In braces of its own: styles for English texts would write "Sverige" with a small s.
        "title": _whole(reference.title),
        _ISSUER[reference.kind]: " and ".join(map(_literal, reference.publishers)),
        "address": latex(", ".join(reference.places)),
        "type": latex(reference.genre) if reference.kind is Kind.REPORT else "",
        "edition": latex(reference.edition),
        "series": _whole(_series(reference)),
        "journal" if reference.kind is Kind.ARTICLE else "booktitle": _whole(reference.container),
        "volume": latex(reference.volume),
        "number": latex(reference.issue or reference.document_number or reference.number),
        "pages": "--".join(map(latex, reference.pages)),
        "pagetotal": latex(reference.extent),
        "date": reference.issued.w3cdtf or latex(reference.issued.text),
        "year": reference.issued.year,
    }
    yield from ((name, f"{{{value}}}") for name, value in texts.items() if value)
    if reference.issued.month:
        yield "month", _MONTHS[int(reference.issued.month) - 1]
    archive, number = _eprint(reference)
    rest = {
        "issn": " ".join(map(latex, reference.issn)),
        "isbn": " ".join(map(latex, reference.isbn)),
        "doi": verbatim(reference.doi),
        "eprint": verbatim(number),
        "eprinttype": latex(archive),
        "url": verbatim(reference.url),
        "langid": _LANGIDS.get(reference.language.partition("-")[0], ""),
        "language": latex(reference.language),
        "keywords": ", ".join(_keyword(keyword) for keyword in reference.keywords),
        "abstract": latex(reference.abstract),
        # Not ``note``, which is printed.
        "annote": latex("; ".join(reference.notes)),
        "file": ";".join(map(_link, (*reference.files, *reference.pages_about))),
    }
    yield from ((name, f"{{{value}}}") for name, value in rest.items() if value)


#: Archives that biblatex knows (section 3.14.7).
_EPRINT = re.compile(r"(arxiv|hdl|jstor|pubmed|googlebooks):(.+)", re.IGNORECASE)


def _eprint(reference: Reference) -> tuple[str, str]:
    """The archive that it is in, and its number there; twice '' for none."""
    found = filter(None, map(_EPRINT.fullmatch, reference.identifiers))
    return next(((match[1], match[2]) for match in found), ("", ""))


def _series(reference: Reference) -> str:
    """The series, with the number in it where the field for that has another number."""
    is_taken = reference.issue or reference.document_number
    return ", ".join(filter(None, (reference.series, is_taken and reference.number)))


def _link(address: str) -> str:
    """A file or a page as JabRef and Zotero link them: description, address, kind."""
    kind = "PDF" if address.lower().endswith(".pdf") else "URL"
    escaped = verbatim(address).replace(":", "\\:").replace(";", "%3B")
    return f":{escaped}:{kind}"


def _name(name: Name) -> str:
    """A name; braces keep the name of an organisation whole."""
    if name.family:
        return ", ".join(map(_part, filter(None, (name.family, name.suffix, name.given))))
    return _whole(name.literal)


def _part(text: str) -> str:
    return _whole(text) if "," in text or _AND.search(text) else latex(text)


def _literal(text: str) -> str:
    """One of several values that "and" parts."""
    return _whole(text) if _AND.search(text) else latex(text)


def _keyword(text: str) -> str:
    return _whole(text) if "," in text else latex(text)


def _whole(text: str) -> str:
    return f"{{{latex(text)}}}" if text else ""


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
_BRACES = re.compile("[{}]")
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
    for brace in _BRACES.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
