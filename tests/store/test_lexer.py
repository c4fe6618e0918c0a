"""Which words of a query are keywords, and which only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.store.query_lexer import readings, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?a $b", [("variable", "?a"), ("variable", "$b")]),
        ("<http://x/#it>#c\n<", [("iri", "<http://x/#it>"), ("other", "<")]),
        ("?a < ?b", [("variable", "?a"), ("other", "<"), ("variable", "?b")]),
        ("'a\\'b'\"c\"@sv-FI", [("string", "'a\\'b'"), ("string", '"c"'), ("lang", "@sv-FI")]),
        ("'''a'b''c''' ''", [("string", "'''a'b''c'''"), ("string", "''")]),
        ('"""a"b""c\n"""', [("string", '"""a"b""c\n"""')]),
        ("ex:a.b. :x a:", [("name", "ex:a.b"), ("other", "."), ("name", ":x"), ("name", "a:")]),
        ("ex:a\\#b%20c#d", [("name", "ex:a\\#b%20c")]),
        ("_:a.b.", [("blank", "_:a.b"), ("other", ".")]),
        ("1.5e3 2.", [("number", "1.5e3"), ("number", "2"), ("other", ".")]),
        ("åäö:é SELECT", [("name", "åäö:é"), ("word", "SELECT")]),
        ("'not closed\n a", [("other", "'"), ("word", "not"), ("word", "closed"), ("word", "a")]),
        ("'''never closed", [("unclosed", "'''")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_an_iri_that_may_be_an_operator_is_read_both_ways() -> None:
    found = [[token.text for token in reading] for reading in readings("?a<?b)c#>\nd")]
    assert found == [["?a", "<?b)c#>", "d"], ["?b", ")", "c", "d"]]


SNIPPETS = st.sampled_from(
    [
        "<",
        ">",
        "#",
        "'",
        "'''",
        '"',
        '"""',
        "\\",
        "\n",
        " ",
        "?a",
        "ex:a",
        "{",
        ")",
        "//",
        "é",
        "1.",
    ]
)


@given(st.lists(SNIPPETS, max_size=60).map("".join))
def test_any_text_has_tokens_which_are_its_parts_in_order(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert token.start >= at
        assert text[token.start :].startswith(token.text)
        at = token.start + len(token.text)


@pytest.mark.parametrize(
    "piece",
    ["<a#", "?a<b#>", "'''", '"', "?a<'>", "<a#>\n", "1<b#>\n", "\\'", "<<", "a.", ":.", "_:."],
)
def test_the_work_is_linear(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert sum(1 for reading in readings(text) for _ in reading) <= 6 * len(text)
