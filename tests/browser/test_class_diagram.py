"""The class diagram in a browser: at any width, nothing stands on a name, and nothing is cut."""

from __future__ import annotations

import pytest

from browser.conftest import NARROW, WIDE, Visit
from browser.pages import LANGUAGES, PAGES

#: Pairs of boxes and names that meet, and those that are outside the drawing.
_FAULTS = """() => {
  const frame = document.querySelector(".diagram").getBoundingClientRect();
  const parts = [...document.querySelectorAll(".diagram .class, .diagram .properties span")]
    .map(e => [e.textContent, e.getBoundingClientRect()]);
  const faults = parts.length ? [] : ["nothing is drawn"];
  parts.forEach(([text, a], place) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1) faults.push(`${text} is outside`);
    for (const [other, b] of parts.slice(place + 1))
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
        faults.push(`${text} meets ${other}`);
  });
  return faults;
}"""
#: What another agency's ontology may have: a long name without a break, and a name in many words.
_LENGTHEN = """() => {
  document.querySelector(".diagram .properties span").textContent = "x".repeat(90);
  document.querySelector(".diagram .arrow + .class b").textContent = "y".repeat(90);
  document.querySelector(".diagram .class b").textContent = "word ".repeat(30);
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_boxes_and_names_stand_apart(look: Visit, language: str) -> None:
    page = look(next(kind for kind in PAGES if kind.name == "ontology"), language)
    for change in ("() => {}", _LENGTHEN):
        page.evaluate(change)
        for width in (WIDE, 700, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(_FAULTS) == [], width
