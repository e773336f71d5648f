import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { ArrowLeft, Languages, MessageSquarePlus, PanelRight, Undo2 } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { unseen } from "../../shared/desk/styles/unseen.ts";
import { icon } from "../../shared/icon.ts";
import { LOCALES, type Locale } from "../../shared/i18n.ts";
import type { CodeEditor } from "../code/code-editor.ts";
import "../code/code-editor.ts";
import { keysOf, type Known } from "../core/completion.ts";
import type { Problem } from "../core/contract.ts";
import { questionOf, tagsOf, type Row } from "../core/entries.ts";
import { inOrder, spanOf } from "../core/problems.ts";
import {
  addLanguage,
  addPhrasings,
  entrySnippet,
  toAnswer,
  type Edit,
} from "../core/yaml-edits.ts";
import { entriesOf, entryAt, type DraftEntry } from "../core/yaml-entries.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { EditorStore, State } from "../shell/editor-store.ts";
import "./problems.ts";
import "./side.ts";

/** What is shown when a file is opened. */
export type Goal =
  | { readonly to: "entry"; readonly id: string; readonly focus: boolean }
  | { readonly to: "problem"; readonly problem: Problem }
  | { readonly to: "span"; readonly from: number; readonly until: number }
  | { readonly to: "new" };

/**
 * A file as it is being written: the text, what is wrong with it, and how customers will see it.
 *
 * @fires entry-shown - `detail: id`; the caret is in another entry now
 * @fires back
 */
