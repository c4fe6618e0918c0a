"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html)."""

from publod.services.oai_pmh.verbs import Provider

__all__ = ["Provider"]
