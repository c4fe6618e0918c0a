"""What follows from what was authored: computed the same way for every reader."""

from publod.inference.derivation import WITH_INVERSE, Derivation, InstanceClasses, derived_graph

__all__ = ["WITH_INVERSE", "Derivation", "InstanceClasses", "derived_graph"]
