// What may stand at a place of a query: https://www.w3.org/TR/sparql11-query/#rTriplesBlock
import { tokens } from "./tokens.js";

const NEXT = { subject: "property", property: "object", object: "", class: "" };
const WORDS = /^(?:FILTER|BIND|HAVING|SELECT|VALUES|ORDER|GROUP|BY|LIMIT|OFFSET|GRAPH|SERVICE|FROM)$/i;

/**
 * "subject", "property", "object" or "class" (after `a`) for the end of a text; "" where something
 * else stands there, such as an expression.
 */
export function positionAt(text) {
  let place = "";
  let end = 0;
  const around = [];
  for (const token of tokens(text)) {
    place = between(text.slice(end, token.index), place, around.at(-1)?.word);
    end = token.index + token[0].length;
    const [word] = token;
    if (word.startsWith("#")) continue;
    if (token.groups.bracket) {
      if ("{[(".includes(word)) {
        around.push({ word, next: word === "{" ? "subject" : NEXT[place] ?? "" });
        place = { "{": "subject", "[": "property", "(": "" }[word];
      } else place = around.pop()?.next ?? "";
    } else if (WORDS.test(word)) place = "";
    else if (word === "a" && place === "property") place = "class";
    else if (/^(?:OPTIONAL|UNION|MINUS|WHERE|NOT|EXISTS)$/i.test(word)) continue;
    else place = NEXT[place] ?? "";
  }
  return between(text.slice(end), place, around.at(-1)?.word);
}

/** What may stand after signs between two tokens, inside of a bracket. */
function between(gap, place, bracket) {
  for (const sign of gap) {
    if (sign === ".") place = "subject";
    else if (sign === ";" || ((sign === "/" || sign === "|") && place === "object")) place = "property";
    else if (sign === "," && bracket !== "(") place = "object";
    else if (/\d/.test(sign) && place === "object") place = "";
  }
  return place;
}
