"""HTTP, decided once: negotiation, caching, compression, links and problems (RFC 9110)."""
