"""Hostile files in RDF/XML and JSON-LD."""

from __future__ import annotations

from cli.hostile import (
    ALIKE,
    BEYOND,
    DEEP_JSON,
    DEEP_XML,
    FETCHED,
    LONG_IRI,
    MANY,
    NO_RECORD,
    VALID,
    add,
    nested,
)  # fmt: skip
from cli.running import BASE

# RDF/XML

RDF = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/terms/"'
    ' xmlns:f="http://xmlns.com/foaf/0.1/"'
)
IT = f"{BASE}agent/x#it"


def xml(body: str, dtd: str = "", more: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{dtd}<rdf:RDF {RDF} {more}><f:Organization rdf:about="{IT}">'
        f'<f:name xml:lang="sv">X</f:name>{body}</f:Organization></rdf:RDF>'
    )


def entities(*declarations: str) -> str:
    return f"<!DOCTYPE r [{' '.join(declarations)}]>"


def title(text: str) -> str:
    return f"<d:title>{text}</d:title>"


LAUGHS = ['<!ENTITY e0 "lol">', *(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))]
GROWTH = "XML may not grow"
add(
    "quadratic.rdf",
    GROWTH,
    lambda: xml(title("&b;" * 300_000), entities(f'<!ENTITY b "{"x" * 250}">')),
)
add(
    "quadratic-attributes.rdf",
    GROWTH,
    lambda: xml("<d:title d:x='&b;'/>" * 50_000, entities(f'<!ENTITY b "{"x" * 250}">')),
)
add("laughs.rdf", "an XML entity may neither", lambda: xml(title("&e9;"), entities(*LAUGHS)))
add(
    "many-entities.rdf",
    VALID,
    lambda: xml(title("&e1;"), entities(*(f'<!ENTITY e{i} "x">' for i in range(30_000)))),
)
add("external.rdf", FETCHED, xml(title("&b;"), entities('<!ENTITY b SYSTEM "file:///etc/passwd">')))
add(
    "external-device.rdf",
    FETCHED,
    xml(title("&b;"), entities('<!ENTITY b PUBLIC "x" "file:///dev/zero">')),
)
add(
    "external-parameter.rdf",
    FETCHED,
    xml("", entities('<!ENTITY % p SYSTEM "file:///dev/zero"> %p;')),
)
add("parameter.rdf", "an XML entity may neither", xml("", entities('<!ENTITY % p "x">')))
add("external-dtd.rdf", VALID, xml("", '<!DOCTYPE r SYSTEM "file:///dev/zero">'))
add(
    "imports.rdf",
    VALID,
    xml(
        '<o:imports xmlns:o="http://www.w3.org/2002/07/owl#" rdf:resource="http://127.0.0.1:9/o"/>'
    ),
)
add("deep.rdf", DEEP_XML, lambda: xml("<d:creator><rdf:Description>" * 30_000))
add(
    "deep-closed.rdf",
    DEEP_XML,
    lambda: xml(
        nested("<d:creator><rdf:Description>", 30_000, "", "</rdf:Description></d:creator>")
    ),
)
add(
    "deep-literal.rdf",
    DEEP_XML,
    lambda: xml(f'<d:title rdf:parseType="Literal">{nested("<a>", 30_000, "", "</a>")}</d:title>'),
)
add(
    "deep-resource.rdf",
    DEEP_XML,
    lambda: xml(nested('<d:creator rdf:parseType="Resource">', 30_000, "", "</d:creator>")),
)
add(
    "deep-triples.rdf",
    DEEP_XML,
    lambda: xml(
        nested(
            '<d:creator rdf:parseType="Triple"><rdf:Description rdf:about="http://x/y">',
            20_000,
            title("x"),
            "</rdf:Description></d:creator>",
        ),
        more='rdf:version="1.2"',
    ),
)
add(
    "deep-entity.rdf",
    "an XML entity may neither|DOCTYPE|ENTITY",
    lambda: xml("&b;", entities(f'<!ENTITY b "{"<a>" * 300}">')),
)
add(
    "long-collection.rdf",
    f"{MANY}|{BEYOND}|{ALIKE}",
    lambda: xml(
        '<d:creator rdf:parseType="Collection">'
        + '<rdf:Description rdf:about="http://x/y"/>' * 60_000
        + "</d:creator>"
    ),
)
add(
    "attributes.rdf",
    "more than 256 attributes",
    lambda: xml("<d:creator " + " ".join(f'd:a{i}="x"' for i in range(50_000)) + "/>"),
)
add("same-attribute.rdf", "duplicat", lambda: xml("<d:creator " + 'd:a="x" ' * 50_000 + "/>"))
add(
    "namespaces.rdf",
    "more than 256 attributes",
    lambda: xml(
        "<d:creator " + " ".join(f'xmlns:a{i}="http://x/{i}"' for i in range(50_000)) + "/>"
    ),
)
add("items.rdf", MANY, lambda: xml("<rdf:li>x</rdf:li>" * 60_000))
add("comment.rdf", VALID, lambda: xml(f"<!--{'x-' * 3_000_000}-->"))
add("open-tags.rdf", "publod: ", lambda: "<" * 1_000_000)
add("open-comments.rdf", "publod: ", lambda: "<!--" * 500_000)
add("open-doctype.rdf", "publod: ", lambda: "<!DOCTYPE r " + "[" * 1_000_000)
add("utf-16.rdf", "UTF-16", lambda: xml("").encode("utf-16"))
add("utf-16-unmarked.rdf", "publod: ", lambda: xml("").encode("utf-16-le"))
add("utf-7.rdf", "UTF-8", lambda: xml("").replace('"1.0"?', '"1.0" encoding="utf-7"?'))
add(
    "references.rdf", "character reference|reference", xml(title("&#0;&#x1;&#55296;&#99999999999;"))
)
add(
    "long-base.rdf",
    LONG_IRI,
    lambda: xml('<d:creator rdf:resource="b"/>', more=f'xml:base="{BASE}{"a" * 500_000}/"'),
)
add("open-attribute.rdf", "publod: ", lambda: xml('<d:title a="' + "x<>'" * 500_000))
add("text-alone.rdf", "publod: ", lambda: "x" * 2_000_000)

