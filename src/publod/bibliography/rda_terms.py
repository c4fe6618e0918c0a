"""Terms of RDA for kinds of content, media and carriers, in the language of cataloguing."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from publod.bibliography.catalogue_languages import catalogue_languages

#: Languages whose terms the RDA Registry has under another tag.
_OTHER_TAGS = {"nb": "no", "nn": "no"}


def rda_term(code: str) -> str:
    """The term of a code of MARC 21, such as ``cr`` for an online resource.

    It is in the language of cataloguing, or in the next wider one (RFC 4647, 3.4: ``de`` for
    ``de-AT``); in English where the RDA Registry has no terms in it.
    """
    tag, terms = catalogue_languages().cataloguing, _terms()[code]
    while tag and _OTHER_TAGS.get(tag, tag) not in terms:
        tag = tag.rpartition("-")[0]
    return terms[_OTHER_TAGS.get(tag, tag) or "en"]


@cache
def _terms() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("rda_terms.toml").read_text("utf-8"))
