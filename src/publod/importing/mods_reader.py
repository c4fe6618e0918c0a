"""MODS, version 3 (https://www.loc.gov/standards/mods/userguide/), alone or in a collection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any
from xml.etree.ElementTree import Element

from publod.bibliography.check_digits import is_invalid_isbn
from publod.bibliography.identifiers import names_registration_number
from publod.importing import mods_terms
from publod.importing.addresses import own_path
from publod.importing.field_names import MODS
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import (
    agent_of,
    authority_iri,
    doi_in,
    file_at,
    is_web_address,
    issns_in,
    page_count,
)
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceField,
    SourceRecord,
    SourceRelation,
    Text,
)
from publod.importing.xml_elements import LANGUAGE, elements, language_of, text_of

NAMESPACE = "http://www.loc.gov/mods/v3"
_MODS = f"{{{NAMESPACE}}}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_DATES = ("dateIssued", "copyrightDate", "dateCreated")


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord]:
    """The records of a file of MODS, one after the other. Raises SourceUnreadable."""
    for number, element in enumerate(elements(stream, source, {f"{_MODS}mods"}), 1):
        yield mods_record(element, source, number)


def mods_record(element: Element, source: str, number: int) -> SourceRecord:
    """The publication that a ``mods`` element describes."""
    return _Reading(element).record(source, number)


class _Reading:
    """One record, whose elements are taken one after the other."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._taken: set[Element] = set()
        # Who printed it, and when, is no publication.
        self._of_other_events = {
            element
            for origin in root.findall(f"{_MODS}originInfo")
            if origin.get("eventType", "publication") != "publication"
            for element in origin.iter()
        }
        self._read = FieldReading()

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        titles, subtitles, alternative = self._titles()
        files, pages = self._locations()
        extent = self._one("physicalDescription/extent")
        edition = self._one("originInfo/edition")
        notes, history = self._notes()
        identifiers = self._identifiers()
        fields: dict[str, Any] = dict(
            titles=titles,
            subtitles=subtitles,
            alternative_titles=alternative,
            agents=tuple(self._agents()),
            types=tuple(self._concepts("genre")),
            subjects=tuple(self._subjects()),
            places=tuple(self._about_places()),
            audiences=tuple(self._concepts("targetAudience")),
            abstracts=tuple(self._texts("abstract")),
            notes=notes,
            languages=tuple(self._languages()),
            issued=self._issued(),
            place_of_publication=tuple(self._places()),
            edition=edition,
            edition_number=edition_number(edition.text) if edition else None,
            edition_history=history,
            extent=extent,
            page_count=page_count(extent.text) if extent else None,
            classifications=tuple(
                (text_of(one), one.get("authority", ""))
                for one in self._children("classification")
                if one.get("authority") and self._take(one)
            ),
            files=files,
            pages=pages,
            **self._rights(),
            **self._related(),
            **identifiers,
        )
        identifier = text_of(self._root.find(f"{_MODS}recordInfo/{_MODS}recordIdentifier"))
        return SourceRecord(
            source, number, identifier, **fields,
            unmapped=(*self._untaken(self._root, ""), *self._read.remarks), field_names=MODS,
        )  # fmt: skip

    # Taking elements

    def _children(self, path: str, parent: Element | None = None) -> list[Element]:
        names = "/".join(f"{_MODS}{name}" for name in path.split("/"))
        found = (self._root if parent is None else parent).findall(names)
        return [one for one in found if one not in self._of_other_events]

    def _take(self, element: Element) -> str:
        self._taken.add(element)
        return text_of(element)

    def _take_repeated(self, elements: list[Element], texts: list[str]) -> None:
        self._taken |= {element for element in elements if text_of(element) in texts}

    def _texts(self, path: str, parent: Element | None = None) -> Iterator[Text]:
        for element in self._children(path, parent):
            if text := self._take(element):
                yield Text(text, language_of(element))

    def _one(self, path: str, parent: Element | None = None) -> Text | None:
        for element in self._children(path, parent):
            if text_of(element):
                return Text(self._take(element), element.get(LANGUAGE, ""))
        return None

    def _string(self, path: str, parent: Element | None = None) -> str:
        return text.text if (text := self._one(path, parent)) else ""

    def _untaken(self, element: Element, path: str) -> Iterator[SourceField]:
        for child in element:
            name = child.tag.rpartition("}")[2]
            if child in self._taken or name == "recordInfo":
                continue
            own = f"{path}/{name}".lstrip("/")
            if len(child):
                yield from self._untaken(child, own)
            elif text := text_of(child):
                yield SourceField(own, text, is_of_copy=name in mods_terms.ADMINISTRATIVE)

    # Elements

    def _titles(self) -> tuple[tuple[Text, ...], tuple[Text, ...], tuple[Text, ...]]:
        """Proper and translated titles, their subtitles, and all others."""
        titles, subtitles, others = list[Text](), list[Text](), list[Text]()
        for info in self._children("titleInfo"):
            kind = info.get("type", "")
            if kind == "uniform":
                continue
            language = language_of(info)
            before = self._string("nonSort", info)
            title = self._string("title", info)
            parts = [t.text for name in ("partNumber", "partName") for t in self._texts(name, info)]
            joiner = "" if before.endswith(("'", "\u2019")) or not before else " "
            title = ". ".join(filter(None, (f"{before}{joiner}{title}", *parts)))
            sub = self._string("subTitle", info)
            if kind in {"alternative", "abbreviated"} or (titles and not language):
                others.append(Text(f"{title} : {sub}" if sub else title, language))
            else:
                titles.append(Text(title, language))
                if sub:
                    subtitles.append(Text(sub, language))
        return tuple(titles), tuple(subtitles), tuple(others)

    def _agents(self) -> Iterator[SourceAgent]:
        for name in self._children("name"):
            kind = name.get("type", "")
            parts: dict[str, list[str]] = {}
            for part in self._children("namePart", name):
                if part.get("type", "") not in {"", "family", "given"}:
                    continue  # dates and terms of address have no place, and are reported
                parts.setdefault(part.get("type", ""), []).append(self._take(part))
            roles = [self._role(role) for role in self._children("role/roleTerm", name)]
            numbers = self._children("nameIdentifier", name)
            identifiers = [authority_iri(n.get("type", ""), self._take(n)) for n in numbers]
            identifiers += filter(None, [name.get("valueURI")])
            parts_of_dates = self._children("namePart", name)
            dates = " ".join(text_of(p) for p in parts_of_dates if p.get("type") == "date")
            family, given = " ".join(parts.get("family", ())), " ".join(parts.get("given", ()))
            is_person = {"personal": True, "corporate": False, "conference": False}.get(kind)
            for role in dict.fromkeys(filter(None, roles)) or ["ctb" if roles else "aut"]:
                if family:
                    direct = " ".join(filter(None, (given, family)))
                    yield SourceAgent(
                        direct, role, True, family, given, tuple(identifiers), dates=dates
                    )
                else:
                    whole = ". ".join(parts.get("", ()))
                    agent = agent_of(whole, role, is_person=is_person, identifiers=identifiers)
                    if agent:
                        yield replace(agent, language=language_of(name), dates=dates)
        for publisher in self._texts("originInfo/publisher"):
            agent = agent_of(publisher.text, "pbl", is_person=False)
            if agent:
                yield agent

    def _role(self, term: Element) -> str:
        """The code of a role; '' for a word that is not known, which stays untaken."""
        text = text_of(term).lower()
        role = (
            text if term.get("type") == "code" or len(text) == 3 else mods_terms.ROLES.get(text, "")
        )
        return role and (self._take(term) and role)

    def _concepts(self, path: str) -> Iterator[SourceConcept]:
        for element in self._children(path):
            if label := self._take(element):
                yield SourceConcept(
                    label,
                    language_of(element),
                    element.get("valueURI", ""),
                    element.get("authority", ""),
                )

    def _subjects(self) -> Iterator[SourceConcept]:
        for subject in self._children("subject"):
            if _is_place(subject):
                continue
            language = language_of(subject)
            terms = [
                (self._take(term), term)
                for name in ("topic", "geographic", "temporal", "genre", "occupation")
                for term in self._children(name, subject)
            ]
            for name in self._children("name", subject):
                parts = [self._take(part) for part in self._children("namePart", name)]
                terms.append((" ".join(parts), name))
            label = "--".join(text for text, _ in terms if text)
            iris = [subject.get("valueURI"), *(term.get("valueURI") for _, term in terms)]
            if label:
                iri = next(filter(None, iris), "")
                scheme = subject.get("authority") or terms[0][1].get("authority") or ""
                yield SourceConcept(label, language, iri, scheme)

    def _about_places(self) -> Iterator[SourceConcept]:
        for subject in filter(_is_place, self._children("subject")):
            for name in ("geographic", "geographicCode", "hierarchicalGeographic"):
                for term in self._children(name, subject):
                    if name == "geographicCode":
                        self._take(term)  # says once more what a name says
                    else:
                        iri = term.get("valueURI") or subject.get("valueURI") or ""
                        label = ", ".join(text_of(one) for one in term) or text_of(term)
                        self._taken |= {term, *term}
                        scheme = term.get("authority") or subject.get("authority") or ""
                        yield SourceConcept(label, language_of(subject), iri, scheme)

    def _languages(self) -> Iterator[str]:
        for language in self._children("language"):
            if language.get("objectPart"):
                continue
            terms = self._children("languageTerm", language)
            codes = [term for term in terms if term.get("type") == "code"] or terms
            for term in terms:
                self._take(term)
            for term in codes[:1]:
                yield text_of(term)

    def _issued(self) -> str:
        for name in _DATES:
            for element in self._children(f"originInfo/{name}"):
                if date := self._read.issued(name, self._take(element)):
                    return date
        return ""

    def _places(self) -> Iterator[str]:
        for place in self._children("originInfo/place"):
            terms = self._children("placeTerm", place)
            texts = [term for term in terms if term.get("type") != "code"]
            for term in texts or terms:
                yield self._take(term)
            for term in terms:  # a code says the same once more
                self._take(term)

    def _notes(self) -> tuple[tuple[Text, ...], Text | None]:
        notes, history = [], None
        for element in filter(text_of, self._children("note")):
            note = Text(self._take(element), language_of(element))
            is_named = element.get("type") == "bibliographic history"
            if history is None and (is_named or is_edition_history(note.text)):
                history = note
            else:
                notes.append(note)
        return tuple(notes), history

    def _identifiers(self) -> dict[str, Any]:
        names = "isbn issn identifiers document_numbers registration_numbers"
        found: dict[str, Any] = {name: [] for name in names.split()}
        doi = ""
        for element in self._children("identifier"):
            kind, text = element.get("type", "").lower(), text_of(element)
            is_own = element.get("invalid") != "yes" or (kind == "isbn" and is_invalid_isbn(text))
            if not is_own or not text:
                continue
            self._take(element)
            if kind == "doi" and not doi and doi_in(text):
                doi = doi_in(text)
            elif kind in {"isbn", "issn"}:
                found[kind] += issns_in(text) if kind == "issn" else [text]
            elif kind in {"report number", "strn"}:
                found["document_numbers"].append(text)
            elif names_registration_number(element.get("displayLabel", "")):
                found["registration_numbers"].append(text)
            else:
                found["identifiers"].append(text)
        return {name: tuple(values) for name, values in found.items()} | {"doi": doi}

    def _locations(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        media = text_of(self._root.find(f"{_MODS}physicalDescription/{_MODS}internetMediaType"))
        files, pages = [], []
        for url in self._children("location/url"):
            address = text_of(url)
            if not is_web_address(address):
                continue
            self._take(url)
            is_object = url.get("access") == "raw object"
            file = file_at(address, media if is_object else "", label=url.get("displayLabel", ""))
            if file:
                files.append(file)
            else:
                pages.append(address)
        return tuple(files), tuple(dict.fromkeys(pages))

    def _rights(self) -> dict[str, Any]:
        licence, rights = "", []
        for condition in self._children("accessCondition"):
            link = condition.get(_LINK, "")
            text = self._take(condition)
            address = link if is_web_address(link) else text
            if is_web_address(address) and not licence:
                licence = address
            if text and text != licence:
                rights.append(Text(text, condition.get(LANGUAGE, "")))
        return {"licence": licence, "rights": tuple(rights)}

    def _related(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        relations = []
        for item in self._children("relatedItem"):
            kind = item.get("type", "")
            titles = [t.text for t in self._texts("titleInfo/title", item)]
            subs = [t.text for t in self._texts("titleInfo/subTitle", item)]
            title = Text(" : ".join((*titles, *subs)))
            numbers = [t.text for t in self._texts("identifier", item)]
            self._take_repeated(self._children("location/url", item), numbers)
            link = item.get(_LINK, "")
            numbers += [link] if link else []
            if kind == "series" and "series" not in found:
                number = self._string("titleInfo/partNumber", item) or self._string(
                    "part/detail/number", item
                )
                issn = next((n for text in numbers for n in issns_in(text)), "")
                self._taken -= {
                    one
                    for one in self._children("identifier", item)
                    if not issns_in(text_of(one)) and not own_path(text_of(one))[1]
                }
                found |= {"series": title, "series_number": number, "series_issn": issn}
            elif kind == "host" and "host" not in found:
                found |= {"host": title, "host_identifiers": tuple(numbers), **self._part(item)}
            elif item.get("otherType") in mods_terms.OF_WORK and "work" not in found:
                self._take_repeated(self._children("titleInfo/title"), titles)  # the uniform title
                number = next(iter(numbers), "")
                found |= {"work": title.text, "work_identifier": number}
            elif relation := mods_terms.RELATIONS.get(kind) or mods_terms.OTHER_RELATIONS.get(
                item.get("otherType", "")
            ):
                relations.append(SourceRelation(relation, title.text, tuple(numbers)))
            else:
                self._read.remark("relatedItem", link)
                self._taken -= {e for e in item.iter() if e in self._taken}
        return found | {"relations": tuple(relations)}

    def _part(self, item: Element) -> dict[str, str]:
        details = {
            detail.get("type", ""): self._string("number", detail)
            for detail in self._children("part/detail", item)
            if detail.get("type") in {"volume", "issue"}
        }
        return {
            "volume": details.get("volume", ""),
            "issue": details.get("issue", ""),
            "page_start": self._string("part/extent/start", item),
            "page_end": self._string("part/extent/end", item),
        }


def _is_place(subject: Element) -> bool:
    """Whether a subject names nothing but places."""
    names = {child.tag.rpartition("}")[2] for child in subject}
    return bool(names) and names <= {"geographic", "geographicCode", "hierarchicalGeographic"}
