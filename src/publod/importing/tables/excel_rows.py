"""Rows of workbooks: Excel in all its forms, and OpenDocument.

The workbook is read by calamine in a process with ceilings: a workbook is an archive, and one of a
few kilobytes can hold gigabytes, or a cell so far out that all before it do not fit in memory.
"""

from __future__ import annotations

import json
import os
import re
import signal
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from publod.errors import SourceUnreadable
from publod.importing.tables.rows import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Row,
    Table,
    text_of,
    too_wide,
)
from publod.isolated_process import MEMORY, forked_child, limit_seconds
from publod.messages import N_, English, Message

#: Processor seconds for a workbook, and bytes of it that give one more.
_SECONDS, _BYTES_A_SECOND = 20, 1 << 20
#: A cell of a sheet in Office Open XML (ECMA-376 §18.3.1.4) that has a formula and no value.
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_LINKED = re.compile(rb'\bref="([A-Z]{1,3})([0-9]{1,7})[":]')
_RELATION = re.compile(rb'\b\w+:id="([^"]*)"')
_LINKING_FORMULA = re.compile(rb'<f\b[^>]*>\s*HYPERLINK\(\s*(?:"|&quot;)(.*?)(?:"|&quot;)')
_VALUE = re.compile(rb"<(?:v|is)>[^<]|<is\b")
_TAGS = re.compile(rb"<f\b.*?</f>|<[^>]*>", re.DOTALL)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
NO_VALUE = N_(
    "a formula whose value was not saved: open the table in a spreadsheet, and save it again"
)


def table_of(path: Path, *, sheet: str = "") -> Table:
    """The rows of a sheet; by default of the first that is shown and has something in it.

    Raises SourceUnreadable for a workbook that is damaged, encrypted or beyond the ceilings, and
    for a sheet that it does not have; also while the rows are read.
    """
    answers = _answers(path, sheet)
    first = next(answers)
    others = [Message("%(sheet)s", sheet=name) for name in first["unread"]]
    remarks = (
        (
            N_(
                "these sheets are not read: %(sheets)s. Name the one to read with sheet = in the "
                "mapping file",
                sheets=Message.joined(others),
            ),
        )
        if others
        else ()
    )
    return Table(_rows(path, answers), remarks)


def _rows(path: Path, answers: Iterator[Any]) -> Iterator[Row]:
    for answer in answers:
        number, cells, faults, links = answer
        if len(cells) > MOST_COLUMNS:
            raise SourceUnreadable(too_wide(len(cells)), path, number)
        yield Row(
            number,
            tuple(cells),
            tuple(
                (place, N_("the cell has the error %(error)s", error=error) if error else NO_VALUE)
                for place, error in faults
            ),
            dict(links),
        )


def _answers(path: Path, sheet: str) -> Iterator[Any]:
    """What the child says, line by line; see `_serve`."""
    if not path.is_file():
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why="no such file"), path)
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        with forked_child(), os.fdopen(theirs, "w", encoding="utf-8") as out:
            os.close(ours)
            limit_seconds(_SECONDS + path.stat().st_size / _BYTES_A_SECOND)
            for line in _serve(path, sheet):
                out.write(json.dumps(line) + "\n")
    os.close(theirs)
    ended = False
    try:
        with os.fdopen(ours, "r", encoding="utf-8") as answers:
            for line in answers:
                answer = json.loads(line)
                if answer is None:
                    ended = True
                    return
                if isinstance(answer, str):
                    raise SourceUnreadable(Message.from_json(json.loads(answer)), path)
                yield answer
        _, status = os.waitpid(pid, 0)
        pid = 0
        raise SourceUnreadable(_how_it_ended(os.waitstatus_to_exitcode(status)), path)
    finally:
        if pid:
            if not ended:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _how_it_ended(code: int) -> Message:
    ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return N_(
        "the workbook could not be read (%(ended)s): it is damaged, or needs more than %(memory)s "
        "MiB of memory or too much time. Save the sheet as CSV",
        ended=ended,
        memory=MEMORY >> 20,
    )


