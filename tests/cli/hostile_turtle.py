"""Hostile files in Turtle and its kin."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable

from cli.hostile import (
    ALIKE,
    BEYOND,
    INVALID,
    LONG_IRI,
    MANY,
    NO_RECORD,
    TRIPLE_TERMS,
    VALID,
    add,
    nested,
)
from cli.hostile_trees import IT
from cli.running import AGENT, BASE, PREFIXES

# Turtle and its kin


def agent(more: str) -> str:
    return f"{AGENT.removesuffix(' .' + chr(10))} ; {more} .\n"


def many(item: Callable[[int], str], times: int, between: str = ", ") -> str:
    return between.join(map(item, range(times)))


add(
    "deep-blank.ttl",
    ALIKE,
    lambda: agent("foaf:maker " + nested("[ foaf:maker ", 20_000, "1", " ]")),
)
add("open-blank.ttl", "publod: ", lambda: AGENT + "<a> foaf:maker " + "[" * 500_000)
add("deep-collection.ttl", ALIKE, lambda: agent("foaf:maker " + nested("(", 20_000, "1", ")")))
add("long-collection.ttl", f"{ALIKE}|{MANY}", lambda: agent(f"foaf:maker ({'1 ' * 60_000})"))
add(
    "collection.ttl",
    VALID,
    lambda: agent(f"foaf:maker ({many('<http://x/{}>'.format, 2_000, ' ')})"),
)
for suffix, before, after in (
    ("ttl", "", " ."),
    ("trig", "{ ", " }"),
    ("nt", "", " ."),
    ("nq", "", " ."),
):
    a, b = "<http://x/a>", "<http://x/b>"
    add(
        f"triple-terms.{suffix}",
        TRIPLE_TERMS,
        before + f"{a} {b} " + nested(f"<<( {a} {b} ", 20_000, a, " )>>") + after,
    )
    add(f"open-triple-terms.{suffix}", "publod: ", before + f"{a} {b} " + f"<<( {a} {b} " * 50_000)
add(
    "reified.ttl",
    TRIPLE_TERMS,
    lambda: (
        PREFIXES + "<a> foaf:maker " + nested("<< <a> foaf:maker ", 20_000, "<b>", " >>") + " ."
    ),
)
add(
    "reified-subjects.ttl",
    TRIPLE_TERMS,
    lambda: PREFIXES + "<< " * 20_000 + "<a> foaf:maker <b>" + " >> foaf:maker <b>" * 20_000 + " .",
)
add(
    "annotations.ttl",
    TRIPLE_TERMS,
    lambda: (
        PREFIXES + "<a> foaf:maker <b> " + nested("{| foaf:maker <b> ", 20_000, "", "|}") + " ."
    ),
)
add("graphs-in-graphs.trig", "publod: ", lambda: "<g> {" * 100_000)
add("braces.trig", "publod: ", lambda: "{" * 500_000)
add(
    "prefixes.ttl",
    VALID,
    lambda: many("@prefix a{0}: <http://x/{0}> .\n".format, 50_000, "") + AGENT,
)
add(
    "long-prefix.ttl",
    LONG_IRI,
    lambda: f"@prefix a: <http://x/{'y' * 1_000_000}> .\n" + "<a> a:b a:c .\n" * 10_000,
)
add(
    "expanding-prefix.ttl",
    f"{MANY}|{BEYOND}",
    lambda: (
        f"@prefix a: <http://x/{'y' * 4_000}> .\n"
        + many("<a> a:b{0} a:c{0} .\n".format, 40_000, "")
    ),
)
add(
    "expanding-records.ttl",
    BEYOND,
    lambda: (
        f"@prefix a: <http://x/{'y' * 4_000}> .\n"
        + many("<a{0}> a:b a:c{0} .\n".format, 40_000, "")
    ),
)
add(
    "growing-base.ttl",
    f"{LONG_IRI}|publod: ",
    lambda: "@base <a/> .\n" * 20_000 + "<a> <http://x/b> <c> .",
)
add(
    "long-base.ttl",
    LONG_IRI,
    lambda: f"@base <{BASE}{'y' * 100_000}/> .\n" + "<a> <http://x/b> <c> .\n" * 10_000,
)
add("long-iri.ttl", LONG_IRI, lambda: agent(f"foaf:maker <http://x/{'y' * 3_000_000}>"))
add("long-subject.ttl", LONG_IRI, lambda: f"<{'y' * 1_000_000}> a <http://x/b> .")
add("long-datatype.ttl", LONG_IRI, lambda: agent(f"foaf:nick 'x'^^<http://x/{'y' * 100_000}>"))
add("dots.ttl", f"{VALID}|{LONG_IRI}|publod: ", lambda: f"<{'../' * 200_000}a> a <http://x/b> .")
add(
    "slashes.ttl",
    f"{VALID}|{LONG_IRI}",
    lambda: f"<{'a/' * 100_000}{'../' * 100_000}a> a <http://x/b> .",
)
add("long-language.ttl", "subtag|language", lambda: agent(f"foaf:nick 'x'@{'a' * 1_000_000}"))
add("long-name.ttl", LONG_IRI, lambda: PREFIXES + "<a> foaf:" + "\\-" * 500_000 + " 1 .")
add("long-literal.ttl", VALID, lambda: agent(f"foaf:nick '{'x' * 3_000_000}'@en"))
add("longer-literal.ttl", "publod: ", lambda: agent(f"foaf:nick '{'x' * 17_500_000}'@en"))
add("open-literal.ttl", "publod: ", lambda: AGENT + "<a> foaf:nick '''" + "x\n" * 9_000_000)
add("long-comment.ttl", "publod: ", lambda: AGENT + "#" + "x" * 18_000_000)
add("spaces.ttl", VALID, lambda: AGENT + " " * 10_000_000)
add("lines.ttl", VALID, lambda: AGENT + "\n" * 5_000_000)
add("nul.ttl", r"\\x00|\\u0000|NUL|not allowed", lambda: AGENT + "\0" * 1000)
add("utf-16.ttl", "UTF-16", lambda: AGENT.encode("utf-16"))
add("utf-32.ttl", "UTF-16", lambda: AGENT.encode("utf-32"))
add("latin-1.ttl", "UTF-8", lambda: agent("foaf:nick 'å'@en").encode("latin-1"))
add("marks.ttl", "not a valid subject", lambda: b"\xef\xbb\xbf" * 3 + AGENT.encode())
add("mark-alone.ttl", NO_RECORD, lambda: b"\xef\xbb\xbf")
add("gzip-bomb.ttl", "packed with gzip", lambda: gzip.compress(b"\n" * 20_000_000))
add("bzip2-bomb.nt", "packed with bzip2", lambda: bz2.compress(b"\n" * 20_000_000))
add("gzip-bomb.rdf", "packed with gzip", lambda: gzip.compress(b"\n" * 1_000))
add("zip.jsonld", "ZIP", lambda: b"PK\x03\x04")
add("noise.ttl", "publod: ", lambda: bytes((i * i * 31 + i * 7) % 256 for i in range(100_000)))
add("empty.ttl", NO_RECORD, "")
add("million.ttl", MANY, lambda: agent("foaf:maker " + many("<http://x/{}>".format, 1_000_000)))
add("million-of-one.nt", MANY, lambda: f"<{IT}> <http://x/p> <http://x/o> .\n" * 200_000)
add("predicates.ttl", VALID, lambda: agent(many("<http://x/p{}> 1".format, 10_000, ";")))
add("large-record.ttl", VALID, lambda: agent("foaf:maker " + many("<http://x/{}>".format, 40_000)))
add("links.ttl", INVALID, lambda: agent("foaf:maker " + many("<agent/{}#it>".format, 2_000)))
add("loose.ttl", MANY, lambda: agent("foaf:maker " + many(lambda _: "[ foaf:nick 'x' ]", 40_000)))
add(
    "imports.ttl",
    VALID,
    agent("<http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/x.owl>"),
)


def blank(links: Callable[[], str], told: str, name: str) -> None:
    add(f"blank-{name}.ttl", told, lambda: PREFIXES + links() + agent("foaf:knows _:b0"))


def knows(a: object, b: object) -> str:
    return f"_:b{a} foaf:knows _:b{b} .\n"


blank(
    lambda: "".join(knows(i, j) for i in range(200) for j in range(200) if i != j), ALIKE, "clique"
)
blank(lambda: "".join(knows(i, (i + 1) % 2_000) for i in range(2_000)), ALIKE, "circle")
blank(lambda: "".join(knows(i, i + 1) for i in range(20_000)), ALIKE, "chain")
blank(lambda: "".join(knows(i, i + 1) for i in range(90)), VALID, "short-chain")
blank(
    lambda: "".join(knows(i, (i + k) % 50) for i in range(50) for k in (1, 7, 19)),
    ALIKE,
    "circulant",
)
blank(
    lambda: "".join(knows(i, 2 * i + k) for i in range(1, 512) for k in (0, 1)) + knows(0, 1),
    ALIKE,
    "tree",
)
blank(
    lambda: (
        "".join(
            knows(f"{i}x{j}", f"{i + 1}x{k}") for i in range(6) for j in range(5) for k in range(5)
        )
        + "".join(knows(0, f"0x{j}") for j in range(5))
    ),
    ALIKE,
    "layers",
)
blank(
    lambda: (
        "".join(f"_:b{i} foaf:nick '{i}' .\n" for i in range(100))
        + "".join(knows(i, j) for i in range(100) for j in range(100))
    ),
    VALID,
    "named-clique",
)
