// Puts an editor in the place of the query's text area. The text area stays, unseen: the form sends
// what is in it, and other scripts read it and tell it what was wrong with the query.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentUnit, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { completions } from "./completions.js";
import { faults, tellFault } from "./faults.js";
import { colours, look } from "./look.js";
import { knownTerms } from "./terms.js";

function edit(field, place) {
  const words = JSON.parse(place.dataset.words);
  const label = field.labels[0];
  const terms = knownTerms(place.dataset.terms, document.documentElement.lang);
  const host = document.createElement("div");
  host.className = "field";
  // In a shadow tree CodeMirror's rules are in adopted style sheets, which the page's policy allows.
  const root = host.attachShadow({ mode: "open" });
  const run = () => {
    field.form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run }]),
        lineNumbers(),
        history(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("  "),
        highlightActiveLine(),
        EditorView.lineWrapping,
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        look,
        lintGutter(),
        faults(terms, words),
        // A list that need not be scrolled: the keyboard stays in the query.
        autocompletion({
          override: [completions(terms, words)],
          icons: false,
          maxRenderedOptions: 10,
        }),
        keymap.of([
          ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap,
          ...lintKeymap,
        ]),
        EditorState.phrases.of(words),
        EditorView.contentAttributes.of({ "aria-label": label.textContent, tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          field.value = update.state.doc.toString();
          field.dispatchEvent(new Event("input"));
        }),
      ],
    }),
  });
  place.append(host);
  field.hidden = true;
  // The numbers of lines are put beside them once these have been measured: they must not jump.
  const { style } = view.dom.querySelector(".cm-gutters");
  style.visibility = "hidden";
  requestAnimationFrame(() => requestAnimationFrame(() => (style.visibility = "")));
  label.addEventListener("click", () => view.focus());
  field.addEventListener("fault", (event) => tellFault(view, event.detail));
  const alert = document.querySelector(".alert[data-line]");
  if (alert) {
    const { line, column } = alert.dataset;
    const text = alert.querySelector("p").textContent;
    tellFault(view, { line: Number(line), column: Number(column), text });
  }
}

const place = document.querySelector(".ask .editor");
const field = place?.querySelector("textarea");
if (field && "adoptedStyleSheets" in document) edit(field, place);
