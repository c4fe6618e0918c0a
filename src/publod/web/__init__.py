"""Flask: blueprints, templates, translations.

It reads through `publod.repository` and the query service of `publod.store`, writes data with
`publod.formats`, and takes names, terms and types from the floors below these. It opens no
engine, has no settings of its own, and never imports ingest: what it needs is handed to it by
`publod.app`.
"""
