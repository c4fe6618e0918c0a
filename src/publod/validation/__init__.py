"""Shapes and a graph in, a report out (https://www.w3.org/TR/shacl/)."""

from publod.validation.batches import Batch, validate
from publod.validation.published_shapes import published
from publod.validation.report import Report, Violation, say
from publod.validation.shapes import Shapes
from publod.validation.statement_rules import StatementRules, result

__all__ = [
    "Batch",
    "Report",
    "Shapes",
    "StatementRules",
    "Violation",
    "published",
    "result",
    "say",
    "validate",
]
