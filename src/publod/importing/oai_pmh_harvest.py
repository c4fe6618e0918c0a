"""Harvesting any source of OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html).

A harvest can be broken off anywhere and goes on with the page that it had not finished: pages wait
in files until their records have been taken. The next one asks only for what has changed since;
what the source has deleted comes as deleted.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import XML, Element, ParseError, tostring

import httpx2 as httpx

from publod.errors import SourceUnreadable
from publod.importing.addresses import own_path
from publod.importing.dublin_core_reader import dublin_core_record
from publod.importing.lock_file import hash_of, write_whole
from publod.importing.marc21_reader import NAMESPACE as MARC21
from publod.importing.marc21_reader import marcxml_record
from publod.importing.mods_reader import NAMESPACE as MODS
from publod.importing.mods_reader import mods_record
from publod.importing.source_record import SourceFault, SourceRecord
from publod.messages import N_, English

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
#: Namespaces of formats that are read, the richest first.
_NAMESPACES = (MARC21, MODS, _OAI_DC)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: Bytes of one response, seconds for one, and attempts.
_LARGEST, _SECONDS, _ATTEMPTS = 64 << 20, 120.0, 5
#: Seconds that a source may ask us to wait, at most.
_LONGEST_WAIT = 600


@dataclass(frozen=True, slots=True)
class HarvestState:
    """Where a harvest of a source stands; it is kept between harvests as JSON.

    ``since`` is the datestamp from which the next harvest asks, ``token`` the page that the present
    one goes on with, and ``begun`` the source's own time when the present one began.
    """

    url: str
    prefix: str = ""
    set: str = ""
    since: str = ""
    token: str = ""
    begun: str = ""


#: The file in a catalogue's folder that says where its harvests stand; the folder of pages there.
STATES, PAGES = "harvest.lock", ".harvest"


def read_state(folder: Path, url: str, prefix: str, chosen_set: str) -> HarvestState:
    """Where the harvest of a source stands; the beginning where it was never harvested.

    Raises SourceUnreadable for a file that is none of ours.
    """
    for state in _states(folder):
        if (state.url, state.set) == (url, chosen_set) and prefix in {"", state.prefix}:
            return state
    return HarvestState(url, prefix, chosen_set)


def write_state(folder: Path, state: HarvestState) -> None:
    """Remember where a harvest stands; the file is whole at any time."""
    others = [
        other for other in _states(folder) if (other.url, other.set) != (state.url, state.set)
    ]
    states = sorted((*others, state), key=lambda one: (one.url, one.set))
    text = json.dumps([asdict(one) for one in states], indent=1) + "\n"
    write_whole(folder / STATES, text.encode())


def _states(folder: Path) -> list[HarvestState]:
    file = folder / STATES
    try:
        return [HarvestState(**one) for one in json.loads(file.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        reason = N_("it does not say where harvests stand: %(error)s", error=English(error))
        raise SourceUnreadable(reason, file) from error


class _WaitingPages:
    """The pages of a harvest that were fetched and whose records have not been taken, in files.

    Without a folder none waits.
    """

    def __init__(self, folder: Path | None, state: HarvestState) -> None:
        source = hash_of(f"{state.url} {state.set}".encode())
        self._folder = folder / PAGES / source if folder else None

    def files(self) -> list[Path]:
        """The files, in the order in which they were fetched."""
        return sorted(self._folder.glob("*.oai")) if self._folder else []

    def add(self, page: Element) -> None:
        """Let a page wait."""
        if self._folder:
            last = next((int(file.stem) for file in reversed(self.files())), 0)
            write_whole(self._folder / f"{last + 1:08}.oai", tostring(page))

    def drop(self, count: int | None = None) -> None:
        """Forget so many of the first pages; all of them where no number is given."""
        for file in self.files()[:count]:
            file.unlink()
        if self._folder and self._folder.is_dir() and not self.files():
            shutil.rmtree(self._folder)
            if not any(self._folder.parent.iterdir()):
                self._folder.parent.rmdir()


class Harvest:
    """A harvest of one source. ``state`` is as of the last page whose records were all taken.

    With a ``folder``, pages wait there until `remember`, and a harvest that was broken off goes on
    behind them.
    """

    def __init__(
        self,
        state: HarvestState,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        folder: Path | None = None,
    ) -> None:
        self.state = state
        self.total: int | None = None
        self._folder = folder
        self._waiting = _WaitingPages(folder, state)
        #: Pages that have been taken, and that wait still.
        self._taken = 0
        self._client = client or httpx.Client(follow_redirects=True, timeout=_SECONDS)
        self._sleep = sleep

    def pages(self) -> Iterator[list[SourceRecord]]:
        """The records that are new, changed or deleted, page by page.

        The state moves on when the next page is asked for, so that a page whose records were not
        taken is fetched once more. Raises SourceUnreadable.
        """
        granularity = self._begin()
        number = 0
        for response in self._responses(granularity):
            page: list[SourceRecord] = []
            for element in response.iter(f"{_OAI}record"):
                number += 1
                page += self._record(element, number)
            token = response.find(f".//{_OAI}resumptionToken")
            size = token.get("completeListSize", "") if token is not None else ""
            self.total = int(size) if size.isdigit() else self.total
            yield page
            self._taken += 1
            text = (token.text or "").strip() if token is not None else ""
            self.state = replace(self.state, token=text)
            if not text:
                break
        self.state = replace(self.state, since=self.state.begun, token="", begun="")

    def _responses(self, granularity: str) -> Iterator[Element]:
        """The pages that wait, and those behind them, which are fetched and wait then."""
        for file in self._waiting.files():
            yield self._root(file.read_bytes())
        while (response := self._list(granularity)) is not None:  # None is noRecordsMatch
            self._waiting.add(response)
            yield response

    def batches(self, size: int) -> Iterator[list[SourceRecord]]:
        """The same, as many pages at once as have so many records; one that is empty for none.

        Of a record that comes twice, as where the source had forgotten its list, the last state is
        given. When a batch is given, `state` is already that of all up to it: `remember` it once
        the batch has been taken.
        """
        batch: dict[str, list[SourceRecord]] = {}
        is_empty = True
        for page in self.pages():
            if sum(map(len, batch.values())) >= size:
                yield [one for records in batch.values() for one in records]
                batch, is_empty = {}, False
            batch |= _by_identifier(page)
        if batch or is_empty:
            yield [one for records in batch.values() for one in records]

    def remember(self) -> None:
        """Write in the folder where the harvest stands; the pages that were taken wait no more."""
        if self._folder:
            write_state(self._folder, self.state)
            self._waiting.drop(self._taken)
            self._taken = 0

    def _begin(self) -> str:
        """Learn what the source has and how exact its datestamps are."""
        identified = self._known({"verb": "Identify"})
        granularity = identified.findtext(f".//{_OAI}granularity", "YYYY-MM-DD").strip()
        state = self.state
        if not state.prefix:
            state = replace(state, prefix=self._prefix())
        if not state.begun:
            begun = identified.findtext(f"{_OAI}responseDate", "").strip()
            state = replace(state, begun=begun, token="")
            self._waiting.drop()
        self.state = state
        self.remember()
        return granularity

    def _prefix(self) -> str:
        formats: dict[str, str] = {}  # by namespace; of several the first is the general one
        for one in self._known({"verb": "ListMetadataFormats"}).iter(f"{_OAI}metadataFormat"):
            namespace = (one.findtext(f"{_OAI}metadataNamespace") or "").strip().rstrip("/")
            formats.setdefault(namespace, (one.findtext(f"{_OAI}metadataPrefix") or "").strip())
        # Texts of linked data are in several languages, which MARC 21 has no place for.
        is_linked = _RDF in formats
        for namespace in (MODS, *_NAMESPACES) if is_linked else _NAMESPACES:
            if prefix := formats.get(namespace.rstrip("/")):
                return prefix
        reason = N_(
            "it has none of the formats that are imported (MARC 21, MODS, Dublin Core): %(known)s",
            known=", ".join(sorted(formats.values())),
        )
        raise SourceUnreadable(reason, self.state.url)

    def _list(self, granularity: str) -> Element | None:
        state = self.state
        if state.token:
            try:
                return self._ask({"verb": "ListRecords", "resumptionToken": state.token})
            except _BadToken:
                # The source has forgotten the list: it begins anew.
                self.state = state = replace(state, token="")
                self._waiting.drop()
                self._taken = 0
        question = {"verb": "ListRecords", "metadataPrefix": state.prefix}
        if state.set:
            question["set"] = state.set
        if state.since:
            is_by_day = len(granularity) == len("YYYY-MM-DD")
            question["from"] = state.since[:10] if is_by_day else state.since
        return self._ask(question)

    def _record(self, element: Element, number: int) -> Iterator[SourceRecord]:
        header = element.find(f"{_OAI}header")
        if header is None:
            return
        identifier = (header.findtext(f"{_OAI}identifier") or "").strip()
        if header.get("status") == "deleted":
            yield SourceRecord(self.state.url, number, identifier, is_deleted=True)
            return
        metadata = element.find(f"{_OAI}metadata")
        for child in metadata if metadata is not None else ():
            for record in _read(child, self.state.url, number):
                if isinstance(record, SourceFault):
                    raise SourceUnreadable(record.reason, self.state.url)
                number_there = record.identifier
                yield _addressed(
                    replace(record, identifier=identifier, control_number=number_there)
                )

    def _known(self, question: dict[str, str]) -> Element:
        """The response to a request that has one."""
        response = self._ask(question)
        if response is None:
            raise SourceUnreadable(N_("it is no source of OAI-PMH"), self.state.url)
        return response

    def _ask(self, question: dict[str, str]) -> Element | None:
        """The response to a request, or None where no record matches.

        Waits as long as a busy source asks (503, 429), and tries again after what may pass.
        """
        wait = 1.0
        for attempt in range(_ATTEMPTS):
            try:
                response = self._client.get(self.state.url, params=question)
            except httpx.TransportError as error:
                reason: object = error
            else:
                if response.status_code == httpx.codes.OK:
                    return self._parsed(response)
                reason = f"{response.status_code} {response.reason_phrase}"
                if response.status_code not in {429, 500, 502, 503, 504}:
                    break
                retry_after = response.headers.get("Retry-After", "")
                wait = min(float(retry_after), _LONGEST_WAIT) if retry_after.isdigit() else wait
            if attempt + 1 < _ATTEMPTS:
                self._sleep(wait)
                wait *= 2
        raise SourceUnreadable(
            N_("it cannot be harvested: %(reason)s", reason=English(reason)), self.state.url
        )

    def _parsed(self, response: httpx.Response) -> Element | None:
        if len(response.content) > _LARGEST:
            raise SourceUnreadable(N_("it sends more than 64 MiB at once"), self.state.url)
        root = self._root(response.content)
        error_element = root.find(f"{_OAI}error")
        if error_element is not None:
            code = error_element.get("code", "")
            if code == "noRecordsMatch":
                return None
            if code == "badResumptionToken":
                raise _BadToken
            reason = " ".join(filter(None, (code, (error_element.text or "").strip())))
            raise SourceUnreadable(
                N_("it cannot be harvested: %(reason)s", reason=English(reason)), self.state.url
            )
        if root.tag != f"{_OAI}OAI-PMH":
            raise SourceUnreadable(N_("it is no source of OAI-PMH"), self.state.url)
        return root

    def _root(self, content: bytes) -> Element:
        try:
            return XML(content)
        except ParseError as error:
            raise SourceUnreadable(
                N_("it is not well-formed XML: %(error)s", error=English(error)), self.state.url
            ) from error


class _BadToken(Exception):
    """The source does not know the list any more that we go on with."""


def _by_identifier(page: Iterable[SourceRecord]) -> dict[str, list[SourceRecord]]:
    """The records of a page, those of one item together."""
    found: dict[str, list[SourceRecord]] = {}
    for one in page:
        found.setdefault(one.identifier, []).append(one)
    return found


def _addressed(record: SourceRecord) -> SourceRecord:
    """The record with its address, if it is of a catalogue of publod, which it is to keep."""
    own = record.identifier.rpartition(":")[2]
    for iri in record.identifiers:
        if own_path(iri)[1] == own:
            rest = tuple(one for one in record.identifiers if one != iri)
            return replace(record, address=iri, identifiers=rest)
    return record


def _read(element: Element, source: str, number: int) -> Iterator[SourceRecord | SourceFault]:
    namespace = element.tag.partition("}")[0].lstrip("{")
    local = element.tag.rpartition("}")[2]
    if namespace == MARC21:
        records = element.iter(f"{{{MARC21}}}record") if local == "collection" else [element]
        for record in records:
            yield from marcxml_record(record, source, number)
    elif namespace == MODS:
        records = element.iter(f"{{{MODS}}}mods") if local == "modsCollection" else [element]
        for record in records:
            yield mods_record(record, source, number)
    elif namespace == _OAI_DC:
        yield dublin_core_record(element, source, number)
