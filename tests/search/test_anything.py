"""Any text whatever is a question, and an answer comes back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.search.index import TantivyIndex
from publod.search.search_interface import SearchRequest
from publod.search.snippets import pieces

from .books import book, build

SIGNS = st.sampled_from(
    [*"\"“”'*?~^:+-()[]{}/\\&|! åÅé\0\ud800\u0301\u202e𝕏ßİ1ab", " OR ", " AND ", "barn"]
)
TEXTS = st.one_of(
    st.text(),
    st.lists(SIGNS).map("".join),
    st.integers(1, 9).map(lambda n: "ab " * 10**n if n < 5 else "b" * 10_000),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    books = [
        book("a", "Barn i ”Sverige”", subtitle="A & B", abstract="<b>Barn</b> " * 100),
        book("b", "İstanbul ß", alternative=(("", "𝕏 1:2"),), names=("", "\0", "\ud800")),
        book("c", kind="agent"),
        book("d", "Barn", kind="subject"),
        book("x" * 300, " ".join(["ord"] * 400)),
    ]
    return build(tmp_path_factory.mktemp("index"), books)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["sv", "en", "", "\ud800"]), st.integers(-3, 10), st.integers(-3, 10))
def test_every_text_is_answered(
    index: TantivyIndex, text: str, reader: str, offset: int, limit: int
) -> None:
    results = index.search(SearchRequest(text, reader=reader), offset, limit)
    assert len(results.hits) <= max(0, limit)
    assert results.total == len(list(index.paths(SearchRequest(text, reader=reader))))
    for hit in results.hits:
        for snippet in hit.snippets:
            assert any(is_find for _, is_find in snippet.pieces)
            assert all(piece for piece, _ in snippet.pieces)
    assert len(index.suggest(text, reader, limit)) <= max(0, limit)
    matches = index.match(text, ["publication", "agent", "\ud800"], limit)
    assert len(matches) <= max(0, limit)
    assert all(0 <= score <= 1 for _, score in matches)


def test_a_long_text_is_read_as_far_as_its_bound(index: TantivyIndex) -> None:
    assert index.search(SearchRequest("barn " * 2000), 0, 1).total == 1
    assert index.search(SearchRequest("x" * 5000 + " barn"), 0, 1).total == 0


@given(
    st.text(st.sampled_from("ab å\n.")),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300)), min_size=1, max_size=5),
)
def test_pieces_are_the_text(text: str, cuts: list[tuple[int, int]]) -> None:
    text = (text or "x") * 40
    spans: list[tuple[int, int]] = []
    for gap, length in cuts:
        start = (spans[-1][1] if spans else 0) + gap + 1
        if start + length <= len(text):
            spans.append((start, start + length))
    if not spans:
        return
    whole = pieces(text, spans, whole=True)
    assert "".join(piece for piece, _ in whole) == text
    assert [piece for piece, is_find in whole if is_find] == [text[a:b] for a, b in spans]
    part = pieces(text, spans, whole=False)
    said = "".join(piece for piece, _ in part).strip("…")
    assert said in text
    assert any(is_find for _, is_find in part)
