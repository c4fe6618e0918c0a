"""Templates and translations of a catalogue's own that cannot be shown: the server does not start."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from cli.running import AGENT, publod

PO = "nl/LC_MESSAGES/messages.po"
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "agent.ttl").write_text(AGENT, "utf-8")
    publod(folder / "home", "load", folder / "agent.ttl")
    return folder / "home"


def refused(home: Path, **settings: str) -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    done = publod(home, "serve", "--port", port, code=1, **settings)
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"base.html": "\n{% block slot_head %}"}, "base.html:2: Unexpected end of template"),
        ({"base.html": "{{ 1|shout }}"}, "base.html:1: No filter named 'shout'."),
        ({"base.html": "{% if x %}\n{{ 1|shout }}{% endif %}"}, "base.html:2: No filter named 'shout'."),
        ({"base.html": '{% extends "publod:bas.html" %}'}, "base.html:1: there is no template publod:bas.html"),
        ({"base.html": '{% extends "base.html" %}'}, "base.html:1: a template cannot extend itself; "
                                                      "is publod:base.html meant?"),
        ({"base.html": '{% include "mine.html" %}'}, "base.html:1: there is no template mine.html"),
        ({"frnt.html": ""}, "frnt.html: publod has no template of this name, and none of the folder "
                            "refers to it; is front.html meant?"),
        ({"base.html": "\n\n{% block slot_foot %}{% endblock %}"},
         "base.html:3: publod has no slot slot_foot; there are slot_banner, slot_footer, slot_front, "
         "slot_head, slot_logo, slot_record"),
        ({"base.html": "\n\xe5"}, "base.html:2: this is no UTF-8"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_shown_is_refused_with_its_line(
    loaded: Path, tmp_path: Path, files: dict[str, str], said: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "latin-1")
    assert f"{tmp_path}/{said}" in refused(loaded, PUBLOD_TEMPLATES=str(tmp_path))


def test_what_is_probably_not_meant_is_told_before_anything_is_served(
    loaded: Path, tmp_path: Path
) -> None:
    (tmp_path / "help.md").write_text("# Help\n\n[a](../agent/nobody)\n", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = publod(loaded, "serve", "--port", port, code=1, PUBLOD_PAGES=str(tmp_path))
    warning, error = done.stderr.splitlines()
    assert warning == f"publod: {tmp_path}/help.md:3: there is nothing at ../agent/nobody"
    assert "cannot listen" in error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('msgid "On %(name)s"\nmsgstr "Op %(naam)s"\n', "4: the translation has the placeholders "
                                                       "%(naam)s, and the text has %(name)s"),
        ('msgid "On %(name)s"\nmsgstr "Op"\n', "4: the translation has the placeholders \u2013, and the text"),
        ('msgid "On"\nmsgstr "Op %(name)s"\n', "4: the translation has the placeholders %(name)s"),
        ('msgid "On %(name)s"\nmsgstr "Op %(name)s 5 % "\n', "4: the translation has a percent sign"),
        ('msgid "On"\nmsgstr "Op\n', "5: this is no line of a .po file"),
        ("On = Op\n", "4: this is no line of a .po file"),
        ('msgid "On"\nmsgid "Off"\nmsgstr "Uit"\n', "missing msgstr for msgid 'On'"),
        ('msgid "On"\nmsgstr "\xe5"\n', "5: this is no UTF-8"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("terminal", ["en", "nl"])
def test_a_translation_that_cannot_be_told_is_refused_with_its_line(
    loaded: Path, tmp_path: Path, text: str, said: str, terminal: str
) -> None:
    file = tmp_path / PO
    file.parent.mkdir(parents=True)
    file.write_bytes((HEAD + text).encode("latin-1"))
    stderr = refused(loaded, PUBLOD_TRANSLATIONS=str(tmp_path), LANGUAGE=terminal)
    assert f"{file}:" in stderr
    assert said in stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('band_colour = ["#7fd0e8"]', "band_colour: #7fd0e8 has too little contrast in the light scheme"),
        ('menu = ["gone"]', "menu: there is no page gone in the folder"),
        ('footer = "[x](page/gone)"', "footer: there is nothing at page/gone"),
        ('short_name = {nl = "x"}', "short_name: pages are not offered in nl"),
    ],
)  # fmt: skip
def test_a_setting_at_fault_is_told_where_it_stands(
    loaded: Path, tmp_path: Path, line: str, said: str
) -> None:
    file = tmp_path / "publod.toml"
    file.write_text(f'host = "127.0.0.1"\n\n{line}\n', "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments = ("--config", file, "serve", "--port", port)
        assert f"publod: {file}:3: {said}" in publod(loaded, *arguments, code=1).stderr
        # The environment wins, and then the line of the file is not at fault.
        variable = f"PUBLOD_{line.partition(' ')[0].upper()}"
        value = (
            line.partition("= ")[2].replace("[", "", 1).replace("]", "", 1)
            if '["' in line
            else line.partition("= ")[2]
        )
        done = publod(loaded, *arguments, code=1, **{variable: value.strip('"')})
    assert f"publod: {variable}: " in done.stderr


def test_example_queries_that_cannot_be_read_are_told_once(loaded: Path, tmp_path: Path) -> None:
    listed = '[[group]]\nen = "A"\n[[group.example]]\nquery = "gone"\nen = ["A", "B"]\n'
    (tmp_path / "examples.toml").write_text(listed, "utf-8")
    said = refused(loaded, PUBLOD_QUERIES=str(tmp_path))
    assert said == f"publod: {tmp_path}/examples.toml:4: there is no file gone.rq\n"
