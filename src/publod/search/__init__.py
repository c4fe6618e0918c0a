"""Full text and facets: what visitors find, in a projection of the ledger.

The port is in `search_interface`; `publod.bootstrap` chooses the engine behind it.
"""
