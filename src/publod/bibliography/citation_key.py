"""Citation keys: how a text cites a publication in BibTeX, and in Markdown with CSL-JSON.

A key is the name of the record, which is made once and kept. So it is the same in every list, it
does not change when a title is mended, and it names one publication alone.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHERS = re.compile(r"[^a-z0-9]+")
#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d",
                          "þ": "th", "ł": "l"})  # fmt: skip
_COLLECTION = "/publication/"


def citation_key(document: str) -> str:
    """The key of the publication that a document describes, in ASCII.

    A name that cannot be kept as it is gets a digest, for another may look the same without it.
    """
    path = unquote(urlsplit(document).path)
    name = path.rpartition(_COLLECTION)[2]
    if _PLAIN.fullmatch(name):
        return name
    digest = blake2b(document.encode(), digest_size=3).hexdigest()
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = _OTHERS.sub("-", "".join(c for c in letters if not unicodedata.combining(c)))
    return f"{plain.strip('-') or 'publication'}-{digest}"
