"""What libraries take over: OAI-PMH and whatever else lists the catalogue for programs.

Pure functions from a request to an answer; no web framework is known here.
"""
