"""CSL-JSON (https://docs.citationstyles.org/), as Zotero and Crossref give it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from publod.errors import SourceUnreadable
from publod.importing.dates import DateRead, read_as
from publod.importing.field_names import CSL
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import agent_of, file_at, is_web_address, plain
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceFault,
    SourceField,
    SourceRecord,
    Text,
)
from publod.messages import N_, English

_ROLES = {
    "author": "aut", "editor": "edt", "translator": "trl", "illustrator": "ill",
    "contributor": "ctb", "collection-editor": "edt", "director": "drt",
}  # fmt: skip
#: Items that are parts, with what they are parts of.
_IN_SOMETHING = {
    "article-journal": "journal", "article-magazine": "journal", "article-newspaper": "journal",
    "chapter": "book", "paper-conference": "proceedings",
}  # fmt: skip
#: Whose container is a website or an archive, and no series.
_ELSEWHERE = frozenset({"webpage", "post", "post-weblog", "dataset", "software"})
_ADMINISTRATIVE = frozenset({"accessed", "source", "journalAbbreviation", "indexed", "categories"})


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The items of a file, which is a list of them or one. Raises SourceUnreadable."""
    try:
        items = json.loads(stream.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(
            N_("it is not JSON: %(error)s", error=English(error)), source
        ) from error
    for number, item in enumerate(items if isinstance(items, list) else [items], 1):
        if isinstance(item, dict):
            yield _Reading(item).record(source, number)
        else:
            yield SourceFault(source, number, N_("it is no item"), plain(item)[:500])


class _Reading:
    """One item, whose members are taken one after the other."""

    def __init__(self, item: dict[str, Any]) -> None:
        self._left = {
            name: value for name, value in item.items() if value not in ("", None, [], {})
        }
        self._read = FieldReading()

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        kind = self._take("type")
        language = self._take("language")
        whole, short = self._take("title"), self._take("title-short")
        title, subtitle = self._read.title("title", whole)
        if short and whole.startswith(f"{short}: "):
            title, subtitle, short = short, whole[len(short) + 2 :], ""
        edition = self._take("edition")
        note = self._take("note")
        is_history = is_edition_history(note)
        url = self._take("URL")
        own = self._left.pop("custom", {})
        links = [url, *(_listed(own, "files")), *(_listed(own, "pages"))]
        addresses = [one for one in dict.fromkeys(links) if is_web_address(one)]
        files = [(one, file_at(one)) for one in addresses]
        genre = self._take("genre")
        fields: dict[str, Any] = dict(
            titles=(Text(title, language),) if title else (),
            subtitles=(Text(subtitle, language),) if subtitle else (),
            alternative_titles=(
                *((Text(short),) if short and short != title else ()),
                *self._text("original-title"),
            ),
            agents=tuple(self._agents()),
            types=tuple(SourceConcept(t, scheme=s) for t, s in ((genre, ""), (kind, "csl")) if t),
            keywords=tuple(Text(w.strip()) for w in self._take("keyword").split(",") if w.strip()),
            abstracts=self._text("abstract"),
            notes=(Text(note),) if note and not is_history else (),
            edition_history=Text(note) if is_history else None,
            languages=(language,) if language else (),
            issued=self._issued(),
            place_of_publication=tuple(filter(None, (self._take("publisher-place"),))),
            edition=Text(edition) if edition else None,
            edition_number=edition_number(edition),
            doi=self._read.doi("DOI", self._take("DOI")),
            files=tuple(file for _, file in files if file),
            pages=tuple(one for one, file in files if not file),
            **self._wholes(kind),
        )
        if not is_web_address(url):
            self._read.remark("URL", url, N_("it is no %(what)s", what=N_("address of the web")))
        identifier = self._take("id")
        return SourceRecord(
            source, number, identifier, **fields, unmapped=tuple(self._untaken()),
            field_names=CSL,
        )  # fmt: skip

    def _take(self, name: str) -> str:
        value = self._left.get(name, "")
        if isinstance(value, list):  # as Crossref has titles
            value = value[0] if len(value) == 1 else ""
        if not isinstance(value, str | int | float) or value == "":
            return ""
        del self._left[name]
        return plain(value)

    def _text(self, *names: str) -> tuple[Text, ...]:
        return tuple(Text(text) for name in names if (text := self._take(name)))

    def _untaken(self) -> Iterator[SourceField]:
        yield from self._read.remarks
        for name, value in self._left.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield SourceField(name, plain(text), is_of_copy=name in _ADMINISTRATIVE)

    def _agents(self) -> Iterator[SourceAgent]:
        for name, role in _ROLES.items():
            people = self._left.pop(name, [])
            for person in people if isinstance(people, list) else []:
                if isinstance(person, dict) and (agent := _agent(person, role)):
                    yield agent
                else:
                    self._read.remark(name, plain(json.dumps(person, ensure_ascii=False)))
        agent = agent_of(self._take("publisher"), "pbl", is_person=False)
        if agent:
            yield agent

    def _issued(self) -> str:
        """The date: ``date-parts`` of integers or of texts, or what Zotero has as ``raw``."""
        date = self._left.get("issued")
        if not isinstance(date, dict):
            return ""
        parts = date.get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts else []
        text = "-".join(map(str, first)) if isinstance(first, list) else ""
        text = text or plain(date.get("raw") or date.get("literal"))
        if not text:
            return ""
        del self._left["issued"]
        iso = self._read.issued("issued", text)
        rest = {name: value for name, value in date.items() if name in {"season", "circa"}}
        if iso and (rest or (isinstance(parts, list) and len(parts) > 1)):
            whole = json.dumps(date, ensure_ascii=False)
            self._read.remarks.append(SourceField("issued", whole, read_as(DateRead(iso)), True))
        return iso

    def _wholes(self, kind: str) -> dict[str, Any]:
        isbns = self._read.isbns("ISBN", self._take("ISBN"))
        issns = self._read.issns("ISSN", self._take("ISSN"))
        host, series = self._take("container-title"), self._take("collection-title")
        number, in_series = self._take("number"), self._take("collection-number")
        pages, count = self._take("page"), self._take("number-of-pages")
        is_part = kind in _IN_SOMETHING or bool(host and pages)
        if host and kind in _ELSEWHERE:
            self._read.remark("container-title", host)
            host = ""
        elif host and not is_part and not series:
            host, series = "", host
        fields: dict[str, Any] = {
            "host": Text(host) if host else None,
            "host_kind": _IN_SOMETHING.get(kind, "") if host else "",
            "host_identifiers": (*isbns, *issns) if host else (),
            "isbn": () if host else isbns,
            "issn": () if host else issns[1:] if series else issns,
            "series": Text(series) if series else None,
            "series_issn": next(iter(issns), "") if series and not host else "",
            "series_number": in_series or (number if series else ""),
            "document_numbers": (number,) if number and (in_series or not series) else (),
            "volume": self._take("volume"),
            "issue": self._take("issue"),
        }
        for name, text in (("page", pages), ("number-of-pages", count)):
            if text:
                fields |= self._read.pages(name, text, is_part=is_part and name == "page")
        return fields


def _listed(value: object, name: str) -> list[str]:
    """The texts of a member of what programs have added to an item."""
    listed = value.get(name) if isinstance(value, dict) else None
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _agent(person: dict[str, Any], role: str) -> SourceAgent | None:
    if literal := plain(person.get("literal") or person.get("name")):
        return agent_of(literal, role, is_person=False)
    particle = plain(person.get("non-dropping-particle") or person.get("dropping-particle"))
    family = " ".join(filter(None, (particle, plain(person.get("family")))))
    given, suffix = plain(person.get("given")), plain(person.get("suffix"))
    if not family:
        return agent_of(given, role)
    direct = ", ".join(filter(None, (f"{given} {family}".strip(), suffix)))
    given = ", ".join(filter(None, (given, suffix)))
    orcid = plain(person.get("ORCID"))
    return SourceAgent(
        direct, role, True if given else None, family, given, (orcid,) if orcid else ()
    )
