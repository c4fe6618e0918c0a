"""What a request can be wrong in (OAI-PMH §3.6): a code, and a sentence for the person behind."""

from __future__ import annotations

from typing import Literal

from publod.errors import PublodError

Code = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noMetadataFormats",
    "noRecordsMatch",
    "noSetHierarchy",
]


class Problem(PublodError):
    """A request that OAI-PMH has an error code for."""

    def __init__(self, code: Code, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(f"{code}: {sentence}")
