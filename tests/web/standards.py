"""A small catalogue of a standards body: what libraries and laboratories ask a catalogue for.

A recommendation with two editions, the later one in two languages of equal standing, an amendment
and a draft; a withdrawn standard; a report in print and online; a journal with an issue.
"""

from __future__ import annotations

ADMS = "http://purl.org/adms/status/"
_LANG = "http://publications.europa.eu/resource/authority/language/"
_CARRIER = "http://rdaregistry.info/termList/RDACarrierType/"

#: Turtle by path, for `Growing`.
RECORDS = {
    "agent/body": '<agent/body#it> a foaf:Organization ; foaf:name "Mätorganisationen"@sv , "Bureau of Measures"@en ; skos:altLabel "BOM"@en .',
    "agent/ek": '<agent/ek#it> a foaf:Person ; foaf:name "Ann Ek"@sv ; foaf:givenName "Ann" ; foaf:familyName "Ek" .',
    "agent/lind": '<agent/lind#it> a foaf:Person ; foaf:name "Bo Lind"@sv ; foaf:givenName "Bo" ; foaf:familyName "Lind" .',
    "agent/kord": '<agent/kord#it> a foaf:Person ; foaf:name "Cia Kord"@sv .',
    "place/uppsala": '<place/uppsala#it> a dcterms:Location ; skos:prefLabel "Uppsala"@sv .',
    "type/standard": '<type/standard#it> a skos:Concept ; skos:prefLabel "standard"@sv , "standard"@en ; pub:instanceClass schema:Report .',
    "type/article": '<type/article#it> a skos:Concept ; skos:prefLabel "artikel"@sv , "article"@en ; pub:instanceClass schema:Article .',
    "status/gone": f'<status/gone#it> a skos:Concept ; skos:prefLabel "indragen"@sv , "taken back"@en ; skos:closeMatch <{ADMS}Withdrawn> .',
    # A recommendation: its editions are what is cited, the second has two authentic languages.
    "work/r49": '<work/r49#it> a pub:Work ; dcterms:title "Vattenmätare"@sv , "Water meters"@en .',
    "edition/r49-1977": f'<edition/r49-1977#it> a pub:Edition ; pub:documentNumber "BOM R 49:1977" ; pub:editionNumber 1 ; dcterms:issued "1977"^^xsd:gYear ; adms:status <{ADMS}Deprecated> ; dcterms:isVersionOf <work/r49#it> .',
    "edition/r49-2006": '<edition/r49-2006#it> a pub:Edition ; pub:documentNumber "BOM R 49:2006" ; pub:editionNumber 2 ; dcterms:issued "2006"^^xsd:gYear ; dcterms:replaces <edition/r49-1977#it> ; dcterms:isVersionOf <work/r49#it> .',
    "publication/r49-1977": f'<publication/r49-1977#it> a pub:Publication ; dcterms:title "Vattenmätare"@sv ; dcterms:creator <agent/body#it> ; dcterms:language <{_LANG}SWE> ; dcterms:type <type/standard#it> ; pub:ofEdition <edition/r49-1977#it> ; dcterms:isVersionOf <work/r49#it> .',
    "publication/r49-2006-en": f'<publication/r49-2006-en#it> a pub:Publication ; dcterms:title "Water meters"@en ; dcterms:creator <agent/body#it> ; dcterms:language <{_LANG}ENG> ; dcterms:type <type/standard#it> ; dcterms:issued "2006"^^xsd:gYear ; pub:documentNumber "BOM R 49-1" ; pub:registrationNumber "R 2006/17" ; bibo:numPages 112 ; pub:placeOfPublication <place/uppsala#it> ; marcrel:trl <agent/kord#it> ; pub:classification "681.12"^^<http://id.loc.gov/vocabulary/classSchemes/ddc> ; schema:keywords "flödesmätning"@sv ; pub:sourceDescription "Så beskrivs mätaren av byrån: en krönikör."@sv ; schema:mentions "Mättekniklagen"@sv ; pub:ofEdition <edition/r49-2006#it> ; dcterms:isVersionOf <work/r49#it> .',
    "publication/r49-2006-sv": f'<publication/r49-2006-sv#it> a pub:Publication ; dcterms:title "Vattenmätare"@sv ; dcterms:creator <agent/body#it> ; dcterms:language <{_LANG}SWE> ; dcterms:type <type/standard#it> ; dcterms:issued "2006"^^xsd:gYear ; pub:ofEdition <edition/r49-2006#it> ; dcterms:isVersionOf <work/r49#it> .',
    "publication/r49-draft": f'<publication/r49-draft#it> a pub:Publication ; dcterms:title "Vattenmätare"@sv ; dcterms:language <{_LANG}SWE> ; dcterms:type <type/standard#it> ; pub:editionNumber 3 ; dcterms:issued "2024"^^xsd:gYear ; adms:status <{ADMS}UnderDevelopment> ; dcterms:replaces <edition/r49-2006#it> ; dcterms:isVersionOf <work/r49#it> .',
    "work/r49-amendment": '<work/r49-amendment#it> a pub:Work ; dcterms:title "Tillägg till vattenmätare"@sv .',
    "publication/r49-amendment": f'<publication/r49-amendment#it> a pub:Publication ; dcterms:title "Tillägg till vattenmätare"@sv ; dcterms:language <{_LANG}SWE> ; dcterms:type <type/standard#it> ; dcterms:issued "2009"^^xsd:gYear ; pub:amends <publication/r49-2006-sv#it> ; dcterms:isVersionOf <work/r49-amendment#it> .',
    # A standard that was taken back, and nothing came in its place.
    "work/sundial": '<work/sundial#it> a pub:Work ; dcterms:title "Solur"@sv .',
    "publication/sundial-1": '<publication/sundial-1#it> a pub:Publication ; dcterms:title "Solur"@sv ; dcterms:type <type/standard#it> ; pub:editionNumber 1 ; dcterms:issued "1950"^^xsd:gYear ; dcterms:isVersionOf <work/sundial#it> .',
    "publication/sundial-2": '<publication/sundial-2#it> a pub:Publication ; dcterms:title "Solur"@sv ; dcterms:type <type/standard#it> ; pub:editionNumber 2 ; dcterms:issued "1960"^^xsd:gYear ; adms:status <status/gone#it> ; dcterms:valid "1960/1971" ; dcterms:isVersionOf <work/sundial#it> .',
    "publication/sundial-undated": '<publication/sundial-undated#it> a pub:Publication ; dcterms:title "Solur"@sv ; dcterms:type <type/standard#it> ; dcterms:isVersionOf <work/sundial#it> .',
    # In print and online; later reworked by another body, which did not replace it.
    "work/report": '<work/report#it> a pub:Work ; dcterms:title "Vågar i handeln"@sv .',
    "publication/report-print": f'<publication/report-print#it> a pub:Publication ; dcterms:title "Vågar i handeln"@sv ; dcterms:issued "2015"^^xsd:gYear ; pub:isbn "978-91-7555-502-1" ; dcterms:extent "xii, 112 s."@sv ; dcterms:medium <{_CARRIER}1049> ; dcterms:isVersionOf <work/report#it> .',
    "publication/report-online": f'<publication/report-online#it> a pub:Publication ; dcterms:title "Vågar i handeln"@sv ; dcterms:issued "2015"^^xsd:gYear ; dcterms:medium <{_CARRIER}1018> ; dcterms:isFormatOf <publication/report-print#it> ; dcterms:isVersionOf <work/report#it> .',
    "edition/report-2010": '<edition/report-2010#it> a pub:StatedEdition ; dcterms:issued "2010"^^xsd:gYear ; dcterms:source <https://www.body.example/vagar> ; dcterms:isVersionOf <work/report#it> .',
    "work/reworked": '<work/reworked#it> a pub:Work ; dcterms:title "Vågar för alla"@sv .',
    "publication/reworked": '<publication/reworked#it> a pub:Publication ; dcterms:title "Vågar för alla"@sv ; dcterms:issued "2018"^^xsd:gYear ; schema:isBasedOn <publication/report-print#it> ; dcterms:isVersionOf <work/reworked#it> .',
    # A journal, an issue, two articles.
    "work/journal": '<work/journal#it> a pub:Work ; dcterms:title "Mätbladet"@sv ; pub:issn "1100-2808" .',
    "publication/issue": '<publication/issue#it> a pub:Publication ; dcterms:title "Mätbladet 3/2020"@sv ; dcterms:issued "2020"^^xsd:gYear ; bibo:volume "12" ; bibo:issue "3" ; dcterms:isPartOf <work/journal#it> .',
    "publication/article-b": '<publication/article-b#it> a pub:Publication ; dcterms:title "Zoner"@sv ; dcterms:creator <agent/lind#it> ; dcterms:type <type/article#it> ; dcterms:issued "2020"^^xsd:gYear ; bibo:pageStart "4" ; bibo:pageEnd "9" ; schema:position 1 ; dcterms:isPartOf <publication/issue#it> .',
    "publication/article-a": '<publication/article-a#it> a pub:Publication ; dcterms:title "Analoga mätare"@sv ; dcterms:creator <agent/ek#it> ; dcterms:type <type/article#it> ; dcterms:issued "2020"^^xsd:gYear ; bibo:pageStart "10" ; bibo:pageEnd "17" ; schema:position 2 ; dcterms:isPartOf <publication/issue#it> .',
    # A series whose numbers are known by their name.
    "work/situation": '<work/situation#it> a pub:Work ; dcterms:title "Lägesrapport"@sv .',
    "publication/situation-19": '<publication/situation-19#it> a pub:Publication ; dcterms:title "Handeln i riket"@sv ; dcterms:issued "2018"^^xsd:gYear ; dcterms:isPartOf <work/situation#it> ; pub:numberInSeries "19" .',
    "publication/errata": '<publication/errata#it> a pub:Publication ; dcterms:title "Rättelse"@sv ; pub:corrects <publication/report-print#it> ; dcterms:isPartOf <work/situation#it> .',
    # A work in parts, whose order is not that of the alphabet.
    "work/programme": '<work/programme#it> a pub:Work ; dcterms:title "Programmet"@sv .',
    "work/programme-c": '<work/programme-c#it> a pub:Work ; dcterms:title "Att återvända"@sv ; schema:position 3 ; dcterms:isPartOf <work/programme#it> .',
    "work/programme-a": '<work/programme-a#it> a pub:Work ; dcterms:title "Manual"@sv ; schema:position 1 ; dcterms:isPartOf <work/programme#it> .',
    "work/programme-b": '<work/programme-b#it> a pub:Work ; dcterms:title "Information"@sv ; schema:position 2 ; dcterms:isPartOf <work/programme#it> .',
}  # fmt: skip
