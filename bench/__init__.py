"""Benchmarks: what publod must reach, beside references that are timed in the same run."""
