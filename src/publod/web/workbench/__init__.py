"""The page to work in at ``/sparql``."""
