"""The settings of the seed catalogue, as ``publod.toml`` has them, for tests that make their own."""

from __future__ import annotations

from typing import Any

from publod.bibliography.catalogue_languages import CatalogueLanguages
from publod.config import Settings

#: What ``publod.toml`` in the checkout says.
SEED: dict[str, Any] = {"language": "sv", "cataloguing_language": "sv"}
LANGUAGES = CatalogueLanguages("sv", ("en", "sv"), ("en", "sv"))


def seed_settings(**settings: Any) -> Settings:
    """Settings of a catalogue in the languages of the seed."""
    return Settings(**{**SEED, **settings})
