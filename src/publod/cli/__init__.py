"""The command ``publod``."""

from publod.cli import maintenance_commands, new_catalogue_commands
from publod.cli.commands import main

__all__ = ["main", "maintenance_commands", "new_catalogue_commands"]
