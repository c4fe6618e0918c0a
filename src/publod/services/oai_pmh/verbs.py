"""The six verbs (OAI-PMH §4), answered from one state of the ledger each; ListSets (§4.6) whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from publod.bibliography.catalogue_languages import catalogue_languages, in_page_languages
from publod.bibliography.entry import Texts
from publod.bibliography.export.xml_writer import Xml, branch, joined, leaf
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.triple_index import pick
from publod.ledger import Member
from publod.messages import N_
from publod.record_repository import Repository
from publod.services.oai_pmh import response
from publod.services.oai_pmh.arguments import (
    LIFETIME,
    Problem,
    Token,
    checked,
    domain_of,
    paths_of,
    spec_of,
)
from publod.services.oai_pmh.list_records import FORMATS, Lists, no_format
from publod.services.record_cache import RecordCache

#: Sets in one answer.
_PAGE = 500
_FACETS = {
    "subject": N_("Subject"),
    "type": N_("Type of publication"),
    "publisher": N_("Publisher or author"),
    "language": N_("Language"),
}


def list_sets(repository: Repository, written: str | None, language: str, now: int) -> Xml:
    """A page of sets. Raises Problem for a bad token."""
    key = repository.base_url
    start = 0
    if written is not None:
        token = Token.read(written, key, now)
        if token.verb != "ListSets":
            raise Problem("badResumptionToken", f"this resumption token is of {token.verb}")
        start = token.cursor
    with repository.membership() as membership:
        names = membership.names()
    if not names:
        raise Problem("noSetHierarchy", "there is no publication yet, and so there are no sets")
    shown = names[start : start + _PAGE]
    labels = _labels(repository, shown)
    items = [_set(name, labels[name], language) for name in shown]
    if len(names) > _PAGE:
        end, total, expires = start + len(shown), len(names), now + LIFETIME
        onward = Token("ListSets", "", "", 0, 0, "", 0, 0, end, total, expires)
        more = onward.written(key) if end < total else ""
        items.append(response.resumption(more, start, total, expires))
    return branch("ListSets", items)


def _set(name: str, label: Texts, language: str) -> Xml:
    facet = name.partition(":")[0]
    kind = _FACETS[facet].text(language) if facet in _FACETS else ""
    own = pick(label, language)[0]
    titles = [leaf("dc:title", text, {"xml:lang": tag}) for tag, text in label.items()]
    return branch(
        "set",
        [
            leaf("setSpec", spec_of(name)),
            leaf("setName", f"{kind}: {own}" if own and ":" in name else kind or name),
            branch(
                "setDescription",
                [branch("oai_dc:dc", titles, response.DUBLIN_CORE)] if titles else [],
            ),
        ],
    )


def _labels(repository: Repository, names: list[str]) -> dict[str, Texts]:
    paths = [name.partition(":")[2] for name in names]
    records = repository.present_records(path for path in paths if path)
    labels: dict[str, Texts] = {}
    for name, path in zip(names, paths, strict=True):
        if not path:
            labels[name] = in_page_languages(_FACETS[name]) if name in _FACETS else {}
        elif name.startswith("language:"):
            pages = catalogue_languages().pages
            labels[name] = {tag: language_name(path, tag) for tag in pages}
        else:
            known = records.get(path)
            labels[name] = known.summary.label if known else {"": path}
    return labels


#: How far before now an answer is dated, in seconds. A commit that is being written has its time
#: before it can be seen; whoever asks next "from" the date of this answer must still get it.
_MARGIN = 60


@dataclass(frozen=True)
class Provider:
    """An OAI-PMH repository.

    ``page`` is the number of records in an answer, ``email`` the administrator's address, and
    ``language`` the one that sets are named in.
    """

    repository: Repository
    rows: RecordCache
    email: str
    language: str = "en"
    page: int = 200
    domain: str = field(init=False)
    address: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "domain", domain_of(self.repository.base_url))
        object.__setattr__(self, "address", f"{self.repository.base_url}oai")

    def answer(self, pairs: Iterable[tuple[str, str]], now: int) -> bytes:
        """The answer to the arguments of a request, at UTC epoch second ``now``."""
        pairs_given = list(pairs)
        with self.repository.snapshot() as repository:
            when = max(repository.head().time, now - _MARGIN)
            try:
                arguments = checked(pairs_given)
                inside = self._verbs[arguments["verb"]](repository, arguments, now)
            except Problem as problem:
                return response.refusal(self.address, dict(pairs_given), when, problem)
        return response.answer(self.address, arguments, when, inside)

    @property
    def _verbs(self) -> Mapping[str, Callable[[Repository, Mapping[str, str], int], Xml]]:
        return {
            "Identify": self._identify,
            "ListMetadataFormats": self._list_formats,
            "ListSets": self._list_sets,
            "GetRecord": self._get_record,
            "ListIdentifiers": self._list,
            "ListRecords": self._list,
        }

    def _identify(self, repository: Repository, _arguments: Mapping[str, str], _now: int) -> Xml:
        return response.identify(repository, self.address, self.domain, self.email, self.language)

    def _list_formats(self, repository: Repository, arguments: Mapping[str, str], _now: int) -> Xml:
        if "identifier" in arguments:
            self._member(repository, arguments["identifier"])
        return branch(
            "ListMetadataFormats",
            [
                branch(
                    "metadataFormat",
                    [
                        leaf("metadataPrefix", form.prefix),
                        leaf("schema", form.schema),
                        leaf("metadataNamespace", form.namespace),
                    ],
                )
                for form in FORMATS.values()
            ],
        )

    def _list_sets(self, repository: Repository, arguments: Mapping[str, str], now: int) -> Xml:
        return list_sets(repository, arguments.get("resumptionToken"), self.language, now)

    def _get_record(self, repository: Repository, arguments: Mapping[str, str], _now: int) -> Xml:
        member = self._member(repository, arguments["identifier"])
        if arguments["metadataPrefix"] not in FORMATS:
            raise no_format()
        lists = Lists(repository, self.rows, self.domain, self.page)
        return branch("GetRecord", [joined(lists.records([member], arguments["metadataPrefix"]))])

    def _list(self, repository: Repository, arguments: Mapping[str, str], now: int) -> Xml:
        lists = Lists(repository, self.rows, self.domain, self.page)
        written = arguments.get("resumptionToken")
        token = (
            lists.begun(arguments["verb"], arguments, now)
            if written is None
            else lists.resumed(arguments["verb"], written, now)
        )
        return lists.page(token, is_first=written is None)

    def _member(self, repository: Repository, identifier: str) -> Member:
        """The item of an identifier, deleted or not. Raises Problem."""
        with repository.membership() as membership:
            for path in paths_of(identifier, self.domain):
                member = membership.member("", path)
                if member is not None:
                    return member
        raise Problem("idDoesNotExist", "there is and was no publication with this identifier")
