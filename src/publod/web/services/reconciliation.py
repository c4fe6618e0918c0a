"""What the types and the properties of the reconciliation service are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from publod.services.reconciliation.types_and_properties import PROPERTIES as ALL
from publod.services.reconciliation.types_and_properties import TYPES, Property
from publod.web.records.property_labels import KINDS, PROPERTIES

#: Those that pages call otherwise, or not at all.
_OWN: dict[str, LazyString] = {
    "uri": _("Address (IRI)"),
    "name_sv": _("Name in Swedish"),
    "name_en": _("Name in English"),
    "subtitle": _("Subtitle"),
    "year": _("Year"),
    "series": _("Series"),
}


def labels() -> dict[str, str]:
    """Names in the language of the request, by the ids of types and properties."""
    return {
        **{name: str(KINDS[kind]) for name, kind in TYPES.items()},
        **{one.id: _label(one) for one in ALL if one.id not in TYPES},
    }


def _label(one: Property) -> str:
    return str(_OWN.get(one.id) or PROPERTIES[one.predicates[0]])
