"""The ledger: an append-only list of revisions, and the truth that all else is a projection of."""

from publod.ledger.harvest_sets import Membership
from publod.ledger.ledger import Ledger, LedgerReader
from publod.ledger.schema import Change, Commit, Link, Member, Record

__all__ = ["Change", "Commit", "Ledger", "LedgerReader", "Link", "Member", "Membership", "Record"]
