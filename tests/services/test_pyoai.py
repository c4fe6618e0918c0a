"""pyoai, which many older systems are built on, harvests everything.

It needs a version of lxml that nothing else here can use, so it gets an environment of its own, made
by the first run that wants it, in the user's cache.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publod.services.oai_pmh.list_records import FORMATS
from services.serving import COUNT, GONE, MOVED, SECOND
from web.servers import Running

NEEDS = ("pyoai==2.5.0", "lxml<5")
#: What runs there; it prints what it has got as JSON.
HARVESTER = """
import json, sys
from datetime import datetime, timezone
from oaipmh.client import Client
from oaipmh.error import NoRecordsMatchError
from oaipmh.metadata import MetadataRegistry, oai_dc_reader

registry = MetadataRegistry()
registry.registerReader("oai_dc", oai_dc_reader)
registry.registerReader("mods", lambda element: element)
client = Client(sys.argv[1], registry, force_http_get=sys.argv[3] == "GET")
client.updateGranularity()
second = datetime.fromtimestamp(int(sys.argv[2]), timezone.utc).replace(tzinfo=None)
records = list(client.listRecords(metadataPrefix="oai_dc"))
try:
    list(client.listRecords(metadataPrefix="oai_dc", until=datetime(1999, 1, 1)))
    refused = False
except NoRecordsMatchError:
    refused = True
print(json.dumps({
    "name": client.identify().repositoryName(),
    "granularity": client.identify().granularity(),
    "formats": [form[0] for form in client.listMetadataFormats()],
    "sets": len(list(client.listSets())),
    "identifiers": [header.identifier() for header, _, _ in records],
    "deleted": [header.identifier() for header, _, _ in records if header.isDeleted()],
    "titles": [metadata.getField("title")[0] for _, metadata, _ in records if metadata],
    "mods": sum(1 for _, metadata, _ in client.listRecords(metadataPrefix="mods") if metadata is not None),
    "between": [h.identifier() for h in client.listIdentifiers(metadataPrefix="mods", from_=second, until=second)],
    "left": [h.identifier() for h in client.listIdentifiers(metadataPrefix="mods", set="subject:s0") if h.isDeleted()],
    "one": client.getRecord(identifier=records[0][0].identifier(), metadataPrefix="mods")[0].identifier(),
    "refused": refused,
}))
"""


@pytest.fixture(scope="module")
def python() -> Path:
    """The Python of that environment; missed loudly, and with ``CI`` set a failure."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "publod-tests"
    home = cache / f"pyoai-{sys.version_info.major}.{sys.version_info.minor}"
    cache.mkdir(parents=True, exist_ok=True)
    interpreter, done = home / "bin" / "python", home / "made"
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            try:
                _run(sys.executable, "-m", "venv", "--clear", str(home))
                _run(str(interpreter), "-m", "pip", "install", "--quiet", "--only-binary=lxml", *NEEDS)  # fmt: skip
            except (subprocess.SubprocessError, OSError) as error:
                output = getattr(error, "stderr", "") or ""
                missing = f"NOT TESTED: no environment for pyoai: {error} {output[-300:]}"
                if os.environ.get("CI"):
                    pytest.fail(missing)
                pytest.skip(missing)
            done.touch()
    return interpreter


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=180)
    return done.stdout


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pyoai(python: Path, many: Running, method: str) -> None:
    got = json.loads(_run(str(python), "-c", HARVESTER, many.url + "oai", str(SECOND), method))
    start = "oai:data.example.se:publication/"
    assert got["name"]
    assert got["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert got["formats"] == list(FORMATS)
    assert got["sets"] == 12
    assert len(got["identifiers"]) == len(set(got["identifiers"])) == COUNT
    assert sorted(got["deleted"]) == sorted(got["between"]) == [start + name for name in GONE]
    assert "Nummer 3 & <åäö> 📘" in got["titles"]
    assert got["mods"] == len(got["titles"]) == COUNT - len(GONE)
    assert got["left"] == [start + "n200", start + MOVED]
    assert got["one"] == got["identifiers"][0]
    assert got["refused"]
