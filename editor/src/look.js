// The editor in the colours of the page, which reach into its shadow tree as custom properties.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--ink)", fontWeight: "700" },
  { tag: tags.standard(tags.variableName), color: "var(--ink)", fontWeight: "700" },
  { tag: tags.local(tags.variableName), color: "var(--visited)" },
  { tag: tags.atom, color: "var(--link)" },
  { tag: tags.string, color: "var(--warn)" },
  { tag: tags.number, color: "var(--warn)" },
  { tag: tags.meta, color: "var(--quiet)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

export const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--ground)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "0.9375rem", lineHeight: "1.5" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 0.75rem 0 0.5rem" },
  ".cm-gutters": {
    color: "var(--quiet)",
    backgroundColor: "var(--surface)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.5rem 0 0.25rem" },
  ".cm-gutter-lint": { width: "0.9rem" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--surface) 70%, transparent)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--edge)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--warn)",
  },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--ground)",
    border: "1px solid var(--edge)",
    borderRadius: "var(--corner)",
    fontSize: "0.875rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.625rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--action-ink)",
    backgroundColor: "var(--action)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": {
    marginInlineStart: "1rem",
    fontFamily: "var(--sans)",
    fontStyle: "normal",
    opacity: "1",
  },
  ".cm-diagnostic": { padding: "0.375rem 0.625rem", fontFamily: "var(--sans)" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--warn)" },
  // The marks are text and lines of our own: the page's policy allows no picture in a style sheet.
  ".cm-lint-marker-error": { content: "normal", width: "0.5rem", height: "0.5rem" },
  ".cm-lint-marker": {
    boxSizing: "border-box",
    margin: "0.45rem 0.1rem 0",
    border: "0.25rem solid var(--warn)",
    borderRadius: "50%",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn)",
    textUnderlineOffset: "0.2em",
  },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--warn)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--surface)" },
});
