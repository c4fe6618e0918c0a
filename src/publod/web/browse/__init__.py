"""Finding publications without a question: by subject, type, audience, agent, work, year, day."""

from publod.web.browse.kinds import extras

__all__ = ["extras"]
