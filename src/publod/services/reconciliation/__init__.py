"""Reconciliation: which record of the catalogue a line of somebody's list is about.

The Reconciliation Service API 0.2 (https://reconciliation-api.github.io/specs/0.2/)
without HTTP: questions come in as JSON texts, answers go out as what JSON is written from.
"""
