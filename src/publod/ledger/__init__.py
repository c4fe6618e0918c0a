"""The ledger: an append-only list of revisions, and the truth that all else is a projection of."""

from publod.ledger.change import Change, Commit, Link, Member, Record
from publod.ledger.ledger import Ledger
from publod.ledger.membership import Membership

__all__ = ["Change", "Commit", "Ledger", "Link", "Member", "Membership", "Record"]
