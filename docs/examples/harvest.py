"""Keep a copy of a catalogue up to date by OAI-PMH. Python 3.11 or later, nothing else.

    python harvest.py https://data.example.se/oai FOLDER --prefix marc21 --set language:swe

The first run fetches everything, each later one what has changed since. Every publication is a file
in FOLDER; that of a deleted one is removed. Run it as often as you like; if it is interrupted, the
next run does all of it again, which does no harm.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

OAI = "{http://www.openarchives.org/OAI/2.0/}"
#: How often the server may ask to come again later before this gives up.
PATIENCE = 10


class Refused(Exception):
    """The catalogue answered with an error code (OAI-PMH §3.6)."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(f"{code}: {sentence}")


def ask(url: str, arguments: dict[str, str]) -> ET.Element:
    """One answer. Waits when the server asks for that; raises Refused for an error code."""
    request = Request(f"{url}?{urlencode(arguments)}", headers={"Accept-Encoding": "gzip"})
    for _ in range(PATIENCE):
        try:
            with urlopen(request, timeout=120) as response:
                body = response.read()
                if response.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
            break
        except HTTPError as error:
            if error.code not in {429, 503}:
                raise
            after = error.headers.get("Retry-After", "")
            time.sleep(int(after) if after.isdigit() else 60)
    else:
        raise TimeoutError(f"{url} was overloaded {PATIENCE} times; try again later")
    answer = ET.fromstring(body)
    error = answer.find(f"{OAI}error")
    if error is not None:
        raise Refused(error.get("code", ""), error.text or "")
    return answer


def pages(url: str, arguments: dict[str, str]) -> Iterator[ET.Element]:
    """The answers of a whole list, one after the other."""
    while True:
        answer = ask(url, arguments)
        yield answer
        token = answer.findtext(f".//{OAI}resumptionToken")
        if not token:  # none, or an empty one on the last page
            return
        arguments = {"verb": arguments["verb"], "resumptionToken": token}


def keep(record: ET.Element, folder: Path) -> None:
    """Write the file of a record, or remove that of a deleted one."""
    header = record.find(f"{OAI}header")
    metadata = record.find(f"{OAI}metadata")
    file = folder / f"{quote(header.findtext(f'{OAI}identifier'), safe='')}.xml"
    if header.get("status") == "deleted":
        file.unlink(missing_ok=True)
    else:
        file.write_bytes(ET.tostring(metadata[0], "utf-8", xml_declaration=True))


def harvest(url: str, folder: Path, prefix: str, spec: str) -> int:
    """Bring the copy in a folder up to date; the number of records that came or went."""
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "harvest.json"
    what = {"verb": "ListRecords", "metadataPrefix": prefix, **({"set": spec} if spec else {})}
    known = json.loads(state.read_text()) if state.exists() else {"what": what}
    if known["what"] != what:
        raise SystemExit(f"{folder} is a copy of something else: {known['what']}")
    since = {"from": known["since"]} if "since" in known else {}
    began, count = "", 0
    try:
        for answer in pages(url, what | since):
            # The date of the first answer, by the server's clock: what changes while the list is
            # fetched comes next time.
            began = began or answer.findtext(f"{OAI}responseDate")
            for record in answer.iter(f"{OAI}record"):
                keep(record, folder)
                count += 1
    except Refused as refusal:
        if refusal.code != "noRecordsMatch":
            raise
    if began:  # where nothing has changed, ask from the same date again
        new = state.with_suffix(".new")
        new.write_text(json.dumps({"what": what, "since": began}))
        new.replace(state)
    return count


def main() -> None:
    """Read the command line and harvest."""
    parser = argparse.ArgumentParser(description="Keep a copy of a catalogue up to date.")
    parser.add_argument("url", help="the catalogue's address for OAI-PMH")
    parser.add_argument("folder", type=Path, help="where the copy is kept")
    parser.add_argument("--prefix", default="mods", help="the format (default: mods)")
    parser.add_argument("--set", default="", help="only the publications of this set")
    given = parser.parse_args()
    print(harvest(given.url, given.folder, given.prefix, given.set), "records")


if __name__ == "__main__":
    main()
