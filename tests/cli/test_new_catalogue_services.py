"""The systemd unit and the Containerfile that ``publod init`` writes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from publod.new_catalogue import Answers, CannotBegin, require_place, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "new", Answers(name="100 % of\nour $publications", publisher="y"))
    return tmp_path / "new"


def test_systemd_finds_nothing_wrong_with_the_unit(folder: Path) -> None:
    """But that there is no publod where the unit has it, so another program stands there."""
    analyze = shutil.which("systemd-analyze")
    if not analyze and not os.environ.get("CI"):
        pytest.skip("NOT TESTED: systemd-analyze is missing; install systemd")
    unit = folder / "publod.service"
    text = unit.read_text("utf-8")
    assert "Description=100 %% of our $publications" in text
    unit.write_text(text.replace("/opt/publod/bin/publod", "/bin/true"), "utf-8")
    done = subprocess.run(
        [analyze or "systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_container_is_no_root_gets_signals_and_says_whether_it_lives(folder: Path) -> None:
    text = re.sub(
        r"\\\n|^#.*\n", "", (folder / "Containerfile").read_text("utf-8"), flags=re.MULTILINE
    )
    lines = [line.split(maxsplit=1) for line in text.splitlines()]
    says = dict(lines)
    order = [name for name, _ in lines]
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim", says["FROM"])
    assert f" publod=={version('publod')} " in says["RUN"]
    assert says["USER"].isdigit()  # Kubernetes knows by numbers alone that it is not root
    assert f"useradd --uid {says['USER']} " in says["RUN"]
    assert not {"RUN", "COPY", "ADD"} & set(order[order.index("USER") :])
    assert json.loads(says["CMD"]) == ["publod", "serve"]
    given = dict(pair.split("=") for pair in says["ENV"].split())
    assert says["VOLUME"] == given["PUBLOD_HOME"]
    assert f"-o publod {says['VOLUME']}" in says["RUN"]
    assert says["EXPOSE"] == given["PUBLOD_PORT"]
    program, option, script = json.loads(says["HEALTHCHECK"].partition(" CMD ")[2])
    assert (program, option) == ("python", "-c")
    assert f"http://127.0.0.1:{says['EXPOSE']}/livez" in script
    compile(script, "HEALTHCHECK", "exec")


def test_no_state_gets_into_the_image(folder: Path) -> None:
    home = tomllib.loads((folder / "publod.toml").read_text("utf-8"))["home"]
    for name in (".dockerignore", ".gitignore"):
        assert f"{home}/" in (folder / name).read_text("utf-8").splitlines()


def test_a_place_that_may_not_be_written_is_told_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)  # root may everywhere
    with pytest.raises(CannotBegin, match=f"you may not write in {tmp_path}: "):
        require_place(tmp_path / "not/yet")


def test_the_unit_leaves_queries_their_filter_and_writes_nothing_of_its_own_folder(
    folder: Path,
) -> None:
    text = (folder / "publod.service").read_text("utf-8")
    settings = dict(
        line.split("=", 1) for line in text.splitlines() if re.match(r"[A-Z]\w+=", line)
    )
    # Query processes take their network away by seccomp(2), which the group does not have everywhere.
    assert settings["SystemCallFilter"].split() == ["@system-service", "seccomp"]
    assert {"AF_INET", "AF_INET6", "AF_UNIX"} == {*settings["RestrictAddressFamilies"].split()}
    assert "chown -R" not in text


@pytest.mark.parametrize(
    ("base_url", "port"),
    [("http://127.0.0.1:8791/", 8791), ("http://localhost:81/x/", 81), ("https://data.example:444/", None), ("", None)],
)  # fmt: skip
def test_a_base_url_of_this_machine_says_which_port_is_listened_on(
    tmp_path: Path, base_url: str, port: int | None
) -> None:
    write(tmp_path / "new", Answers(name="x", publisher="y", base_url=base_url))
    assert tomllib.loads((tmp_path / "new" / "publod.toml").read_text("utf-8")).get("port") == port
