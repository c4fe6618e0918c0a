"""The Nu Html Checker, which is the W3C's: https://validator.github.io/validator/."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from browser import required

#: For a run of some seconds the plain compiler is the cheaper one; its frames are larger.
_JAVA = ("-Xss16m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def faults(pages: Mapping[str, str]) -> list[str]:
    """What the checker finds in pages, by their addresses; pages that are alike are checked once."""
    checker = required.module("vnu-jar/build/dist/vnu.jar")
    with tempfile.TemporaryDirectory() as folder:
        addresses: dict[str, str] = {}
        alike = {html: address for address, html in pages.items()}
        for number, (html, address) in enumerate(alike.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            addresses[f"file:{file}"] = address
        command = [required.java(), *_JAVA, "-jar", str(checker), "--format", "json", "--stdout"]
        done = subprocess.run(
            [*command, "--no-langdetect", folder],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return [
        f"{addresses[said['url']]}: {said['message']} ({said.get('extract', '').strip()!r})"
        for said in json.loads(done.stdout)["messages"]
        if said["type"] == "error" or said.get("subType") == "warning"
    ]
