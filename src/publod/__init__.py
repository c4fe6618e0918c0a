"""publod: a linked-data publishing service for the publications of public agencies."""
