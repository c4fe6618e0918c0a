"""The page client refuses what no page may have: each fault alone, in a page that is right without it."""

from __future__ import annotations

import pytest

from web import page

_URL = "https://data.example.se/publications"


def html(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>Right – publod</title>{head}</head>'
        f"<body><h1>Right</h1>{body}</body></html>"
    )


RIGHT = (
    '<label for="q">Words</label><input id="q" name="q" list="l"><datalist id="l"></datalist>',
    '<label>Words <input name="q"></label><button>Search</button><input type="hidden" name="x">',
    '<select aria-label="Order"><option>year</option></select>',
    '<img src="./a.svg" alt="">',
    '<a href="./b"><img src="./a.svg" alt="A thing"></a>',
    '<svg aria-hidden="true"><path d="M0 0"/><title>not counted</title></svg>',
    '<span aria-hidden="true"><svg></svg></span>',
    '<svg role="img" aria-label="Years"><g role="list"></g></svg>',
    '<svg role="img"><title>Years</title></svg>',
    "<h2>Two</h2><h3>Three</h3><h2>Two</h2>",
    '<p lang="ar" dir="rtl">السويد</p><p lang="zh-Hant-TW">瑞典</p>',
    "<p>the word السويد in a sentence</p>",
)
WRONG = {
    '<input name="q">': "no label",
    '<textarea name="q"></textarea>': "no label",
    '<label for="q">Words</label><input id="p"><input id="q">': "no label",
    '<label for="q">Words</label>': "names no element",
    '<button aria-controls="page-x">Copy</button>': "names no element",
    '<img src="./a.svg">': "no alt",
    "<svg></svg>": "a drawing needs",
    '<svg role="img"></svg>': "a drawing needs",
    '<svg aria-label="Years"></svg>': "a drawing needs",
    '<svg role="img"><g><title>Of a part</title></g></svg>': "a drawing needs",
    '<a href="./b"> </a>': "a has no text",
    '<button><svg aria-hidden="true"></svg></button>': "button has no text",
    "<h3>Three</h3>": "has level 3",
    "<h2>Two</h2><h4>Four</h4>": "has level 4",
    "<h1>Again</h1>": "2 <h1>",
    '<p lang="swedish language">x</p>': "no language",
    '<p lang="ar">السويد</p>': "runs ltr",
    '<p lang="ar" dir="ltr">السويد</p>': "runs ltr",
    '<div dir="rtl"><p lang="sv">Sverige</p></div>': "runs rtl",
    "<script>alert(1)</script>": "script",
    '<script type="module">alert(1)</script>': "script",
    '<script src="./a.js"></script>': "script",
    '<script type="module" src="./a.js">alert(1)</script>': "script",
    '<script type="module" src="https://example.org/a.js"></script>': "example.org",
    '<script type="module" src="//example.org/a.js"></script>': "example.org",
    '<script type="application/ld+json" src="./a"></script>': "script",
    '<p style="color: red">x</p>': "style",
    "<style>p {}</style>": "style",
    '<p onclick="x()">x</p>': "onclick",
    '<p id="a"></p><p id="a"></p>': "twice",
    '<p class="a" class="b"></p>': "has class twice",
    "<p><b>x</p></b>": "ends nothing",
    "<br></br>": "ends nothing",
    '<a href="javascript:x()">x</a>': "javascript",
    '<a href="#nowhere">x</a>': "leads nowhere",
}


@pytest.mark.parametrize("body", RIGHT)
def test_what_is_right_is_read(body: str) -> None:
    page.read(_URL, html(body, '<script type="module" src="./static/suggest.js"></script>'), "en")


@pytest.mark.parametrize(("body", "told"), WRONG.items())
def test_what_is_wrong_is_told(body: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        page.read(_URL, html(body))
