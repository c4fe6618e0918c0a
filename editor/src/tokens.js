// As much of SPARQL's tokens as tells prefixes and brackets from what is in texts and comments:
// https://www.w3.org/TR/sparql11-query/#sparqlGrammar

const TOKEN = new RegExp(
  [
    String.raw`"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''`,
    String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`,
    String.raw`<[^\s<>"{}|^` + "`" + String.raw`\\]*>`,
    String.raw`#[^\n]*`,
    String.raw`[?$][\p{L}\w]+`,
    String.raw`(?<prefix>[\p{L}](?:[\p{L}\w.-]*[\p{L}\w-])?|_)?:(?:[\p{L}\w%:]|\\.|[.-](?=[\p{L}\w%:]))*`,
    String.raw`[\p{L}]\w*`,
    String.raw`(?<bracket>[(){}[\]])`,
  ].join("|"),
  "gu",
);

export function tokens(text) {
  return text.matchAll(TOKEN);
}

/** The prefixes that a query declares itself. */
export function declared(text) {
  const found = new Set();
  let before = "";
  for (const token of tokens(text)) {
    if (token[0].startsWith("#")) continue;
    if (before === "PREFIX" && token[0].endsWith(":")) found.add(token.groups.prefix ?? "");
    before = token[0].toUpperCase();
  }
  return found;
}
