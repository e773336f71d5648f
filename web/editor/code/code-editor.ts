import { snippet } from "@codemirror/autocomplete";
import { openSearchPanel } from "@codemirror/search";
import { nextDiagnostic, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Annotation, Compartment, EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, scrollPastEnd } from "@codemirror/view";
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Known } from "../core/completion.ts";
import type { Problem } from "../core/contract.ts";
import { spanOf } from "../core/problems.ts";
import { phrases } from "./phrases.ts";
import { writing } from "./setup.ts";
import { light, type Span } from "./spotlight.ts";

/** Marks a change that came from outside, which nobody needs to be told of. */
const fromOutside = Annotation.define<boolean>();

/** The page is told of typing when it rests for so long (milliseconds), so that large files stay quick. */
const TELL_AFTER = 120;

/**
 * The text of one file.
 *
 * @fires edit - `detail: {file, text}`, when typing rests
 * @fires cursor - `detail: offset`
 */
@customElement("hr-code")
export class CodeEditor extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 0;
        background: var(--hr-surface);
      }
      .place {
        height: 100%;
      }
    `,
  ];

  @property({ attribute: false }) file!: string;
  @property({ attribute: false }) text!: string;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) label!: string;
  @property({ attribute: false }) problems: readonly Problem[] = [];
  @property({ attribute: false }) lit: Span | null = null;
  @property({ attribute: false }) known!: () => Known;

  private view!: EditorView;
  private shown = "";
  private told = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What was typed in a file, and can be taken back, survives a look into another. */
  private readonly states = new Map<string, EditorState>();
  private readonly words = new Compartment();
  private readonly name = new Compartment();

  override render(): TemplateResult {
    return html`<div class="place"></div>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("pagehide", this.tell);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.tell);
    this.tell();
  }

  override firstUpdated(): void {
    this.view = new EditorView({
      parent: this.renderRoot.querySelector(".place")!,
      root: this.renderRoot as ShadowRoot,
      state: this.fresh(this.text),
    });
    this.shown = this.file;
    this.told = this.text;
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.shown !== this.file) this.turnTo();
    else if (this.text !== this.told && this.text !== this.doc) this.replace(this.text);
    if (changed.has("locale")) {
      this.view.dispatch({ effects: this.words.reconfigure(phrases(this.locale)) });
    }
    if (changed.has("label")) {
      this.view.dispatch({ effects: this.name.reconfigure(this.named()) });
    }
    if (changed.has("problems") || changed.has("file")) this.mark();
    if (changed.has("lit") || changed.has("file")) {
      const { length } = this.view.state.doc;
      const lit = this.lit && { from: this.lit.from, to: Math.min(this.lit.to, length) };
      this.view.dispatch({ effects: light.of(lit) });
    }
  }

  /** Selects and shows a place; with `focus` the typing goes on there. */
  reveal(from: number, to: number, focus: boolean, y: "start" | "center" = "start"): void {
    const { length } = this.view.state.doc;
    const range = EditorSelection.range(Math.min(from, length), Math.min(to, length));
    this.view.dispatch({
      selection: range,
      effects: EditorView.scrollIntoView(range, { y, yMargin: 28 }),
    });
    if (focus) this.view.focus();
  }

  /** Appends a snippet, whose places are typed into one after the other (Tab). */
  appendSnippet(template: string): void {
    const { doc } = this.view.state;
    const tail = doc.toString().trimEnd().length;
    this.view.dispatch({
      changes: { from: tail, to: doc.length, insert: tail === 0 ? "" : "\n\n" },
    });
    const at = this.view.state.doc.length;
    snippet(template)(this.view, null, at, at);
    this.view.focus();
    this.tell();
  }

  nextProblem(): void {
    nextDiagnostic(this.view);
    this.view.focus();
  }

  find(): void {
    openSearchPanel(this.view);
  }

  override focus(): void {
    this.view.focus();
  }

  /** The text as it is at this moment, told if it was not yet. */
  flush(): string {
    this.tell();
    return this.doc;
  }

  private get doc(): string {
    return this.view.state.doc.toString();
  }

  private turnTo(): void {
    this.tell();
    this.states.set(this.shown, this.view.state);
    const kept = this.states.get(this.file);
    this.view.setState(kept ?? this.fresh(this.text));
    this.shown = this.file;
    this.told = this.text;
    if (kept) {
      if (this.doc !== this.text) this.replace(this.text);
      this.view.dispatch({
        effects: [
          this.words.reconfigure(phrases(this.locale)),
          this.name.reconfigure(this.named()),
        ],
      });
    }
  }

  private fresh(text: string): EditorState {
    return EditorState.create({
      doc: text,
      extensions: [
        writing(() => this.known()),
        scrollPastEnd(),
        this.words.of(phrases(this.locale)),
        this.name.of(this.named()),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((t) => t.annotation(fromOutside))) {
            clearTimeout(this.timer);
            this.timer = setTimeout(this.tell, TELL_AFTER);
          }
          if (update.selectionSet || update.docChanged) {
            this.fire("cursor", update.state.selection.main.head);
          }
        }),
        EditorView.domEventHandlers({ blur: () => this.tell() }),
      ],
    });
  }

  private named(): ReturnType<typeof EditorView.contentAttributes.of> {
    return EditorView.contentAttributes.of({ "aria-label": this.label, tabindex: "0" });
  }

  /** Only what differs is replaced, so the caret stays where it was. */
  private replace(text: string): void {
    clearTimeout(this.timer);
    this.told = text;
    const before = this.doc;
    if (before === text) return;
    const most = Math.min(before.length, text.length);
    let from = 0;
    while (from < most && before[from] === text[from]) from += 1;
    let tail = 0;
    while (tail < most - from && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
    this.view.dispatch({
      changes: { from, to: before.length - tail, insert: text.slice(from, text.length - tail) },
      annotations: fromOutside.of(true),
    });
  }

  private mark(): void {
    const text = this.doc;
    const marks: Diagnostic[] = this.problems.map((problem) => ({
      ...spanOf(text, problem),
      severity: problem.severity,
      message: problem.message,
    }));
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  private readonly tell = (): void => {
    clearTimeout(this.timer);
    if (!this.view || this.doc === this.told) return;
    this.told = this.doc;
    this.fire("edit", { file: this.shown, text: this.doc });
  };

  private fire(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
