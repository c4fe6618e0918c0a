"""The SPARQL service: queries, its own description, and graphs by name."""

from __future__ import annotations

from flask import Blueprint

from publod.web.sparql.endpoint import sparql
from publod.web.sparql.graph_store import graphs

blueprint = Blueprint("sparql", __name__)
blueprint.add_url_rule("/sparql", view_func=sparql, methods=["GET", "POST"])
blueprint.add_url_rule("/graphs", view_func=graphs)
