"""A first mapping of a table, for a person to go through: what its columns seem to be, and why.

What is not clear is left ``unmapped``: it is then reported until somebody has decided.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from textwrap import wrap

from publod.errors import SourceUnreadable
from publod.importing.names import folded
from publod.importing.tables import csv_rows, excel_rows
from publod.importing.tables.column_guesses import guesses
from publod.importing.tables.record_reader import is_own_table
from publod.importing.tables.rows import Row, Table, headings_of, split_off
from publod.messages import N_, _, terminal_language

#: Rows that are looked at, and values of a column that are shown.
_SAMPLE, _SHOWN, _LONGEST = 100_000, 3, 40
#: Words of a column of types that are listed for a person to explain.
_MOST_VALUES = 30


def proposal_of(path: Path, form: str, language: str = "") -> str:
    """A mapping file for a table; ``language`` is that of the catalogue, if it has one.

    Raises SourceUnreadable for what is no table, or has no rows.
    """
    if form == "csv":
        table: Table = csv_rows.table_of(path)
    elif form == "excel":
        table = excel_rows.table_of(path)
    else:
        raise SourceUnreadable(N_("a mapping is for tables; %(form)s needs none", form=form), path)
    above, header, rows = split_off(table.rows, None)
    if header is None:
        raise SourceUnreadable(N_("the table has no headings"), path)
    headings = headings_of(header)
    sample = [row for row in islice(rows, _SAMPLE) if any(cell.strip() for cell in row.cells)]
    lines = [
        *_comments(
            _(
                "A first mapping of “%(file)s”, to be gone through. A column is a field of "
                "docs/importing.md, or ignore, or unmapped: what is unmapped is reported, record "
                "by record, until it is one of the others.",
                file=path.name,
            )
        ),
        "",
        "[table]",
    ]
    lines += [
        line for remark in table.remarks for line in _comments(remark.text(terminal_language()))
    ]
    if above:
        lines.append(f"header = {header.number}")
    if is_own_table(headings):
        lines += _comments(_("These are the columns of /publications.csv: no mapping is needed."))
    of_texts = f'language = "{language}"' if language else '# language = "en"'
    lines += [of_texts + "    # " + _("of texts that do not say theirs"), "", "[columns]"]
    columns = [
        _with_links([row for row in sample if _cell(row, place)], place)
        for place in range(len(headings))
    ]
    found = guesses(headings, columns)
    explained: list[str] = []
    for heading, guess, values in zip(headings, found, columns, strict=True):
        lines += _lines_of(heading, guess.field_name, guess.options, guess.comment, values)
        if guess.field_name == "type":
            explained += _values_of(values, str(guess.options.get("between", "")))
    if not explained:
        explained += ["", "[types]", '# default = "report"    # ' + _("a type of the catalogue")]
    return "\n".join([*lines, *explained]) + "\n"


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _with_links(rows: Sequence[Row], place: int) -> list[str]:
    """The cells of a column; where to, if most lead somewhere and say the same: "PDF"."""
    texts = [_cell(row, place) for row in rows]
    links = [row.links.get(place, "") for row in rows]
    is_of_links = sum(map(bool, links)) * 2 > len(texts) and len({*texts}) * 2 <= len(texts) + 1
    return [link or text for text, link in zip(texts, links, strict=True)] if is_of_links else texts


def _lines_of(
    heading: str,
    field: str,
    options: Mapping[str, str | Sequence[str]],
    comment: str,
    values: Sequence[str],
) -> list[str]:
    shown = list(dict.fromkeys(" ".join(value.split())[:_LONGEST] for value in values))[:_SHOWN]
    examples = " | ".join(shown) or _("(empty)")
    key = _quoted(heading)
    if options:
        pairs = "".join(
            f", {name} = {value if name == 'inverted' else _quoted(value)}"
            for name, value in options.items()
        )
        line = f'{key} = {{ field = "{field}"{pairs} }}'
    else:
        line = f'{key} = "{field}"'
    note = f"# {_commented(comment)}" if comment else ""
    return [f"# {_commented(examples)}", f"{line}    {note}".rstrip()]


def _comments(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(_commented(text), 98)]


def _commented(text: str) -> str:
    """A text as it can stand in a comment, which no control character can (TOML)."""
    return re.sub("[\x00-\x1f\x7f]", " ", text)


def _quoted(text: str | Sequence[str]) -> str:
    """A text, or a list of them, as TOML has it: JSON's escapes, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _values_of(values: Iterable[str], between: str) -> list[str]:
    """The words of a column, for a person to say what they mean."""
    parts = [part for value in values for part in (value.split(between) if between else [value])]
    by_word: dict[str, str] = {}
    words = Counter(by_word.setdefault(folded(part), part.strip()) for part in parts)
    lines = [
        "",
        "[types]",
        *_comments(
            _("What each word is in the catalogue; one that is a label already needs no line.")
        ),
    ]
    lines.append('# default = "report"')
    for word, count in words.most_common(_MOST_VALUES):
        if word:
            lines.append(f'# {_quoted(word)} = ""    # ' + _("%(count)s times", count=count))
    return lines
