"""The command ``publod``."""

from publod.cli import exports, maintenance
from publod.cli.commands import main

__all__ = ["exports", "main", "maintenance"]
