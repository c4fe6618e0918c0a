"""What would do harm to whoever follows it is refused, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue import PREFIXES, Home
from publod.errors import IngestError


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("foaf:page <javascript:alert(1)>", "'javascript:alert(1)' would run a program"),
        ("foaf:page <JavaScript:alert(1)>", "in place of javascript:"),
        ("foaf:homepage <vbscript:x>", "would run a program"),
        ("dcat:downloadURL <data:text/html,x>", "in place of data:"),
        ("dcterms:source <file:///etc/passwd>", "or open a file"),
        ("dcterms:source [ dcterms:source <blob:https://e.example/1> ]", "in place of blob:"),
        ('dcterms:identifier "1\\nTY  - BOOK"', "identifier '1\\nTY  - BOOK' has a line break"),
        ('dcterms:identifier "1\\u20282"', "has a line break"),
        ('pub:isbn "978\\r"', None),
        ('pub:doi "10.1/x\\u0085y"', "has a line break"),
        ('dcterms:identifier "javascript:alert(1)"', "the identifier 'javascript:alert(1)'"),
        ('dcterms:identifier "Dnr 2019/1: A"', None),
        ("foaf:page <mailto:a@e.example> , <urn:isbn:1> , <https://e.example/javascript:x>", None),
        ('dcterms:description "javascript:alert(1)\\nis text"@en', None),
    ],
)
def test_it_is_refused_with_its_line(tmp_path: Path, said: str, what: str | None) -> None:
    home = Home(tmp_path)
    text = f"{PREFIXES}\n<agent/a#it> a foaf:Organization ; foaf:name 'A'@sv ;\n  {said} .\n"
    file = home.file(text)
    line = text[: text.index(said)].count("\n") + 1
    if what is None:
        home.check(file)
        return
    with pytest.raises(IngestError) as caught:
        home.check(file)
    assert str(caught.value).startswith(f"{file}:{line}: the ")
    assert what in str(caught.value)
