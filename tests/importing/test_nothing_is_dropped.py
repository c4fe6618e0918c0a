"""Whatever stands in a cell is in the files or in the report."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importing.folders import Imported, catalogue, import_table, mapping
from publod.importing.fields import FIELDS
from publod.importing.import_mapping import UNMAPPED

#: Values that fields take, and such as none does.
WORDS = st.sampled_from(
    "Boverket|boverket|IOM|Bovreket|Nils Ek|Å. Berg|bostäder|housing|klimat|rapport|Årsbok|svenska|"
    "klingonska|2018|2018-05-31|2018-13|i fjol|12|0|-3|978-91-7000-123-9|123|1234-5679|10.1234/abc|"
    "https://a.example/x y|https://a.example/x|https://a.example/publication/p-1#it|R 49:2007|"
    "2., omarb. uppl.|Den första utgåvan togs fram 2014 av Boverket och IOM|3. uppl. i rött|"
    "Uppsala|CC BY 4.0|gällande|okänd|4-9|xii s.|Berg, Åsa|a|b".split("|")
)
TEXTS = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=3, max_size=12)
CELLS = st.one_of(st.just(""), WORDS, WORDS, TEXTS)
#: What a value is called in the files where it is another word there.
MEANT = {
    "svenska": "lang:SWE", "rapport": "type/report", "bostäder": "subject/housing",
    "housing": "subject/housing", "boverket": "agent/boverket", "iom": "agent/iom",
    "uppsala": "place/uppsala", "cc by 4.0": "licenses/by/4.0", "gällande": "status/Completed",
    "berg, åsa": "agent/berg-asa",
}  # fmt: skip


def is_present(value: str, done: Imported) -> bool:
    told = re.sub(r"\\(.)", r"\1", done.contents)
    plain = value.replace("\\", "")
    own = [
        *('"Bo bra"@sv' for _ in [0] if value == "svenska"),
        plain,
        MEANT.get(value.casefold(), plain),
        *re.findall(r"publication/[\w-]+", value),
    ]
    return any(one in told for one in own) or all(part in told for part in value.split("-"))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    fields=st.lists(st.sampled_from([*FIELDS, UNMAPPED]), min_size=1, max_size=8),
    rows=st.data(),
    default=st.sampled_from(["rapport", ""]),
)
def test_every_cell_is_told(
    tmp_path_factory: pytest.TempPathFactory, fields: list[str], rows: st.DataObject, default: str
) -> None:
    folder = catalogue(tmp_path_factory.mktemp("any") / "catalogue")
    names = [f"K{number}" for number in range(len(fields))]
    cells = rows.draw(
        st.lists(
            st.lists(CELLS, min_size=len(fields), max_size=len(fields)), min_size=1, max_size=5
        )
    )
    table = [{"Titel": "Bo bra"} | dict(zip(names, row, strict=True)) for row in cells]
    columns = {"Titel": "title"} | dict(zip(names, fields, strict=True))
    done = import_table(folder, table, mapping(columns=columns), default_type=default)
    for row in table:
        for name, value in row.items():
            if value.strip():
                assert is_present(value, done), (name, columns[name], value)


def test_the_test_can_fail(tmp_path: Path) -> None:
    done = import_table(
        catalogue(tmp_path / "catalogue"),
        [{"Titel": "Bo bra", "Hemligt": "gömd"}],
        mapping(columns={"Titel": "title", "Hemligt": "ignore"}),
    )
    assert not is_present("gömd", done)
