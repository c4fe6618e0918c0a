"""Representations: one document as bytes in many formats, and the choice among them.

A format is one value (`format.py`), listed once (`registry.py`), chosen by a pure function
(`negotiation.py`) and written by one module of its own.
"""
