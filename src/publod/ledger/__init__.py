"""The ledger: an append-only list of revisions, and the truth that all else is a projection of."""

from publod.ledger.change import Change, Commit, Link, Record
from publod.ledger.ledger import Ledger

__all__ = ["Change", "Commit", "Ledger", "Link", "Record"]
