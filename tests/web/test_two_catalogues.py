"""Two applications in one process, as a WSGI server mounts them: each has its own languages, words and registers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from publod.app import create_app
from publod.bibliography.catalogue_languages import use_languages
from publod.bibliography.registers import use_registers
from publod.messages import use_translations
from seed_settings import LANGUAGES, seed_settings
from web.servers import EXAMPLE

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
#: One catalogue has other words in a language of both, and is catalogued in another language.
WORDS = {
    "sv": 'msgid "Publications"\nmsgstr "Våra skrifter"\n',
    "nl": 'msgid "Catalogue record"\nmsgstr "Catalogusrecord"\n',
}


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory, example_home: Path
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    folder = tmp_path_factory.mktemp("own")
    for tag, words in WORDS.items():
        (folder / tag / "LC_MESSAGES").mkdir(parents=True)
        (folder / tag / "LC_MESSAGES/messages.po").write_text(HEAD + words, "utf-8")
    (folder / "registers.toml").write_text('without = ["eurovoc"]\n', "utf-8")
    common = {"home": example_home, "base_url": EXAMPLE}
    plain = create_app(seed_settings(**common))
    own = create_app(
        seed_settings(
            **{**common, "cataloguing_language": "nl"}, translations=folder, registers=folder / "registers.toml",
        )
    )  # fmt: skip
    yield plain.test_client(), own.test_client()
    use_translations(None)
    use_registers(None)
    use_languages(LANGUAGES)


def facts(client: FlaskClient, in_thread: ThreadPoolExecutor | None = None) -> dict[str, bool]:
    def text(path: str, accept: str = "*/*") -> str:
        def ask() -> str:
            return client.get(path, headers={"Accept": accept}).text

        return in_thread.submit(ask).result() if in_thread else ask()

    page = text("/publications?lang=sv", "text/html")
    records = text("/oai?verb=ListRecords&metadataPrefix=marc21")
    return {
        "page": "Våra skrifter" in page,
        "language of cataloguing": ">dut</" in records,
        "supplied words": ">Catalogusrecord<" in records and "Katalogpost" not in records,
        "registers": ">eurovoc</" not in records,
    }


def test_each_application_speaks_of_its_own_catalogue(two: tuple[FlaskClient, FlaskClient]) -> None:
    plain, own = two
    with ThreadPoolExecutor(1) as thread:
        for where in (None, thread):
            assert facts(own, where) == dict.fromkeys(facts(own, where), True)
            assert facts(plain, where) == dict.fromkeys(facts(plain, where), False)
