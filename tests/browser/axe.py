"""axe-core, in the page: https://github.com/dequelabs/axe-core."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from browser import required

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: The rules whose answer depends on the colours of the page.
OF_COLOURS = ("color-contrast", "link-in-text-block")
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

    Raises AssertionError when no rule found anything to look at.
    """
    if not page.evaluate("typeof axe === 'object'"):
        # An evaluation comes from outside the page, where its policy for scripts does not reach.
        page.evaluate(_source())
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
