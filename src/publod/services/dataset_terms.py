"""Terms that only descriptions of data sets use, beside those of `publod.vocabulary`."""

from __future__ import annotations

from publod.vocabulary import Vocabulary

ACCESS = Vocabulary("dcterms", "http://purl.org/dc/terms/", "accessRights")
VCARD = Vocabulary(
    "vcard", "http://www.w3.org/2006/vcard/ns#", "Kind Organization fn hasEmail hasURL"
)
SPDX = Vocabulary(
    "spdx", "http://spdx.org/rdf/terms#", "Checksum algorithm checksumValue checksum "
    "checksumAlgorithm_sha256",
)  # fmt: skip
#: What VoID (https://www.w3.org/TR/void/) counts.
VOID_COUNTS = Vocabulary(
    "void", "http://rdfs.org/ns/void#",
    "DatasetDescription distinctSubjects properties classes documents "
    "classPartition propertyPartition class property",
)  # fmt: skip
#: EU authority tables (https://op.europa.eu/en/web/eu-vocabularies/authority-tables).
EU = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
