"""Publications to cite: one with all that an entry can tell, and titles as nasty as they come."""

from __future__ import annotations

from hypothesis import strategies as st

from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, File, Place
from publod.vocabulary import SCHEMA

DOCUMENT = "https://data.example.se/publication/bo-tryggt-2018"


def agency(*names: str, **by_language: str) -> Agent:
    """An organisation by one name, or by its names in languages."""
    texts = by_language or {"sv": names[0]}
    return Agent("https://data.example.se/agent/x#it", texts)


def person(name: str, family: str = "", given: str = "") -> Agent:
    return Agent(
        "https://data.example.se/agent/p#it",
        {"": name},
        is_person=True,
        given=given,
        family=family,
    )


def kind(schema_class: str, sv: str = "rapport", en: str = "report") -> Concept:
    iri = f"https://data.example.se/type/{sv}#it"
    return Concept(iri, {"sv": sv, "en": en}, classes=(str(getattr(SCHEMA, schema_class)),))


def subject(sv: str) -> Concept:
    return Concept(f"https://data.example.se/subject/{sv}#it", {"sv": sv, "en": f"{sv} in English"})


def entry(title: str = "Bo tryggt", **more: object) -> Entry:
    """A publication of which little is known, but for what is told."""
    known: dict[str, object] = {
        "iri": f"{DOCUMENT}#it",
        "title": {"sv": title},
        "languages": ("SWE",),
        **more,
    }
    return Entry(**known)  # type: ignore[arg-type]


FULL = entry(
    subtitle={"sv": "Handbok"},
    creators=(agency(sv="Boverket", en="The Housing Board"), person("Eva Ek", "Ek", "Eva")),
    contributors=(agency("Polisen"),),
    publishers=(agency("Norstedts"),),
    issued="2018-03-05",
    abstract={"sv": "Hur man bor.", "en": "How to live."},
    subjects=(subject("boende"), subject("hus, gård")),
    types=(kind("Report"),),
    edition={"sv": "tredje utgåvan"},
    edition_number=3,
    edition_history={"sv": "Den första kom 2014."},
    series=(BibliographicResource("https://data.example.se/work/s#it", {"sv": "Bygg & bo"}),),
    number_in_series="2018:7",
    isbn=("978-91-0-012345-6",),
    doi="https://doi.org/10.1234/ab_c",
    files=(
        File("", "https://files.example.se/en.pdf", "application/pdf", languages=("ENG",)),
        File("", "https://files.example.se/sv.pdf", "application/pdf", languages=("SWE",)),
    ),
)

_EDITOR = Agent("https://data.example.se/agent/e#it", {"sv": "Bygg, och Co"})
_TRANSLATOR = Agent(
    "https://data.example.se/agent/t#it", {"": "Eva Ek"}, is_person=True, given="Eva", family="Ek"
)
_ILLUSTRATOR = Agent("https://data.example.se/agent/i#it", {"": "Bo Ritare"}, is_person=True)

#: A part of a journal, with people who did different things.
ARTICLE = entry(
    hosts=(
        BibliographicResource("urn:i", {"sv": "Nr 3"}, is_edition=True, volume="12", issue="3"),
        BibliographicResource("urn:j", {"sv": "Mätbladet"}, issn=("1234-5679",)),
    ),
    page_start="4",
    page_end="9",
    # Who has a role may stand among the contributors as well.
    contributors=(_TRANSLATOR,),
    roles=(("edt", _EDITOR), ("trl", _TRANSLATOR), ("ill", _ILLUSTRATOR)),
    places_of_publication=(Place("https://data.example.se/place/paris#it", {"sv": "Paris"}),),
)

_NASTY = (
    "{ } \\ # $ % ^ & _ ~ \" ' ` -- --- '' `` ,, << >> ?` !` @book{x, = \\% \\} }{ and AND , ; : "
    "<b> </script> &amp; \r\n \n \t \x00 \x0b \x1c \x85 \u2028 \u2029 \u200e \u202e \ufeff "
    "TY\u00a0\u00a0- ER\u00a0\u00a0- å Ö ß الاتجار بالبشر 人 🏠"
).split(" ")
#: Texts made of what LaTeX, RIS, HTML and people trip over.
nasty = st.lists(
    st.one_of(st.sampled_from(_NASTY), st.text(st.characters(exclude_categories=["Cs"]))),
    min_size=1,
    max_size=6,
).map(" ".join)
