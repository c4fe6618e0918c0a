"""The command ``publod``."""

from publod.cli import import_commands, maintenance_commands, new_catalogue_commands
from publod.cli.commands import main

__all__ = ["import_commands", "main", "maintenance_commands", "new_catalogue_commands"]