def _serve(path: Path, wanted: str) -> Iterator[Any]:
    """First the sheets that are not read, then the rows, then None; in place of it an error."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as workbook:
            shown = [
                one.name
                for one in workbook.sheets_metadata
                if one.visible is python_calamine.SheetVisibleEnum.Visible
                and one.typ is python_calamine.SheetTypeEnum.WorkSheet
            ]
            if wanted and wanted not in workbook.sheet_names:
                reason = N_(
                    "there is no sheet %(sheet)s (there are: %(sheets)s)",
                    sheet=wanted,
                    sheets=", ".join(workbook.sheet_names),
                )
                yield json.dumps(reason.to_json())
                return
            candidates = [wanted] if wanted else (shown or workbook.sheet_names)
            sheets = {name: workbook.get_sheet_by_name(name) for name in candidates}
            filled = [name for name, one in sheets.items() if one.end is not None]
            chosen = next(iter(filled), candidates[0] if candidates else "")
            yield {"unread": filled[1:]}
            if not chosen:
                yield None
                return
            faulty, links = _faulty_and_linked_cells(path, chosen)
            sheet = sheets[chosen]
            _, left = sheet.start or (0, 0)
            for number, row in enumerate(sheet.iter_rows(), 1):
                cells = [""] * left + [text_of(cell)[: LONGEST_CELL + 1] for cell in row]
                faults = faulty.pop(number, [])
                if any(cells) or faults:
                    yield [number, cells, faults, links.get(number, [])]
            for number, faults in sorted(faulty.items()):
                yield [number, [], faults, links.get(number, [])]
            yield None
    except BaseException as error:  # noqa: BLE001 (a panic of the library is no Exception)
        first = str(error).partition("\n")[0] or type(error).__name__
        reason = N_("the workbook could not be read: %(reason)s", reason=English(first))
        yield json.dumps(reason.to_json())


#: Pairs of a place and a text, by the number of the row.
_Cells = dict[int, list[tuple[int, str]]]


def _faulty_and_linked_cells(path: Path, sheet: str) -> tuple[_Cells, _Cells]:
    """The places of cells that the library reads as empty ones, and the links of cells.

    An empty one has an error, given as its text, or a formula without a value, given as '':
    programs that write workbooks leave the values to the spreadsheet that opens them.
    """
    faulty: _Cells = {}
    if not zipfile.is_zipfile(path):
        return faulty, {}
    with zipfile.ZipFile(path) as archive:
        part = _part_of_sheet(archive, sheet)
        if not part:
            return faulty, {}
        with archive.open(part) as file:
            content = file.read()
        links = _links(content, _targets(archive, part))
    for match in _CELL.finditer(content) if b"<f" in content or b't="e"' in content else ():
        attributes, inside = match[1], match[2] or b""
        is_error = b't="e"' in attributes
        reference = _REFERENCE.search(attributes)
        if not reference:
            continue
        if is_error or (b"<f" in inside and not _VALUE.search(inside)):
            error = _TAGS.sub(b"", inside).decode("utf-8", "replace") if is_error else ""
            faulty.setdefault(int(reference[2]), []).append((_column(reference[1]), error))
        elif linking := _LINKING_FORMULA.search(inside):
            target = unescape(linking[1].decode("utf-8", "replace"))
            links.setdefault(int(reference[2]), []).append((_column(reference[1]), target))
    return faulty, links


def _column(letters: bytes) -> int:
    """The place of a column from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The addresses outside the workbook that a part leads to, by their names in it."""
    folder, _, name = part.rpartition("/")
    try:
        content = archive.read(f"{folder}/_rels/{name}.rels")
        relations = ElementTree.fromstring(content)  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return {}
    return {
        one.get("Id", ""): one.get("Target", "")
        for one in relations.iter(f"{_PACKAGE}Relationship")
        if one.get("TargetMode") == "External"
    }


def _links(content: bytes, targets: Mapping[str, str]) -> _Cells:
    """The links of a sheet (ECMA-376 §18.3.1.47); one of several cells is that of the first."""
    found: _Cells = {}
    for match in _LINK.finditer(content) if targets else ():
        reference, name = _LINKED.search(match[0]), _RELATION.search(match[0])
        target = targets.get(name[1].decode("utf-8", "replace"), "") if name else ""
        if reference and target:
            found.setdefault(int(reference[2]), []).append((_column(reference[1]), target))
    return found


def _part_of_sheet(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where a sheet is in the archive; '' if it is no package of Office Open XML."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return ""
    targets = {
        one.get("Id"): one.get("Target", "") for one in relations.iter(f"{_PACKAGE}Relationship")
    }
    for one in workbook.iter(f"{_MAIN}sheet"):
        if one.get("name") == sheet:
            target = targets.get(one.get(_RELATED), "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""
