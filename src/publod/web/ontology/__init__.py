"""The documentation of the data: every term, how often it is used, and how things are joined."""
