/** The entry that is being edited stands out; the rest of the file is quiet. */

import { StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which part is lit; null lights everything. */
export const light = StateEffect.define<Span | null>();

const lit = StateField.define<Span | null>({
  create: () => null,
  update(span, transaction) {
    for (const effect of transaction.effects) if (effect.is(light)) return effect.value;
    if (span === null || !transaction.docChanged) return span;
    const { changes } = transaction;
    return { from: changes.mapPos(span.from, -1), to: changes.mapPos(span.to, 1) };
  },
});

const elsewhere = Decoration.line({ class: "cm-elsewhere" });
const here = Decoration.line({ class: "cm-here" });

function decorate(view: EditorView): DecorationSet {
  const span = view.state.field(lit);
  if (span === null) return Decoration.none;
  const marks = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const inside = line.to >= span.from && line.from <= span.to;
      marks.push((inside ? here : elsewhere).range(line.from));
      at = line.to + 1;
    }
  }
  return Decoration.set(marks);
}

const painter = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate): void {
      const before = update.startState.field(lit);
      if (update.docChanged || update.viewportChanged || before !== update.state.field(lit)) {
        this.decorations = decorate(update.view);
      }
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export const spotlight: Extension = [lit, painter];
