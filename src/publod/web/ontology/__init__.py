"""The documentation of the data: every term, how often it is used, and how things are joined."""

from publod.web.ontology.documentation_page import ontology_page

__all__ = ["ontology_page"]
