"""Records lead to the other editions of their work, and are told anew when one of these changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from publod.ledger import Change
from publod.vocabulary import DCTERMS, PUB, RDF
from services.copying import BASE, Copy, Source, change, rendered, withdrawn


def _edition(
    name: str, title: str, *works: str, more: tuple[tuple[object, str], ...] = ()
) -> Change:
    return change(
        f"publication/{name}",
        (RDF.type, f"<{PUB.Publication}>"),
        (DCTERMS.title, f'"{title}"@sv'),
        *((DCTERMS.isVersionOf, f"<work/{work}#it>") for work in works),
        *more,
    )


def _work(name: str) -> Change:
    return change(f"work/{name}", (RDF.type, f"<{PUB.Work}>"), (DCTERMS.title, f'"{name}"@sv'))


@pytest.mark.parametrize(
    ("prefix", "sign"),
    [
        ("marc21", 'tag="775"'),
        ("mods", 'displayLabel="Annan utg'),
        ("oai_dc", f"relation>{BASE}publication/"),
        ("oai_qdc", f">{BASE}publication/"),
        ("oai_openaire", "IsVariantFormOf"),
        ("datacite", "IsVariantFormOf"),
        ("bibframe", "otherEdition"),
        ("swepub_mods", 'displayLabel="Annan utg'),
    ],
)
def test_whatever_happens_to_an_edition_the_others_are_told_anew(
    tmp_path: Path, prefix: str, sign: str
) -> None:
    source = Source(tmp_path)
    copy = Copy(source, prefix=prefix)
    present = {"a", "c"}
    for changes, expected in (
        ([_work("w"), _work("v"), _edition("a", "A", "w"), _edition("c", "C")], 0),
        ([_edition("b", "Bee", "w")], 1),
        ([_edition("b", "Bumblebee", "w")], 1),
        ([_edition("d", "D", "w", "v")], 2),
        ([_edition("b", "Bumblebee", "v")], 1),
        ([withdrawn("publication/d")], 0),
    ):
        present |= {one.path[-1] for one in changes if one.path.startswith("publication/")}
        present -= {one.path[-1] for one in changes if one.graph is None}
        source.commit(*changes)
        copy.harvest()
        paths = [f"publication/{name}" for name in sorted(present)]
        assert copy.items == rendered(source, paths, prefix)
        source.restart()
        (tmp_path / "rows.db").unlink()
        source.restart()
        assert copy.items == rendered(source, paths, prefix), "what was kept had grown old"
        told = copy.items["oai:data.example.se:publication/a"]
        own = told.replace(f"{BASE}publication/a", "")
        assert own.count(sign) == expected, told
    source.ledger.close()


def test_a_new_title_of_an_edition_is_told_by_the_others(tmp_path: Path) -> None:
    source = Source(tmp_path)
    copy = Copy(source, prefix="marc21")
    source.commit(_work("w"), _edition("a", "A", "w"), _edition("b", "Bee", "w"))
    copy.harvest()
    assert "Bee" in copy.items["oai:data.example.se:publication/a"]
    source.commit(_edition("b", "Bumblebee", "w"))
    copy.harvest()
    assert "Bumblebee" in copy.items["oai:data.example.se:publication/a"]
    replacing = ((DCTERMS.replaces, "<publication/b#it>"),)
    source.commit(_edition("a", "A", "w", more=replacing))
    copy.harvest()
    told = copy.items["oai:data.example.se:publication/a"]
    assert 'tag="780"' in told
    assert 'tag="775"' not in told, "it is led to once, by what is more exact"
    source.ledger.close()
