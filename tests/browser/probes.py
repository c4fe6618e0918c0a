"""What is asked of a page as it stands in the browser. Each answer is a list of what is wrong."""

from __future__ import annotations

from playwright.sync_api import Page

#: The beginning of an element's tag, as a person finds it in a template.
_NAME = "const name = e => e.cloneNode(false).outerHTML.slice(0, 120);"

_WIDE = """() => {
  %s
  const room = document.documentElement.clientWidth;
  const scrolls = e => e && e !== document.body && e !== document.documentElement
    && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const wrong = [...document.body.querySelectorAll('*')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && box.right > room + 1 && e.checkVisibility()
      && !e.parentElement.closest('svg') && !scrolls(e.parentElement);
  }).map(e => `${name(e)} ends at ${Math.round(e.getBoundingClientRect().right)} of ${room} px`);
  const whole = document.documentElement.scrollWidth;
  return wrong.length || whole <= room ? wrong : [`the page is ${whole} px wide`];
}"""

_MOVING = """() => {
  %s
  const wrong = [];
  const long = text => text.split(',').some(part => parseFloat(part) > 0);
  for (const e of document.querySelectorAll('*')) for (const part of ['', '::before', '::after']) {
    const style = getComputedStyle(e, part || null);
    if (long(style.transitionDuration) && style.transitionProperty !== 'none')
      wrong.push(`${name(e)}${part} has a transition of ${style.transitionDuration}`);
    if (long(style.animationDuration) && style.animationName !== 'none')
      wrong.push(`${name(e)}${part} has an animation of ${style.animationDuration}`);
    if (style.scrollBehavior === 'smooth') wrong.push(`${name(e)}${part} scrolls smoothly`);
  }
  return wrong;
}"""

_FOCUS = """() => {
  %s
  const wrong = [];
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  for (const e of document.querySelectorAll(all)) {
    if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({visibilityProperty: true})) continue;
    e.focus();
    if (document.activeElement !== e) { wrong.push(`${name(e)} takes no focus`); continue; }
    const style = getComputedStyle(e);
    if (style.outlineStyle === 'none' || !(parseFloat(style.outlineWidth) > 0))
      wrong.push(`${name(e)} has no outline when focused`);
    const box = e.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 12)];
    const hit = document.elementFromPoint(x, y);
    if (!hit) wrong.push(`${name(e)} is focused out of sight, at ${x}, ${y}`);
    else if (!e.contains(hit) && !hit.contains(e) && hit.closest('label')?.control !== e)
      wrong.push(`${name(e)} is focused under ${name(hit)}`);
  }
  return wrong;
}"""

_SHIFTS = """() => new Promise(done => {
  %s
  let total = 0; const moved = [];
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      total += entry.value;
      for (const { node } of entry.sources ?? [])
        if (node) moved.push(node.nodeType === 1 ? name(node) : node.textContent.slice(0, 80));
    }
  }).observe({ type: 'layout-shift', buffered: true });
  // What was laid out so far is told after a frame; what a frame after that has is told with it.
  const frames = count => count ? requestAnimationFrame(() => frames(count - 1))
    : setTimeout(() => done(total < 0.01 ? [] : [`layout shift of ${total}`, ...moved]));
  document.fonts.ready.then(() => frames(3));
})"""

#: Where it sets the colours of a text itself, a browser also sees to the ground behind: it is that of
#: the element, or that of the page painted over it.
_FAINT = r"""() => {
  %s
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.backgroundColor = 'Canvas';
  const plain = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const light = colour => {
    for (const paint of [plain, colour]) {
      canvas.fillStyle = paint;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = e => {
    if (!e) return plain;
    const colour = getComputedStyle(e).backgroundColor;
    return /^rgba\(.*, 0\)$|transparent/.test(colour) ? behind(e.parentElement) : colour;
  };
  const speaks = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  return [...document.body.querySelectorAll('*')].filter(e => speaks(e) && e.checkVisibility())
    .map(e => {
      const style = getComputedStyle(e);
      const ink = light(e.closest('svg') ? style.fill : style.color);
      const grounds = [behind(e), ...(style.forcedColorAdjust === 'none' ? [] : [plain])];
      const contrast = Math.max(...grounds.map(light).map(ground =>
        (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)));
      return contrast < 4.5 ? `${name(e)} ${e.textContent} has contrast ${contrast}` : '';
    }).filter(Boolean);
}"""

#: The least that WCAG 2.2 has a reader set without loss (1.4.12): of line, letter and word.
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets.push(sheet);
}"""


def too_wide(page: Page) -> list[str]:
    """What makes a reader scroll sideways (WCAG 2.2, 1.4.10), or is cut off. Tables may scroll."""
    return _asked(page, _WIDE)


def moving(page: Page) -> list[str]:
    """What moves by itself, or would when something changes, though the reader wants stillness."""
    return _asked(page, _MOVING)


def without_focus(page: Page) -> list[str]:
    """What takes the focus and does not show it, or is covered (WCAG 2.2, 2.4.7 and 2.4.11).

    The keyboard must have been used: a browser shows focus to who does.
    """
    return _asked(page, _FOCUS)


def shifts(page: Page) -> list[str]:
    """What has moved since the page began to load, when that is 0.01 or more in all."""
    return _asked(page, _SHIFTS)


def faint_when_forced(page: Page) -> list[str]:
    """Text, also in drawings, that a forced scheme of colours leaves with too little contrast."""
    return _asked(page, _FAINT)


def set_apart(page: Page) -> None:
    """Space the text as a reader may."""
    page.evaluate(_SPACED)


def _asked(page: Page, script: str) -> list[str]:
    found: list[str] = page.evaluate(script % _NAME if "%s" in script else script)
    return found
