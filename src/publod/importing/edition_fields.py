"""What stands in a field of editions, such as MARC 250: more is a number there than in a note.

A bare "2" or "Second", the Finnish "9. p." and statements in other scripts, or romanised, whose
words mean other things elsewhere: "Di 1 ban", "Shohan", "Chāp-i 2".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from publod.importing.edition_statements import EditionStatement, read_statement

_APOSTROPHES = str.maketrans("\u02bb\u02bc\u2018\u2019`\u02bf\u02be", "'" * 7)
#: First editions in Chinese, Japanese, Korean, Arabic and Persian.
_FIRST = re.compile(
    r"chu ?ban|shohan|ch'?op'?an|al-ṭab'ah al-ūlá|chāp-i avval"
    r"|初版|第一版|초판|الطبعة الأولى|چاپ اول"
)
_NUMBERED = re.compile(
    r"(?:di (\d+) ban|dai (\d+)-?han|al-ṭab'ah (\d+)|chāp-i (\d+)|第 ?(\d+) ?版|제 ?(\d+) ?판"
    r"|الطبعة (\d+)|چاپ (\d+))"
)
#: The Finnish abbreviation of "painos", which is that of pages elsewhere.
_PAINOS = re.compile(r"(?<=\d\. )((?:(?:tark|uud|korj|täyd|laaj)\. (?:ja )?)*)p\.(?!\w)")
#: What says that an edition is the first of a series or a publisher: Polish "w tej edycji".
_OF_PART = re.compile(r"\bw tej ed", re.IGNORECASE)


def read_edition_field(
    text: str, *, year: int | None = None, names: Iterable[str] = ()
) -> EditionStatement:
    """Understand a field of editions; see `read_statement`."""
    names = tuple(names)
    bare = " ".join(unicodedata.normalize("NFC", text).split()).strip(" .[]")
    folded = bare.casefold().translate(_APOSTROPHES)
    if _OF_PART.search(bare):
        return EditionStatement(text, rest=(bare,))
    if _FIRST.fullmatch(folded):
        return EditionStatement(text, 1)
    if match := _NUMBERED.fullmatch(folded):
        return EditionStatement(text, int(next(filter(None, match.groups()))[:9]))
    own = read_statement(_PAINOS.sub(r"\1painos", text, count=1), year=year, names=names)
    if own.number is None and own.rest == (bare,):
        named = read_statement(f"{bare} edition", year=year, names=names)
        if named.number is not None and not named.rest:
            return named
    return own
