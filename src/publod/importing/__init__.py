"""Reading what agencies have: tables, library formats and the statements in them."""
