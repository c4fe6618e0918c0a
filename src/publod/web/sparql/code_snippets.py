"""A query as code to copy: for a shell, for Python, R and JavaScript.

Each program has the query as it stands, between the quotes of its language that need the least
escaping. How it is escaped has a name, so that a script on the page can put another query in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from publod.store.store_interface import Kind

_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Program:
    """Code before and after the query. ``escape`` names how the query in it is escaped."""

    name: str
    title: str
    needs: str
    escape: str
    before: str
    query: str
    after: str

    @property
    def text(self) -> str:
        """The whole program."""
        return self.before + self.query + self.after


def programs(query: str, endpoint: str, kind: Kind = "bindings") -> tuple[Program, ...]:
    """The query in each language, for an answer of ``kind``; ``endpoint`` is the service's URL."""
    made = []
    for name, title, needs, escape, template in _WRITTEN[kind]:
        before, after = template.replace("@ENDPOINT@", endpoint).split("@QUERY@")
        made.append(Program(name, title, needs, escape, before, _escaped(query, escape), after))
    return tuple(made)


#: What is written instead of what, in turn; `static/workbench.js` has the same. Between single
#: quotes of a shell nothing is special but the quote itself.
ESCAPES: dict[str, tuple[tuple[str, str], ...]] = {
    "shell": (("'", "'\\''"),),
    "python": (("\\", "\\\\"), ('"""', '\\"\\"\\"')),
    "r": (("\\", "\\\\"), ("'", "\\'")),
    "javascript": (("\\", "\\\\"), ("`", "\\`"), ("${", "\\${")),
}


def _escaped(query: str, language: str) -> str:
    return reduce(lambda text, pair: text.replace(*pair), ESCAPES[language], query)


_CURL = """\
curl @ENDPOINT@ \\
  -H 'Accept: @ACCEPT@' \\
  --data-urlencode 'query=@QUERY@'
"""
_WRAPPER = '''\
from SPARQLWrapper import JSON, POST, SPARQLWrapper

query = """
@QUERY@
"""

service = SPARQLWrapper("@ENDPOINT@")
service.setQuery(query)
service.setMethod(POST)
service.setReturnFormat(JSON)
answer = service.queryAndConvert()
'''
_WRAPPER_ROWS = f"""{_WRAPPER}
for row in answer["results"]["bindings"]:
    print({{name: term["value"] for name, term in row.items()}})
"""
_WRAPPER_TRUTH = f"""{_WRAPPER}
print(answer["boolean"])
"""
_PANDAS = '''\
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas

query = """
@QUERY@
"""

request = Request(
    "@ENDPOINT@",
    data=urlencode({"query": query}).encode(),
    headers={"Accept": "text/csv"},
)
with urlopen(request) as answer:
    table = pandas.read_csv(answer)

print(table)
'''
_WRAPPER_GRAPH = '''\
from rdflib import Graph
from SPARQLWrapper import POST, TURTLE, SPARQLWrapper

query = """
@QUERY@
"""

service = SPARQLWrapper("@ENDPOINT@")
service.setQuery(query)
service.setMethod(POST)
service.setReturnFormat(TURTLE)
graph = Graph().parse(data=service.queryAndConvert(), format="turtle")

for subject, predicate, value in graph:
    print(subject, predicate, value)
'''
_R = """\
library(httr2)

query <- '
@QUERY@
'

answer <- request("@ENDPOINT@") |>
  req_headers(Accept = "@ACCEPT@") |>
  req_body_form(query = query) |>
  req_perform()

@USE@
"""
_JAVASCRIPT = """\
const query = `
@QUERY@
`;

const answer = await fetch("@ENDPOINT@", {
  method: "POST",
  headers: { Accept: "@ACCEPT@" },
  body: new URLSearchParams({ query }),
});

@USE@
"""
_PRINT_ROWS = """\
const { head, results } = await answer.json();
for (const row of results.bindings) {
  console.log(head.vars.map((name) => row[name]?.value ?? ""));
}"""
_READ = "table <- readr::read_csv(resp_body_string(answer))\nprint(table)"
_PRINT = "cat(resp_body_string(answer))"
_PIP = "pip install "
_HTTR = 'install.packages("httr2")'


def _filled(template: str, accept: str, use: str = "") -> str:
    return template.replace("@ACCEPT@", accept).replace("@USE@", use)


_TURTLE = "text/turtle"
_WRITTEN: dict[Kind, tuple[tuple[str, str, str, str, str], ...]] = {
    "bindings": (
        ("curl", "curl", "", "shell", _filled(_CURL, "text/csv")),
        ("wrapper", "Python: SPARQLWrapper", _PIP + "SPARQLWrapper", "python", _WRAPPER_ROWS),
        ("pandas", "Python: pandas", _PIP + "pandas", "python", _PANDAS),
        ("r", "R", 'install.packages(c("httr2", "readr"))', "r", _filled(_R, "text/csv", _READ)),
        ("javascript", "JavaScript", "", "javascript", _filled(_JAVASCRIPT, _JSON, _PRINT_ROWS)),
    ),
    "boolean": (
        ("curl", "curl", "", "shell", _filled(_CURL, _JSON)),
        ("wrapper", "Python: SPARQLWrapper", _PIP + "SPARQLWrapper", "python", _WRAPPER_TRUTH),
        ("r", "R", _HTTR, "r", _filled(_R, _JSON, "print(resp_body_json(answer)$boolean)")),
        ("javascript", "JavaScript", "", "javascript",
         _filled(_JAVASCRIPT, _JSON, "console.log((await answer.json()).boolean);")),
    ),
    "graph": (
        ("curl", "curl", "", "shell", _filled(_CURL, _TURTLE)),
        ("wrapper", "Python: SPARQLWrapper, rdflib", _PIP + "SPARQLWrapper", "python",
         _WRAPPER_GRAPH),
        ("r", "R", _HTTR, "r", _filled(_R, _TURTLE, _PRINT)),
        ("javascript", "JavaScript", "", "javascript",
         _filled(_JAVASCRIPT, _TURTLE, "console.log(await answer.text());")),
    ),
}  # fmt: skip
