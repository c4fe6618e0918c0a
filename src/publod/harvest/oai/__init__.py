"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html)."""

from publod.harvest.oai.provider import Provider

__all__ = ["Provider"]
