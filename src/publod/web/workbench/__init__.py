"""The page to work in at ``/sparql``: examples, charts, maps, code to copy, terms to complete."""

from __future__ import annotations

from flask import Blueprint

from publod.web.workbench.completion import terms

blueprint = Blueprint("workbench", __name__)
blueprint.add_url_rule("/sparql/terms.json", view_func=terms)
