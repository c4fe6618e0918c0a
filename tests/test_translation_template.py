"""The template of translations: in parts, from what all visitors read to what few people see."""

from __future__ import annotations

import re
from io import BytesIO

from babel.messages.pofile import read_po

from publod.translation_template import PARTS, write_template


def test_texts_of_pages_come_first_and_each_part_says_how_many_it_has() -> None:
    written = BytesIO()
    write_template(written)
    texts = [message for message in read_po(BytesIO(written.getvalue())) if message.id]
    starts = [
        n for n, message in enumerate(texts) if "".join(message.user_comments).startswith("=====")
    ]
    assert starts[0] == 0
    assert len(starts) == len(PARTS)
    ends = [*starts[1:], len(texts)]
    for start, end, (name, pattern) in zip(starts, ends, PARTS, strict=True):
        (heading,) = texts[start].user_comments
        assert re.fullmatch(
            rf"===== \d of {len(PARTS)}: {name} \({end - start} texts\) =====", heading
        )
        assert all(
            any(re.match(pattern, file) for file, _ in one.locations) for one in texts[start:end]
        )
    of_pages = texts[: starts[1]]
    assert all(any("/templates/" in file for file, _ in one.locations) for one in of_pages)
    assert not any("/templates/" in file for one in texts[starts[1] :] for file, _ in one.locations)