# JSON-LD

ZERO = "\\u0000"
ID = f'"@id":"{IT}"'
CONTEXT = '"@context":{"n":"http://xmlns.com/foaf/0.1/name"}'
add("deep-arrays.jsonld", DEEP_JSON, lambda: "[" * 1_000_000)
add("deep-objects.jsonld", DEEP_JSON, lambda: nested('{"http://p/p":', 100_000, "1", "}"))
add(
    "deep-contexts.jsonld",
    DEEP_JSON,
    lambda: (
        '{"@context":' + nested('{"a":{"@id":"http://x/a","@context":', 2_000, "{}", "}}") + "}"
    ),
)
add(
    "deep-graphs.jsonld",
    VALID,
    lambda: "{" + nested(f'"@graph":{{{ID},', 250, f'"@type":"{IT}Class"', "}") + "}",
)
add(
    "deep-reverse.jsonld",
    "publod: ",
    lambda: "{" + CONTEXT + "," + nested('"@reverse":{"n":{', 120, '"http://x/b":1', "}}") + "}",
)
add(
    "deep-nesting.jsonld",
    VALID,
    lambda: (
        '{"@context":{"x":"@nest","a":"http://x/a"},'
        + ID
        + ","
        + nested('"x":{', 250, '"a":1', "}")
        + "}"
    ),
)
add(
    "deep-lists.jsonld",
    f"{ALIKE}|{VALID}",
    lambda: f'{{{ID},"http://x/a":' + nested('{"@list":[', 120, "1", "]}") + "}",
)
add(
    "deep-literal.jsonld",
    VALID,
    lambda: f'{{{ID},"http://x/a":{{"@type":"@json","@value":{nested("[", 250, "1", "]")}}}}}',
)
add("remote-context.jsonld", FETCHED, f'{{"@context":"http://127.0.0.1:9/c",{ID}}}')
add("device-context.jsonld", FETCHED, f'{{"@context":["file:///dev/zero"],{ID}}}')
add(
    "imported-context.jsonld",
    FETCHED,
    f'{{"@context":{{"@version":1.1,"@import":"http://127.0.0.1:9/c"}},{ID}}}',
)
add(
    "cyclic-context.jsonld",
    "Cyclic IRI mapping",
    f'{{"@context":{{"a":"b:x","b":"a:y"}},{ID},"a":1}}',
)
add(
    "chained-terms.jsonld",
    BEYOND,
    lambda: (
        '{"@context":{"t0":"http://x/",'
        + ",".join(f'"t{i}":"t{i - 1}:a"' for i in range(1, 20_000))
        + f'}},{ID},"t19999:z":1}}'
    ),
)
add(
    "growing-terms.jsonld",
    f"{BEYOND}|{LONG_IRI}",
    lambda: (
        '{"@context":{'
        + ",".join(f'"t{i}":"t{i + 1}:a"' for i in range(20_000))
        + f',"t20000":"http://x/"}},{ID},"t0:z":1}}'
    ),
)
add(
    "scoped-contexts.jsonld",
    BEYOND,
    lambda: (
        '{"@context":{'
        + ",".join(
            f'"a{i}":{{"@id":"http://x/a{i}","@context":{{"c":"http://x/c"}}}}'
            for i in range(4_000)
        )
        + '},"@graph":['
        + ",".join(f'{{{ID},"a{i}":{{"c":1}}}}' for i in range(4_000))
        + "]}"
    ),
)
add(
    "context-array.jsonld",
    VALID,
    lambda: (
        '{"@context":['
        + ",".join(f'{{"a{i}":"http://x/a{i}"}}' for i in range(5_000))
        + f'],{ID},"a1":1}}'
    ),
)
add(
    "long-vocabulary.jsonld",
    f"{BEYOND}|{LONG_IRI}",
    lambda: (
        f'{{"@context":{{"@vocab":"http://x/{"a" * 100_000}"}},{ID},'
        + ",".join(f'"b{i}":1' for i in range(20_000))
        + "}"
    ),
)
add(
    "long-list.jsonld",
    f"{MANY}|{ALIKE}",
    lambda: f'{{{ID},"http://x/a":{{"@list":[{"1," * 60_000}1]}}}}',
)
add(
    "numbers.jsonld",
    "at most 10000 characters",
    lambda: f'{{{ID},"@type":"http://x/C","http://x/a":1e999999999,"http://x/b":{"9" * 500_000}}}',
)
add("same-key.jsonld", "defined twice", lambda: "{" + (ID + ",") * 50_000 + '"http://x/a":1}')
add("open-string.jsonld", "publod: ", lambda: '{"a":"' + "x" * 18_000_000)
add(
    "zeros.jsonld",
    VALID,
    lambda: f'{{{ID},"@type":"http://x/C","http://x/a":"{ZERO * 200_000}"}}',
)
add("quotes.jsonld", "publod: ", lambda: '"' * 500_000)
add("backslashes.jsonld", "publod: ", lambda: '"' + "\\" * 1_000_001)
add(
    "languages.jsonld",
    f"{VALID}|{NO_RECORD}|publod: ",
    lambda: (
        f'{{"@context":{{"a":{{"@id":"http://x/a","@container":"@language"}}}},{ID},"a":{{'
        + ",".join(f'"a-{i}":"x"' for i in range(20_000))
        + "}}"
    ),
)
add("no-rdf.json", NO_RECORD, '{"name":"package","dependencies":{"a":"1"}}')
add("number.json", NO_RECORD, "42")
