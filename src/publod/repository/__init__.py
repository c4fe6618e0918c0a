"""Every question a reader asks, answered from the ledger: `Repository`."""

from publod.repository.repository import Description, Repository

__all__ = ["Description", "Repository"]
