"""The command ``publod``."""

from publod.cli.commands import main

__all__ = ["main"]
