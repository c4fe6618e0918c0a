"""axe-core, in the page: https://github.com/dequelabs/axe-core."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from browser import required
from examples import is_thorough

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: The rules whose answer depends on the colours of the page.
OF_COLOURS = ("color-contrast", "link-in-text-block")
#: Texts that look alike: their colours and sizes are, and those of everything around them. Of each
#: kind that can be seen the first and the last are marked, and everything that a reader fills in.
#: Rows of a table are thousands of the same few kinds, of which each takes axe-core as long.
_MARK = """() => {
  const looks = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize', 'fontWeight',
    'textShadow', 'filter', 'mixBlendMode', 'position', 'transform', 'clipPath', 'cssFloat', 'zIndex'];
  const numbers = new Map(), kinds = new Map(), ends = new Map();
  const speaks = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  for (const e of document.querySelectorAll('*')) {
    e.removeAttribute('data-sample');
    const style = getComputedStyle(e);
    const own = [kinds.get(e.parentElement), e.localName, e.matches(':disabled, [aria-disabled]'),
      ...looks.map(look => style[look])].join('|');
    if (!numbers.has(own)) numbers.set(own, numbers.size);
    kinds.set(e, numbers.get(own));
    if (e.matches('input, select, textarea, button')) e.setAttribute('data-sample', '');
    else if (speaks(e) && e.checkVisibility({ visibilityProperty: true }))
      ends.set(kinds.get(e), [ends.get(kinds.get(e))?.[0] ?? e, e]);
  }
  for (const e of [...ends.values()].flat()) e.setAttribute('data-sample', '');
  axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-sample]' }] });
}"""
_RUN = """async rules => {
  const { violations, passes } = await axe.run(document, {
    runOnly: rules, resultTypes: ['violations'], elementRef: false,
  });
  return { violations, passes: passes.map(rule => rule.id) };
}"""


@cache
def _source() -> str:
    return required.module("axe-core/axe.min.js").read_text(encoding="utf-8")


def findings(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong with a page: by all rules of `TAGS`, or by the rules that are named.

    Of texts that look alike it measures the contrast of two, unless a run is thorough.
    Raises AssertionError when no rule found anything to look at.
    """
    if not page.evaluate("typeof axe === 'object'"):
        # An evaluation comes from outside the page, where its policy for scripts does not reach.
        page.evaluate(_source())
    if not is_thorough():
        page.evaluate(_MARK)
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    said = page.evaluate(_RUN, asked)
    assert said["passes"] or said["violations"], f"axe-core saw nothing at {page.url}"
    return [
        f"{violation['id']} ({violation['help']}): {told}"
        for violation in said["violations"]
        for told in map(_told, violation["nodes"])
    ]


def _told(node: dict[str, Any]) -> str:
    return f"{node['html'][:160]} [{node['failureSummary'].splitlines()[-1].strip()}]"
