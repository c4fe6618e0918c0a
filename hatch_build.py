"""Compile the message catalogues when the package is built or installed for development."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``messages.mo`` beside each ``messages.po``; git never sees a compiled catalogue."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue and add it to the wheel."""
        for source in Path(self.root, "src/publod/translations").glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            with source.open("rb") as text, target.open("wb") as binary:
                write_mo(binary, read_po(text))
            build_data["artifacts"].append(str(target.relative_to(self.root)))
