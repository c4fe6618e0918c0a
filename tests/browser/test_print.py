"""On paper stands the content: what it is and where it came from, and nothing to click on."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from browser.conftest import Visit
from browser.pages import FRONT, PAGES, PageType

#: What only a screen has use for, as it is written in Swedish, and as it is marked up.
_FURNITURE = ("Hoppa till innehållet", "English")
_CONTROLS = "button, input, select, .skip, .menu, .languages, .search, .facets, .pages, .copy"
_PRINTED = [FRONT] + [
    kind
    for kind in PAGES
    if str(kind)
    in {
        "publications for words",
        "publication with a lineage",
        "publication that is replaced",
        "work",
        "agent",
        "subject",
    }
]


@pytest.mark.parametrize("kind", _PRINTED, ids=str)
def test_paper_has_the_content_alone(look: Visit, kind: PageType) -> None:
    page = look(kind)
    heading = " ".join(page.locator("h1").inner_text().split())
    address = page.url.partition("?")[0]
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    text = "\n".join(sheet.extract_text() for sheet in printed.pages)
    assert heading in " ".join(text.split()), f"{kind}: {text[:500]}"
    for furniture in _FURNITURE:
        assert furniture not in text, f"{kind}: {furniture!r} is printed"
    page.emulate_media(media="print")
    for control in page.locator(_CONTROLS).all():
        assert not control.is_visible(), f"{kind}: {control} is printed"
    assert len(printed.pages) < 8, f"{kind}: {len(printed.pages)} sheets"
    if kind.path.startswith("publication/"):
        local = address.split("/", 3)[3]
        assert local in "".join(text.split()), f"{kind}: no address is printed"


def test_paper_is_white(look: Visit) -> None:
    page = look(FRONT, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert ink == "rgb(0, 0, 0)"
