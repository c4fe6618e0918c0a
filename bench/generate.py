"""A seeded generator of publications, for measuring: the same seed gives the same catalogue.

    python bench/generate.py 10000 FOLDER

writes Turtle with relative IRIs: agents, subjects, types, and about 30 triples for each
publication with its share of a work. One work has one to four editions, some of them stated only,
some translated, some replaced; titles and abstracts have Swedish and English words.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

_PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
_SWEDISH = (
    "arbete barn framtid förvaltning försörjning hälsa integration klimat kommun kunskap län miljö "
    "myndighet rapport region rättighet samverkan skola skydd social stöd trafik trygghet uppdrag "
    "utveckling vatten vägledning vård återvändande ökad översyn"
).split()
_ENGLISH = (
    "agency children climate cooperation county development education environment future guidance "
    "health integration knowledge municipality protection region report review rights safety "
    "school social support traffic water work welfare"
).split()
_AGENTS, _SUBJECTS, _TYPES = 80, 200, 6
_ORDINALS = ("första", "andra", "tredje", "fjärde")


def catalogue(count: int, seed: int = 2026) -> Iterator[tuple[str, str]]:
    """File names with their Turtle: the shared records, then the publications by the thousand."""
    rng = random.Random(seed)
    yield "shared.ttl", _PREFIXES + "\n".join(_shared(rng))
    made, part = 0, 0
    while made < count:
        block: list[str] = []
        while made < count and len(block) < 1500:
            editions = min(rng.choice((1, 1, 1, 2, 2, 3, 4)), count - made)
            block += _work(rng, made, editions)
            made += editions
        yield f"publications-{part:04}.ttl", _PREFIXES + "\n".join(block)
        part += 1


def _shared(rng: random.Random) -> Iterator[str]:
    yield (
        "<scheme/subjects#it> a skos:ConceptScheme ; "
        'skos:prefLabel "Ämnen"@sv, "Subjects"@en ; dcterms:title "Ämnen"@sv, "Subjects"@en .\n'
        "<scheme/types#it> a skos:ConceptScheme ; "
        'skos:prefLabel "Typer"@sv, "Types"@en ; dcterms:title "Typer"@sv, "Types"@en .'
    )
    for n in range(_AGENTS):
        yield (
            f'<agent/a{n}#it> a foaf:Organization ; foaf:name "Myndigheten {n}"@sv , '
            f'"Agency {n}"@en ; skos:altLabel "M{n}"@sv .'
        )
    for n in range(_SUBJECTS):
        broader = f" skos:broader <subject/s{rng.randrange(n)}#it> ;" if n > 9 else ""
        yield (
            f'<subject/s{n}#it> a skos:Concept ; skos:prefLabel "{_words(rng, _SWEDISH, 2)} {n}"'
            f'@sv , "{_words(rng, _ENGLISH, 2)} {n}"@en ;{broader} '
            "skos:inScheme <scheme/subjects#it> ."
        )
    for n in range(_TYPES):
        yield (
            f'<type/t{n}#it> a skos:Concept ; skos:prefLabel "Typ {n}"@sv , "Type {n}"@en ; '
            f"pub:instanceClass schema:Report ; skos:inScheme <scheme/types#it> ."
        )


def _work(rng: random.Random, first: int, editions: int) -> list[str]:
    work = f"<work/w{first}#it>"
    swedish, english = _words(rng, _SWEDISH, 4), _words(rng, _ENGLISH, 4)
    lines = [f'{work} a pub:Work ; dcterms:title "{swedish.title()}"@sv , "{english.title()}"@en .']
    year = rng.randrange(1990, 2020)
    agents = rng.sample(range(_AGENTS), rng.choice((1, 1, 2, 3)))
    if rng.random() < 0.2:
        lines.append(
            f"<edition/e{first}#it> a pub:StatedEdition ; dcterms:isVersionOf {work} ; "
            f'dcterms:issued "{year - 5}"^^xsd:gYear ; dcterms:creator <agent/a{agents[0]}#it> ; '
            "dcterms:source <https://list.example/> ."
        )
    for n in range(editions):
        number = first + n
        this = f"<publication/p{number}#it>"
        subjects = rng.sample(range(_SUBJECTS), 5)
        creators = " , ".join(f"<agent/a{a}#it>" for a in agents)
        about = " , ".join(f"<subject/s{s}#it>" for s in subjects)
        lines.append(
            f"{this} a pub:Publication ;\n"
            f'  dcterms:title "{swedish.capitalize()}"@sv , "{english.capitalize()}"@en ;\n'
            f'  pub:subtitle "{_words(rng, _SWEDISH, 5)}"@sv , "{_words(rng, _ENGLISH, 5)}"@en ;\n'
            f"  dcterms:creator {creators} ; dcterms:publisher <agent/a{agents[0]}#it> ;\n"
            f'  dcterms:issued "{year + 2 * n}"^^xsd:gYear ; dcterms:language lang:SWE , '
            f"lang:ENG ;\n"
            f'  dcterms:abstract "{_words(rng, _SWEDISH, 40)}."@sv , '
            f'"{_words(rng, _ENGLISH, 40)}."@en ;\n'
            f"  dcterms:subject {about} ; dcterms:type <type/t{rng.randrange(_TYPES)}#it> ;\n"
            f'  dcterms:isVersionOf {work} ; pub:edition "{_ORDINALS[n]} utgåvan"@sv ; '
            f"pub:editionNumber {n + 1} ;\n"
            f'  dcterms:identifier "GEN-{number}" ; pub:numberInSeries "{year}:{number}" ;\n'
            f"  dcterms:spatial <https://sws.geonames.org/2661886/> ;\n"
            f"  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;\n"
            + (f"  dcterms:replaces <publication/p{number - 1}#it> ;\n" if n else "")
            + f'  dcterms:rights "© {year + 2 * n}"@sv .'
        )
        agents = agents if rng.random() < 0.7 else rng.sample(range(_AGENTS), 1)
    return lines


def _words(rng: random.Random, words: list[str], count: int) -> str:
    return " ".join(rng.choices(words, k=count))


def write(count: int, folder: Path, seed: int = 2026) -> None:
    """Write a catalogue of ``count`` publications into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in catalogue(count, seed):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
