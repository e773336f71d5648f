/** How the text editor looks: the house's tokens, light and dark in one. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const MONO =
  'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK KR", monospace';
const SMALL = "0.8125rem";
const LINE = "1px solid var(--hr-line)";

/** A colour of the tokens over whatever lies below. */
const tint = (colour: string, percent: number): string =>
  `color-mix(in srgb, var(--hr-${colour}) ${percent}%, transparent)`;

/** Goes over what CodeMirror says of differences. */
const marked = (colour: string, percent: number): string => `${tint(colour, percent)} !important`;

/** What can be pressed or filled in, in the panel that searches. */
const control = (border: string) => ({
  minHeight: "1.875rem",
  border,
  borderRadius: "6px",
  backgroundColor: "var(--hr-surface)",
  fontSize: SMALL,
});

const look = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--hr-ink)",
    backgroundColor: "var(--hr-surface)",
    fontSize: "0.875rem",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.65", overscrollBehavior: "contain" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--hr-accent-strong)" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-cursor": { borderLeftColor: "var(--hr-accent-strong)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: tint("accent", 26) },
  ".cm-activeLine": { backgroundColor: tint("accent", 7) },
  ".cm-gutters": {
    backgroundColor: "var(--hr-surface)",
    borderRight: "0",
    color: "var(--hr-ink-soft)",
  },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--hr-ink)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.5rem", padding: "0 0.25rem 0 0.5rem" },
  ".cm-foldGutter": { width: "1rem" },
  ".cm-elsewhere, .cm-elsewhere *": { color: "var(--hr-ink-soft) !important" },
  ".cm-here": { backgroundColor: tint("accent", 4) },
  ".cm-foldPlaceholder": {
    border: LINE,
    background: "var(--hr-sunken)",
    color: "var(--hr-ink-soft)",
  },
  ".cm-lintRange": { backgroundImage: "none !important", paddingBottom: "0" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--hr-danger) 1.5px" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--hr-warn) 1.5px" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--hr-danger)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--hr-warn)" },
  ".cm-gutter-lint": { width: "1rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0.3rem 0.1rem" },
  ".cm-lint-marker": { width: "0.75rem", height: "0.75rem", borderRadius: "50%", content: '""' },
  ".cm-lint-marker-error": { content: '""', backgroundColor: "var(--hr-danger)" },
  ".cm-lint-marker-warning": {
    content: '""',
    backgroundColor: "var(--hr-warn)",
    borderRadius: "2px",
    transform: "rotate(45deg) scale(0.85)",
  },
  ".cm-diagnostic": {
    padding: "0.5rem 0.75rem",
    borderLeftWidth: "3px",
    fontFamily: "var(--hr-font)",
    fontSize: "var(--hr-text-s)",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--hr-danger)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--hr-warn)" },
  ".cm-tooltip": {
    border: LINE,
    borderRadius: "var(--hr-radius-s)",
    backgroundColor: "var(--hr-raised)",
    color: "var(--hr-ink)",
    boxShadow: "var(--hr-lift)",
    maxWidth: "min(32rem, 90vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: MONO,
    fontSize: SMALL,
    maxHeight: "16rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "0.75rem",
    padding: "0.25rem 0.75rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--hr-accent)",
    color: "var(--hr-on-accent)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": {
    flex: "1",
    overflow: "hidden",
    margin: "0",
    fontFamily: "var(--hr-font)",
    fontStyle: "normal",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
  },
  ".cm-snippetField": { backgroundColor: "var(--hr-accent-soft)" },
  ".cm-panels": {
    borderColor: "var(--hr-line)",
    backgroundColor: "var(--hr-sunken)",
    color: "var(--hr-ink)",
    fontFamily: "var(--hr-font)",
  },
  ".cm-panel.cm-search": { padding: "0.5rem 2.5rem 0.5rem 0.75rem", fontSize: SMALL },
  ".cm-panel.cm-search label": { fontSize: SMALL },
  ".cm-textfield": control("1px solid var(--hr-line-strong)"),
  ".cm-button": { ...control(LINE), backgroundImage: "none" },
  ".cm-panel.cm-search [name=close]": { width: "2rem", height: "2rem", fontSize: "1.25rem" },
  ".cm-searchMatch": {
    backgroundColor: "var(--hr-warn-soft)",
    outline: "1px solid var(--hr-warn)",
  },
  ".cm-searchMatch-selected": { outline: "2px solid var(--hr-warn)" },
  ".cm-changedLine, .cm-insertedLine": { backgroundColor: marked("good", 12) },
  ".cm-deletedChunk": { backgroundColor: marked("danger", 10) },
  "&.cm-merge-a .cm-changedLine, .cm-deletedLine": { backgroundColor: marked("danger", 10) },
  ".cm-changedText, &.cm-merge-b .cm-changedText": { background: marked("good", 30) },
  ".cm-deletedChunk .cm-deletedText, &.cm-merge-a .cm-changedText, .cm-deletedText": {
    background: marked("danger", 28),
  },
  ".cm-changeGutter": { width: "3px" },
  ".cm-changedLineGutter": { backgroundColor: "var(--hr-good) !important" },
  ".cm-deletedLineGutter": { backgroundColor: "var(--hr-danger) !important" },
  ".cm-collapsedLines": {
    backgroundColor: "var(--hr-sunken)",
    backgroundImage: "none",
    color: "var(--hr-ink-soft)",
    fontFamily: "var(--hr-font)",
    fontSize: SMALL,
    "&:before, &:after": { content: '"⋯"' },
  },
});

const colours = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName)],
    color: "var(--hr-accent-strong)",
  },
  { tag: tags.comment, color: "var(--hr-ink-soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--hr-ink)" },
  {
    tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace, tags.meta],
    color: "var(--hr-ink-soft)",
  },
]);

/** Styles of every text editor of the page; the nonce lets them through the page's CSP. */
export function theme(): Extension {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return [look, syntaxHighlighting(colours), EditorView.cspNonce.of(nonce)];
}
