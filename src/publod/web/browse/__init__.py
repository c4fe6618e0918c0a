"""Finding publications without a question: by subject, type, audience, agent, work, year, day."""

from publod.web.browse.kind_pages import extras

__all__ = ["extras"]
