"""Flask: blueprints, templates, translations. Knows the repository and the query service only."""
