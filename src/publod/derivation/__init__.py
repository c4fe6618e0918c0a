"""What follows from what was authored: computed the same way for every reader."""

from publod.derivation.classes import InstanceClasses
from publod.derivation.derive import WITH_INVERSE, Derivation, derived_graph

__all__ = ["WITH_INVERSE", "Derivation", "InstanceClasses", "derived_graph"]
