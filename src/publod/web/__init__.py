"""Flask: blueprints, templates, translations.

It reads through `publod.record_repository` and the query service of the store, and writes data with
`publod.formats`. It opens no engine, has no settings of its own, and never imports ingest: what it
needs is handed to it by `publod.app`.
"""