@customElement("hr-edit")
export class EditScreen extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) 23rem;
        min-height: 0;
      }
      .bar {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hr-space-1) var(--hr-space-2);
        min-height: 3.5rem;
        padding: var(--hr-space-1) var(--hr-space-3) var(--hr-space-1) var(--hr-space-4);
        border-bottom: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      .title {
        flex: 1 1 12rem;
        min-width: 0;
      }
      h1 {
        overflow: hidden;
        font-size: var(--hr-text-m);
        font-weight: 650;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .file {
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .back {
        display: none;
      }
      .writing {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr) auto;
        min-width: 0;
        min-height: 0;
      }
      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hr-space-2);
        padding: var(--hr-space-2) var(--hr-space-4);
        background: var(--hr-warn-soft);
        color: var(--hr-warn);
        font-size: var(--hr-text-s);
      }
      .notice p {
        flex: 1;
      }
      .below {
        max-height: 14rem;
        overflow-y: auto;
        border-top: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      aside {
        display: grid;
        grid-template-rows: minmax(0, 1fr);
        min-height: 0;
        border-inline-start: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      .side-toggle {
        display: none;
      }
      @media (max-width: 74rem) {
        :host {
          position: relative;
          grid-template-columns: minmax(0, 1fr);
        }
        .side-toggle {
          display: inline-flex;
        }
        aside {
          position: absolute;
          inset: 3.5rem 0 0 auto;
          z-index: 5;
          width: min(24rem, 100%);
          box-shadow: var(--hr-lift);
        }
        aside:not(.shown) {
          display: none;
        }
      }
      @media (max-width: 58rem) {
        .tool .text {
          ${unseen}
        }
        .tool {
          width: 2.25rem;
          padding: 0;
        }
      }
      @media (max-width: 45rem) {
        .back {
          display: inline-flex;
        }
        .bar {
          padding-inline: var(--hr-space-2);
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) store!: EditorStore;
  @property({ attribute: false }) rows: readonly Row[] = [];
  @property({ attribute: false }) file!: string;
  @property({ attribute: false }) goal: Goal | null = null;

  @state() private entries: readonly DraftEntry[] = [];
  @state() private current: DraftEntry | null = null;
  @state() private sideShown = false;

  @query("hr-code") private code!: CodeEditor | null;

  private text = "";
  private reached: Goal | null = null;
  private caret = 0;

  /** Tells the store what was typed in this very moment. */
  flush(): void {
    this.code?.flush();
  }

  nextProblem(): void {
    this.code?.nextProblem();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const text = this.store.textOf(this.file) ?? "";
    if (text !== this.text || changed.has("file")) {
      this.text = text;
      this.entries = entriesOf(text);
      if (changed.has("file")) this.current = null;
      else this.current = entryAt(this.entries, this.caret);
    }
  }

  override render(): TemplateResult {
    const { words, current, file, state } = this;
    if (this.store.textOf(file) === null && this.goal?.to !== "new") {
      return html`<p class="notice" role="status">
        ${state.away ? words.faqAway : words.loading}
      </p>`;
    }
    const warnings = state.checked.warnings.filter((problem) => problem.file === file);
    const problems = inOrder([...state.checked.errors, ...warnings]);
    const here = problems.filter((problem) => problem.file === file);
    const drafted = file in state.drafts;
    const title = current ? questionOf(current, this.locale) || file : file;
    return html`
      <div class="bar">
        <button
          class="quiet square back"
          aria-label=${words.backToList}
          @click=${() => this.fire("back")}
        >
          ${icon(ArrowLeft)}
        </button>
        <div class="title">
          <h1 lang=${this.locale}>${title}</h1>
          <p class="file">
            ${file}${current ? html` · <code>${current.id}</code>` : nothing}
            ${drafted ? html`<span class="mark accent">${words.draft}</span>` : nothing}
          </p>
        </div>
        ${this.tool(MessageSquarePlus, words.addPhrasing, this.addPhrasing, current === null)}
        ${
          current && LOCALES.some((locale) => current.question[locale] === undefined)
            ? this.tool(Languages, words.addLanguage, this.addLanguage, false)
            : nothing
        }
        ${drafted ? this.tool(Undo2, words.discardDraft, this.discard, false) : nothing}
        <button
          class="side-toggle square"
          aria-label=${this.sideShown ? words.hideSide : words.showSide}
          aria-expanded=${this.sideShown}
          @click=${() => (this.sideShown = !this.sideShown)}
        >
          ${icon(PanelRight)}
        </button>
      </div>
      <div class="writing">
        <div>
          ${
            this.store.outdated.includes(file)
              ? html`<div class="notice" role="status">
                  <p>${words.outdated(file)}</p>
                  <button @click=${() => this.fire("see-both")}>${words.seeBoth}</button>
                </div>`
              : nothing
          }
        </div>
        <hr-code
          .file=${file}
          .text=${this.text}
          .locale=${this.locale}
          .label=${words.textOf(file)}
          .problems=${here}
          .lit=${current && { from: current.from, to: current.to }}
          .known=${this.known}
          @edit=${(event: CustomEvent<{ file: string; text: string }>) =>
            this.store.edit(event.detail.file, event.detail.text)}
          @cursor=${(event: CustomEvent<number>) => this.moved(event.detail)}
        ></hr-code>
        <div class="below" role="region" aria-label=${words.problems} aria-live="polite">
          <hr-problems
            .words=${words}
            .problems=${problems}
            .fine=${drafted ? words.noErrors : words.noErrorsPublished}
          ></hr-problems>
        </div>
      </div>
      <aside class=${this.sideShown ? "shown" : ""} aria-label=${words.side}>
        <hr-side
          .words=${words}
          .locale=${this.locale}
          .entry=${current}
          .rows=${this.rows}
          .store=${this.store}
          @write=${(event: CustomEvent<Locale>) => this.toAnswer(event.detail)}
        ></hr-side>
      </aside>
    `;
  }

  protected override updated(): void {
    if (this.goal === null || this.goal === this.reached || !this.code) return;
    const { goal, code } = this;
    // The text editor takes in the file first, then it can show a place of it.
    void code.updateComplete.then(() => {
      if (this.goal !== goal || this.reached === goal) return;
      // The file may still be on its way; the update that brings it comes here again.
      if (goal.to === "entry" && this.entries.length === 0) return;
      this.reached = goal;
      this.reach(goal, code);
    });
  }

  private reach(goal: Goal, code: CodeEditor): void {
    switch (goal.to) {
      case "entry": {
        const entry = this.entries.find(({ id }) => id === goal.id) ?? this.entries[0];
        if (entry) code.reveal(entry.from, entry.from, goal.focus);
        break;
      }
      case "problem": {
        const { from, to } = spanOf(this.text, goal.problem);
        code.reveal(from, to, true, "center");
        break;
      }
      case "span":
        code.reveal(goal.from, goal.until, true, "center");
        break;
      case "new":
        code.appendSnippet(entrySnippet());
    }
  }

  private tool(
    picture: Parameters<typeof icon>[0],
    text: string,
    act: () => void,
    disabled: boolean,
  ): TemplateResult {
    return html`<button class="tool" title=${text} ?disabled=${disabled} @click=${act}>
      ${icon(picture)}<span class="text">${text}</span>
    </button>`;
  }

  private readonly known = (): Known => ({
    keys: keysOf(this.state.schema),
    tags: tagsOf(this.rows),
    ids: this.rows.map((row) => ({ id: row.id, question: questionOf(row, this.locale) })),
  });

  private moved(offset: number): void {
    this.caret = offset;
    const entry = entryAt(this.entries, offset);
    if (entry?.id === this.current?.id) return;
    this.current = entry;
    if (entry) this.fire("entry-shown", entry.id);
  }

  private toAnswer(locale: Locale): void {
    const id = this.current?.id;
    if (id === undefined) return;
    this.sideShown = false;
    this.change((text) => toAnswer(text, id, locale));
  }

  private readonly addPhrasing = (): void => {
    const entry = this.current;
    if (!entry) return;
    const locale =
      entry.question[this.locale] === undefined
        ? (LOCALES.find((l) => entry.question[l]) ?? this.locale)
        : this.locale;
    this.change((text) => addPhrasings(text, entry.id, locale, [""]));
  };

  private readonly addLanguage = (): void => {
    const id = this.current?.id;
    if (id !== undefined) this.change((text) => addLanguage(text, id));
  };

  private readonly discard = (): void => {
    if (confirm(this.words.discardQuestion(this.file))) this.store.discard(this.file);
  };

  /** Changes the text as it is at this moment, and goes on typing where the change was. */
  private change(make: (text: string) => Edit | null): void {
    this.flush();
    const { file } = this;
    void this.store.apply(file, make).then(async (edit) => {
      if (edit === null) return;
      await this.updateComplete;
      await this.code?.updateComplete;
      this.code?.reveal(edit.select.from, edit.select.to, true, "center");
    });
  }

  private fire(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
