"""The page that ``publod check --format html`` writes, in a browser, with nothing beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser import axe
from browser.conftest import NARROW, WIDE
from publod.validation import OtherRecord, Report, Violation
from publod.validation.report_html import page
from publod.vocabulary import SH

REPORT = Report.of(
    [
        Violation(
            f"https://data.example.se/a{n}#it", "http://purl.org/dc/terms/title", f'"{"x" * 200}"@sv',
            shape="https://w3id.org/publod/shapes#Work-title", record=f"https://data.example.se/a{n}",
            messages={"sv": "Rätta titeln.", "en": "Correct the title."},
            source=f"a-folder-with-a-long-name/file-number-{n % 2}.ttl", line=n + 1,
            severity=str(SH.Warning if n == 2 else SH.Info if n == 3 else SH.Violation),
            others=(OtherRecord("https://data.example.se/b", "b.ttl", 3),),
        )
        for n in range(4)
    ],
    [Violation("", shape="File-syntax", source="c.ttl", line=1, column=2, messages={"sv": "Fel.", "en": "No."})],
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_anyone_can_read_it(tabs: Callable[..., Page], scheme: str, width: int) -> None:
    tab = tabs(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    for report, language in ((REPORT, "sv"), (REPORT, "en"), (Report(), "sv")):
        tab.set_content(page(report, report, language, "https://data.example.se/"))
        assert axe.findings(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
