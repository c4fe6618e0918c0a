"""What README.md shows of `publod` is what its commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.running import environment
from publod.cli import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"(?:`(?P<file>\w+\.ttl)`\s+be\s+)?^```(?P<kind>turtle|console)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def run(home: Path, words: list[str]) -> list[str]:
    """The lines that a command prints; variables may stand before it."""
    settings = dict(word.split("=", 1) for word in words if "=" in word.partition("publod")[0])
    arguments = words[words.index("publod") + 1 :]
    kept = environment(home, {"PUBLOD_BASE_URL": "http://127.0.0.1:8000/", **settings})
    result = CliRunner(env=kept).invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return [line.rstrip() for line in result.output.splitlines() if line.strip()]


def pattern_of(lines: list[str]) -> str:
    """Lines as a regular expression: `…` stands for whatever is left out."""
    text = "\n".join(line.rstrip() for line in lines if line.strip())
    return re.escape(MOMENT.sub("MOMENT", text)).replace("…\\\n", "(?s:.*)").replace("…", "(?s:.*)")


def test_commands_print_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = tmp_path / "publod/home", tmp_path / "publod"
    home.mkdir(parents=True)
    (folder / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(folder)
    run(home, ["publod", "load", "data"])  # as `make serve` has done
    file, shown = Path(), 0
    for block in BLOCK.finditer((ROOT / "README.md").read_text("utf-8")):
        if block["kind"] == "turtle" and block["file"]:
            file = Path(block["file"])
            file.write_text(block["text"], "utf-8")
        elif block["kind"] == "turtle":  # another line 6
            lines = file.read_text("utf-8").splitlines(keepends=True)
            file.write_text("".join([*lines[:5], block["text"], *lines[6:]]), "utf-8")
        for command in block["text"].split("$ ")[1:] if block["kind"] == "console" else ():
            line, _, output = command.partition("\n")
            if not re.match(r"(\w+=\S+ )?publod |cd ", line):
                continue
            words = shlex.split(line)
            if words[0] == "cd":
                monkeypatch.chdir(words[1])
                home = tmp_path / "another"
            elif words[-1] != "serve":
                printed = MOMENT.sub("MOMENT", "\n".join(run(home, words)))
                assert re.fullmatch(pattern_of(output.splitlines()), printed), (line, printed)
                shown += 1
    assert shown == 10
