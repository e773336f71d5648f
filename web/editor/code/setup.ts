/** The text editor of the page: CodeMirror with what editing a content file needs, and no more. */

import {
  autocompletion,
  completionKeymap,
  type Completion as Offer,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type Command,
} from "@codemirror/view";
import { completionAt, type Known, type Option } from "../core/completion.ts";
import { listContinuation } from "../core/list-continuation.ts";
import { spotlight } from "./spotlight.ts";
import { stayInBlock } from "./stay-in-block.ts";
import { theme } from "./theme.ts";

/** @param known - asked each time something may be completed. */
export function writing(known: () => Known): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    lintGutter(),
    foldGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    yaml(),
    EditorView.lineWrapping,
    highlightActiveLine(),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    search({ top: true }),
    autocompletion({ override: [completer(known)], icons: false }),
    spotlight,
    stayInBlock,
    theme(),
    // Tab is not among them: it leads out of the editor, as everywhere on the page.
    keymap.of([
      { key: "Enter", run: continueList },
      // The page's key for the way to publish; by default it would add an empty line here.
      { key: "Mod-Enter", run: () => true },
      { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
      { key: "Home", run: toLineStart(false), shift: toLineStart(true) },
      ...completionKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
      ...foldKeymap,
    ]),
  ];
}

/** Text to look at: no caret, no changes. */
export function reading(): Extension {
  return [
    lineNumbers(),
    yaml(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    theme(),
  ];
}

function completer(known: () => Known) {
  return (context: CompletionContext): CompletionResult | null => {
    const found = completionAt(context.state.doc.toString(), context.pos, known());
    if (found === null || (found.from === context.pos && !context.explicit)) return null;
    return { from: found.from, options: found.options.map(offer), validFor: /^[\w-]*$/ };
  };
}

function offer({ label, detail, apply }: Option): Offer {
  return {
    label,
    detail,
    apply: (view, _offer, from, to) => {
      // The keys that come with an empty list are gone on with inside it.
      const at = from + apply.length - (apply.endsWith("[]") ? 1 : 0);
      view.dispatch({
        changes: { from, to, insert: apply },
        selection: EditorSelection.cursor(at),
        userEvent: "input.complete",
      });
    },
  };
}

/** Home stops at the first letter: what is typed in the indentation is no YAML any more. */
function toLineStart(extend: boolean): Command {
  return (view) => {
    const { doc, selection } = view.state;
    const ranges = selection.ranges.map((range) => {
      const line = doc.lineAt(range.head);
      const letter = line.from + /^\s*/.exec(line.text)![0].length;
      const start = Math.max(view.moveToLineBoundary(range, false).head, letter);
      const head = range.head < letter ? line.from : start;
      return extend ? EditorSelection.range(range.anchor, head) : EditorSelection.cursor(head);
    });
    view.dispatch({
      selection: EditorSelection.create(ranges, selection.mainIndex),
      scrollIntoView: true,
      userEvent: "select",
    });
    return true;
  };
}

/** Enter at the end of a phrasing begins the next one; on an empty one it ends the list. */
const continueList: Command = (view) => {
  const { main } = view.state.selection;
  if (!main.empty) return false;
  const change = listContinuation(view.state.doc.toString(), main.head);
  if (change === null) return false;
  view.dispatch({
    changes: change,
    selection: EditorSelection.cursor(change.from + change.insert.length),
    scrollIntoView: true,
    userEvent: "input",
  });
  return true;
};
