"""Lineages drawn on a scale of years: from a lineage to shapes, with no knowledge of pages."""

from publod.web.lineage.timeline_layout import WIDTH, Label, Words, timeline
from publod.web.lineage.timeline_shapes import Box, Drawing, Line, Link, Mark

__all__ = ["WIDTH", "Box", "Drawing", "Label", "Line", "Link", "Mark", "Words", "timeline"]
