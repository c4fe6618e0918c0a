"""The services for programs over HTTP: OAI-PMH, reconciliation, suggestions, dumps and more."""
