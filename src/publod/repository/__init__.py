"""Every question a reader asks, answered from the ledger.

`Repository` describes, lists and traces records; its `holdings` arrange and count them.
"""

from publod.repository.browsing import Changed, Holdings, Vocabulary
from publod.repository.repository import Description, Repository

__all__ = ["Changed", "Description", "Holdings", "Repository", "Vocabulary"]
