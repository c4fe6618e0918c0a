// What is wrong with a query: what the service has said of it, and what can be told while typing.
import { forceLinting, linter } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { declared, tokens } from "./tokens.js";

const said = StateEffect.define();
/** What the service said, until the query is changed. */
const fault = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(said)) return effect.value;
    return transaction.docChanged ? null : value;
  },
});

const OPENING = { ")": "(", "}": "{", "]": "[" };

/** Marks a place: `detail` has a line, a column and a text, or is null when all is well. */
export function tellFault(view, detail) {
  view.dispatch({ effects: said.of(detail) });
  forceLinting(view);
}

export function faults(terms, words) {
  const source = async (view) => {
    await terms.come;
    const text = view.state.doc.toString();
    const told = view.state.field(fault);
    const found = [...undeclared(text, terms(), words), ...unbalanced(text, words)];
    return told ? [of(view.state.doc, told), ...found] : found;
  };
  const needsRefresh = (update) =>
    update.transactions.some((one) => one.effects.some((effect) => effect.is(said)));
  return [fault, linter(source, { delay: 400, needsRefresh })];
}

/** The word at the place, or all of the line where the column is not known or has none. */
function of(doc, { line, column, text }) {
  const place = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const at = Math.min(place.from + (column || 1) - 1, place.to);
  const word = column ? /^\S+/.exec(doc.sliceString(at, place.to)) : null;
  const indent = /^\s*/.exec(place.text)[0].length;
  return {
    from: word ? at : place.from + indent,
    to: word ? at + word[0].length : place.to,
    severity: "error",
    message: text.trim(),
  };
}

function* undeclared(text, known, words) {
  if (!known.prefixes) return;
  const declaredHere = declared(text);
  let before = "";
  for (const token of tokens(text)) {
    if (token[0].startsWith("#")) continue;
    const isName = /^(?:[^"'<?$]*):/.test(token[0]);
    const prefix = token.groups.prefix ?? "";
    const declares = before === "PREFIX";
    before = token[0].toUpperCase();
    if (!isName || declares || prefix === "_") continue;
    if (declaredHere.has(prefix) || prefix in known.prefixes) continue;
    const message = words.undeclared.replace("$", prefix);
    yield { from: token.index, to: token.index + prefix.length + 1, severity: "error", message };
  }
}

function* unbalanced(text, words) {
  const open = [];
  for (const token of tokens(text)) {
    const bracket = token.groups.bracket;
    if (!bracket) continue;
    const place = { from: token.index, to: token.index + 1, severity: "error" };
    if (!(bracket in OPENING)) open.push({ bracket, place });
    else if (open.at(-1)?.bracket === OPENING[bracket]) open.pop();
    else yield { ...place, message: words.shut };
  }
  for (const { place } of open) yield { ...place, message: words.open };
}
