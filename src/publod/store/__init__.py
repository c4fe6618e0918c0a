"""The SPARQL store: one writer, many isolated readers.

The web process takes `oxigraph.worker_pool` and never loads the engine, which lives in the writer
(`oxigraph.writer`) and in the worker processes.
"""
