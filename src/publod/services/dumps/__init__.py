"""Dumps: the whole catalogue as files, as of one commit."""
