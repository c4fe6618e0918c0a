// What may come next: prefixes, terms in use, things by their names, keywords, variables.
import { positionAt } from "./position.js";
import { ELSEWHERE } from "./terms.js";
import { declared } from "./tokens.js";

const KEYWORDS =
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS GRAPH BIND VALUES CONSTRUCT DESCRIBE ASK FROM " +
  "NAMED PREFIX GROUP ORDER BY HAVING LIMIT OFFSET DESC ASC AS EXISTS NOT IN COUNT SUM AVG MIN MAX " +
  "SAMPLE GROUP_CONCAT LANG LANGMATCHES DATATYPE STR STRSTARTS STRENDS CONTAINS REGEX SUBSTR LCASE " +
  "YEAR COALESCE BOUND ISIRI CONCAT REPLACE STRDT IRI UNDEF";

export function completions(terms, words) {
  return async (context) => {
    await terms.come;
    const before =
      context.matchBefore(/[?$][\w]*$/) ?? context.matchBefore(/<[^\s<>"{}|\\^`]*$/) ??
      context.matchBefore(/[\p{L}][\p{L}\w.-]*:?[\p{L}\w-]*$/u);
    const place = positionAt(context.state.sliceDoc(0, before?.from ?? context.pos));
    if (!before) return context.explicit ? all(context.pos, terms(), words, place) : null;
    if (/^[?$]/.test(before.text)) return variables(context, before);
    if (before.text.startsWith("<")) return iris(before, terms());
    if (before.text.includes(":")) return names(before, terms(), words, place);
    if (before.text.length < 2 && !context.explicit) return null;
    return all(before.from, terms(), words, place);
  };
}

function variables(context, before) {
  const found = new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? []);
  found.delete(before.text);
  const options = [...found].map((label) => ({ label, type: "variable" }));
  return { from: before.from, options, validFor: /^[?$]\w*$/ };
}

function iris(before, known) {
  const options = known.things.map(({ iri, name }) => ({ label: iri, detail: name, apply: whole }));
  return { from: before.from, options, validFor: /^<[^\s>]*$/ };
}

/** Puts an IRI in, over the bracket that the editor has closed itself. */
function whole(view, completion, from, to) {
  const after = view.state.sliceDoc(to, to + 1) === ">" ? to + 1 : to;
  const insert = completion.label;
  view.dispatch({ changes: { from, to: after, insert }, selection: { anchor: from + insert.length } });
}

/** The terms that may stand at a place: properties after a subject, classes after `a`. */
function fitting(terms, place) {
  if (place === "property") return terms.filter((term) => term.kind === "property");
  if (place === "class") return terms.filter((term) => term.kind === "class");
  return terms;
}

function names(before, known, words, place) {
  return {
    from: before.from,
    options: fitting(known.terms, place).map((term) => option(term, words)),
    validFor: /^[\p{L}\w.-]*:[\p{L}\w-]*$/u,
  };
}

function all(from, known, words, place) {
  const terms = fitting(known.terms, place);
  const isOfTerms = place === "property" || place === "class";
  const options = [
    ...Object.keys(known.prefixes ?? {}).map((name) => ({
      label: `${name}:`, detail: words.prefix, boost: 20,
    })),
    ...Object.entries(ELSEWHERE).filter(([name]) => !known.prefixes?.[name]).map(([name, iri]) => ({
      label: `${name}:`, detail: iri, apply: declare(name, iri), boost: -20,
    })),
    ...(isOfTerms ? [] : KEYWORDS.split(" ")).map((label) => ({ label, type: "keyword", boost: 10 })),
    ...terms.filter((term) => term.count).map((term) => option(term, words)),
    ...terms.filter((term) => term.label).map((term) => named(term, words)),
    ...(isOfTerms ? [] : known.things).map(({ iri, name }) => ({
      label: name, detail: iri, apply: iri, boost: -10,
    })),
  ];
  return { from, options, validFor: /^[\p{L}\w-]*$/u };
}

function option({ name, kind, label, count }, words) {
  const uses = count === 1 ? words.once : count && words.uses.replace("$", count);
  const told = [label ?? words[kind], uses];
  return {
    label: name,
    detail: told.filter(Boolean).join(", "),
    type: kind,
    boost: Math.min(9, Math.log2((count ?? 0) + 1)),
  };
}

/** A term by what it is called in the language of the page. */
function named({ name, kind, label, count }, words) {
  const rest = option({ name, kind, label: name, count }, words);
  return { ...rest, label, apply: name, boost: rest.boost - 1 };
}

/** Puts a prefix in, and declares it at the top where the query does not yet. */
function declare(name, iri) {
  return (view, completion, from, to) => {
    const text = view.state.doc.toString();
    const changes = [{ from, to, insert: completion.label }];
    const line = `PREFIX ${name}: <${iri}>\n`;
    const isNew = !declared(text).has(name);
    if (isNew) changes.unshift({ from: 0, insert: line });
    const anchor = from + completion.label.length + (isNew ? line.length : 0);
    view.dispatch({ changes, selection: { anchor } });
  };
}
