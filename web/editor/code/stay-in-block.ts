/** Indents what was typed or pasted into an answer, so that it stays in it. */

import { Transaction, type Extension } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { missingIndents } from "../core/block-indent.ts";

/** An update may not change the text itself; and a syllable that is being composed must not be disturbed. */
export const stayInBlock: Extension = [
  EditorView.updateListener.of((update) => {
    const ranges = inserted(update);
    if (ranges.length > 0 && !update.view.composing) {
      queueMicrotask(() => ranges.forEach(({ from, to }) => indent(update.view, from, to)));
    }
  }),
  EditorView.domEventHandlers({
    compositionend: (_event, view) => {
      setTimeout(() => {
        const { head } = view.state.selection.main;
        if (!view.composing) indent(view, head, head);
      });
    },
  }),
];

function inserted(update: ViewUpdate): { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (const transaction of update.transactions) {
    if (!transaction.isUserEvent("input.type") && !transaction.isUserEvent("input.paste")) continue;
    transaction.changes.iterChangedRanges((_fromA, _toA, from, to) => ranges.push({ from, to }));
  }
  return ranges;
}

function indent(view: EditorView, from: number, to: number): void {
  const { doc } = view.state;
  if (to > doc.length) return;
  const lines = { count: doc.lines, text: (number: number) => doc.line(number).text };
  const missing = missingIndents(lines, doc.lineAt(from).number, doc.lineAt(to).number);
  if (missing.length === 0) return;
  view.dispatch({
    changes: missing.map(({ line, spaces }) => ({
      from: doc.line(line).from,
      insert: " ".repeat(spaces),
    })),
    annotations: Transaction.userEvent.of("input.indent"),
  });
}
