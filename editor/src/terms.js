// What is known of the catalogue: asked for once, when the editor is first of use.

/** Prefixes of other services' data, which have to be declared: that is then done at once. */
export const ELSEWHERE = {
  bf: "http://id.loc.gov/ontologies/bibframe/",
  dbo: "http://dbpedia.org/ontology/",
  dc: "http://purl.org/dc/elements/1.1/",
  geo: "http://www.opengis.net/ont/geosparql#",
  gn: "http://www.geonames.org/ontology#",
  prov: "http://www.w3.org/ns/prov#",
  wd: "http://www.wikidata.org/entity/",
  wdt: "http://www.wikidata.org/prop/direct/",
  wgs84: "http://www.w3.org/2003/01/geo/wgs84_pos#",
};

const NOTHING = { prefixes: {}, terms: [], things: [] };

/** A function that gives the terms, now empty, soon whole; `prefixes` is null until they are known. */
export function knownTerms(address, language) {
  let known = { ...NOTHING, prefixes: null };
  const url = new URL(address, document.baseURI);
  url.searchParams.set("lang", language);
  const come = fetch(url, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : known))
    .then((found) => (known = found))
    .catch(() => known);
  const terms = () => known;
  terms.come = come;
  return terms;
}
