"""The SPARQL store on another server: any that speaks SPARQL 1.1 over HTTP.

https://www.w3.org/TR/sparql11-protocol/

:class:`RemoteStore` writes and :class:`RemoteQueries` answers; both fulfil the protocols of
``publod.store.store_interface``, so that nobody above knows which engine there is.
docs/decisions/0015-other-engines.md has the reasons.
"""
