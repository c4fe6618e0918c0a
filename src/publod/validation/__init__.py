"""Shapes and a graph in, a report out (https://www.w3.org/TR/shacl/)."""

from publod.validation.batches import Batch, judged_batches, processes_for, validate
from publod.validation.published_shapes import published
from publod.validation.report import Report
from publod.validation.results import OtherRecord, Violation, say
from publod.validation.shapes import Folders, Shapes
from publod.validation.statement_rules import StatementRules, result

__all__ = [
    "Batch",
    "Folders",
    "OtherRecord",
    "Report",
    "Shapes",
    "StatementRules",
    "Violation",
    "judged_batches",
    "processes_for",
    "published",
    "result",
    "say",
    "validate",
]
