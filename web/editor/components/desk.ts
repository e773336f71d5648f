import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { BookOpen, CircleAlert, X } from "lucide";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { SignedIn } from "../../agent-console/shell/api.ts";
import { base } from "../../agent-console/styles/base.ts";
import type { Gap, Problem } from "../core/contract.ts";
import { GOLDEN } from "../core/drafts.ts";
import { rowsOf, type Row } from "../core/entries.ts";
import { draftInto, wordsInto } from "../core/gaps.ts";
import { hashOf, routeOf, type Route } from "../core/route.ts";
import { toAnswer } from "../core/yaml-edits.ts";
import { entriesOf } from "../core/yaml-entries.ts";
import type { Catalogue } from "../messages/messages.ts";
import { EditorApi } from "../shell/api.ts";
import { draftMemoryOf } from "../shell/draft-memory.ts";
import { EditorStore, type State } from "../shell/editor-store.ts";
import type { EditScreen, Goal } from "./edit.ts";
import "./edit.ts";
import type { EntryList } from "./entry-list.ts";
import "./entry-list.ts";
import "./gaps.ts";
import "./header.ts";
import "./history.ts";
import type { Keys } from "./keys.ts";
import "./keys.ts";
import type { NewEntry } from "./new-entry.ts";
import "./new-entry.ts";
import "./review.ts";
import "./status.ts";
import "./try.ts";

/**
 * The desk of a signed-in editor. Holds the store and knows where one is; its parts only show and ask.
 *
 * @fires shut - `detail: "signed_out" | "forbidden"`
 */
@customElement("hr-editor-desk")
export class EditorDesk extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100dvh;
        overflow: hidden;
      }
      .skip {
        position: absolute;
        inset: var(--hr-space-2) auto auto var(--hr-space-2);
        z-index: 10;
        transform: translateY(-200%);
      }
      .skip:focus-visible {
        transform: none;
      }
      .panes {
        display: grid;
        flex: 1;
        grid-template-columns: 21.5rem minmax(0, 1fr);
        min-height: 0;
      }
      .list {
        display: grid;
        min-width: 0;
        min-height: 0;
        border-inline-end: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      .whole {
        grid-template-columns: minmax(0, 1fr);
      }
      .whole .list {
        display: none;
      }
      main {
        display: grid;
        min-width: 0;
        min-height: 0;
        outline: none;
      }
      .welcome {
        display: grid;
        align-content: start;
        justify-items: center;
        gap: var(--hr-space-4);
        padding: 10vh var(--hr-space-4) var(--hr-space-4);
        overflow-y: auto;
        color: var(--hr-ink-soft);
        text-align: center;
      }
      .welcome > .icon {
        width: 2.5rem;
        height: 2.5rem;
        color: var(--hr-accent);
      }
      .welcome h1 {
        color: var(--hr-ink);
        font-size: var(--hr-text-xl);
        font-weight: 650;
      }
      .welcome p {
        max-width: 30rem;
      }
      .welcome hr-try {
        width: min(34rem, 100%);
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-m);
        background: var(--hr-surface);
        color: var(--hr-ink);
        text-align: start;
      }
      .refusal {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        padding: var(--hr-space-1) var(--hr-space-4);
        background: var(--hr-danger-soft);
        color: var(--hr-danger);
        font-size: var(--hr-text-s);
      }
      .refusal p {
        flex: 1;
      }
      .refusal button {
        border: 0;
        background: none;
        color: inherit;
      }
      @media (max-width: 58rem) {
        .panes:not(.whole) {
          grid-template-columns: 17rem minmax(0, 1fr);
        }
      }
      @media (max-width: 45rem) {
        .panes:not(.whole) {
          grid-template-columns: minmax(0, 1fr);
        }
        .panes.opened .list,
        .panes:not(.opened):not(.whole) main {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) editor!: SignedIn;
  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;

  @state() private route: Route = routeOf(location.hash);
  @state() private goal: Goal | null = null;
  /** The file on screen; may be one that is nowhere but in a draft. */
  @state() private file: string | null = null;
  /** The entry in which the caret is. */
  @state() private current: string | null = null;
  @state() private said = "";

  @query("hr-entry-list") private list!: EntryList;
  @query("hr-edit") private edit!: EditScreen | null;
  @query("hr-keys") private keys!: Keys;
  @query("hr-new-entry") private newEntry!: NewEntry;
  @query("main") private main!: HTMLElement;

  private store!: EditorStore;
  private rows: readonly Row[] = [];
  private rowsFor: readonly unknown[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.store = new EditorStore(
      new EditorApi(),
      draftMemoryOf(this.editor.id),
      () => this.requestUpdate(),
      (why) => this.dispatchEvent(new CustomEvent("shut", { detail: why })),
    );
    void this.store.start().then(() => this.follow());
    window.addEventListener("hashchange", this.follow);
    window.addEventListener("keydown", this.key);
    window.addEventListener("beforeunload", this.leaving);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.stop();
    window.removeEventListener("hashchange", this.follow);
    window.removeEventListener("keydown", this.key);
    window.removeEventListener("beforeunload", this.leaving);
  }

  protected override willUpdate(): void {
    const { content, drafts, files, checked, usage } = this.store.state;
    const parts = [content, drafts, files, checked, usage];
    if (parts.every((part, n) => part === this.rowsFor[n])) return;
    this.rowsFor = parts;
    const problems = [...checked.errors, ...checked.warnings];
    const drafted = Object.keys(drafts).map((name) => {
      const published = files[name];
      return {
        name,
        text: drafts[name]!.text,
        entries: entriesOf(drafts[name]!.text),
        published: published ? { text: published.text, entries: entriesOf(published.text) } : null,
      };
    });
    const today = new Date().toISOString().slice(0, 10);
    this.rows = rowsOf(content?.entries ?? [], drafted, problems, usage, today);
  }

  override render(): TemplateResult {
    const { words, locale, store, route } = this;
    const { state } = store;
    const whole = route.view !== "entries";
    const opened = !whole && this.file !== null;
    return html`
      <button class="skip" @click=${() => this.main.focus()}>${words.skipToContent}</button>
      <hr-editor-header
        role="banner"
        .words=${words}
        .locale=${locale}
        .view=${route.view}
        .name=${this.editor.name}
        .gaps=${state.gaps?.clusters.length ?? null}
        .unpublished=${Object.keys(state.drafts).length}
        @show-keys=${() => this.keys.show()}
      ></hr-editor-header>
      ${
        state.refusal
          ? html`<div class="refusal" role="alert">
              ${icon(CircleAlert)}
              <p>${state.refusal}</p>
              <button
                class="square"
                aria-label=${words.close}
                @click=${() => store.dismissRefusal()}
              >
                ${icon(X)}
              </button>
            </div>`
          : nothing
      }
      <div class="panes ${whole ? "whole" : ""} ${opened ? "opened" : ""}">
        <div class="list" role="region" aria-label=${words.entries} ?inert=${whole}>
          <hr-entry-list
            .words=${words}
            .locale=${locale}
            .rows=${this.rows}
            .selected=${this.current}
            ?checking=${state.deep.is === "running"}
            ?ready=${state.content !== null}
            @open-entry=${(event: CustomEvent<{ file: string; id: string }>) =>
              this.open(event.detail.id, event.detail.file)}
            @want-problems=${this.wantProblems}
            @new-entry=${() => this.newEntry.show(this.file === GOLDEN ? null : this.file)}
          ></hr-entry-list>
        </div>
        <main
          tabindex="-1"
          @jump=${(event: CustomEvent<Problem>) => this.jump(event.detail)}
          @open-entry=${(event: CustomEvent<{ id: string }>) => this.open(event.detail.id)}
          @open-file=${(event: CustomEvent<string>) => this.show(event.detail, null)}
        >
          ${this.view(state)}
        </main>
      </div>
      <hr-status
        role="contentinfo"
        .words=${words}
        .locale=${locale}
        .state=${state}
        @jump=${(event: CustomEvent<Problem>) => this.jump(event.detail)}
      ></hr-status>
      <p class="spoken" role="status">${this.said}</p>
      <hr-keys .words=${words}></hr-keys>
      <hr-new-entry
        .words=${words}
        .files=${this.names.filter((name) => name !== GOLDEN)}
        @chosen=${(event: CustomEvent<string>) => this.show(event.detail, { to: "new" })}
      ></hr-new-entry>
    `;
  }

  private view(state: State): TemplateResult {
    const { words, locale, store, rows } = this;
    switch (this.route.view) {
      case "publish":
        return html`<hr-review
          .words=${words}
          .locale=${locale}
          .state=${state}
          .store=${store}
          .rows=${rows}
        ></hr-review>`;
      case "history":
        return html`<hr-history
          .words=${words}
          .locale=${locale}
          .state=${state}
          .store=${store}
          .chosen=${this.route.id === null ? null : Number(this.route.id)}
        ></hr-history>`;
      case "gaps":
        return html`<hr-gaps
          .words=${words}
          .locale=${locale}
          .state=${state}
          .store=${store}
          .rows=${rows}
          @add-words=${(event: CustomEvent<{ gap: Gap; id: string }>) =>
            void this.addWords(event.detail.gap, event.detail.id)}
          @draft-entry=${(event: CustomEvent<{ gap: Gap; file: string }>) =>
            void this.draftEntry(event.detail.gap, event.detail.file)}
        ></hr-gaps>`;
      case "entries":
        if (this.file === null) return this.welcome();
        return html`<hr-edit
          .words=${words}
          .locale=${locale}
          .state=${state}
          .store=${store}
          .rows=${rows}
          .file=${this.file}
          .goal=${this.goal}
          @entry-shown=${(event: CustomEvent<string>) => this.reached(event.detail)}
          @back=${this.close}
          @see-both=${this.seeBoth}
        ></hr-edit>`;
    }
  }

  private welcome(): TemplateResult {
    const { words } = this;
    return html`<div class="welcome">
      ${icon(BookOpen)}
      <h1>${words.chooseEntry}</h1>
      <p>${words.chooseEntryHint}</p>
      <hr-try .words=${words} .locale=${this.locale} .store=${this.store}></hr-try>
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const { words } = this;
    const count = Object.keys(this.store.state.drafts).length;
    document.title = `${count > 0 ? `(${count}) ` : ""}${words.editor} · ${words.product}`;
  }

  /** Opens an entry where it stands now: in a draft, or as published. */
  private open(id: string, file?: string): void {
    const row = this.rows.find((each) => each.id === id && (!file || each.file === file));
    if (!row || row.file === "") {
      this.store.refuse(this.words.noSuchEntry(id));
      return;
    }
    this.current = id;
    this.show(row.file, { to: "entry", id, focus: true });
  }

  /** Shows a place of a file. The address follows, so that a reload and the back button find it again. */
  private show(file: string, goal: Goal | null): void {
    this.edit?.flush();
    this.file = file;
    this.goal = goal ?? { to: "entry", id: this.current ?? "", focus: true };
    this.go({ view: "entries", file, id: goal?.to === "entry" ? goal.id : null });
    void this.store.file(file);
  }

  private jump(problem: Problem): void {
    if (this.names.includes(problem.file)) {
      this.current = problem.entry ?? null;
      this.show(problem.file, { to: "problem", problem });
    } else if (problem.entry) this.open(problem.entry);
  }

  /** The caret went into another entry: the list and the address follow quietly. */
  private reached(id: string): void {
    this.current = id;
    this.route = { view: "entries", file: this.file, id };
    history.replaceState(null, "", hashOf(this.route));
  }

  private go(route: Route): void {
    this.route = route;
    const hash = hashOf(route);
    if (location.hash !== hash) history.pushState(null, "", hash);
  }

  private readonly follow = (): void => {
    this.edit?.flush();
    const before = this.route;
    this.route = routeOf(location.hash);
    const { view, file, id } = this.route;
    if (view !== "entries") return;
    const known = file !== null && this.names.includes(file);
    if (!known && this.store.state.content !== null && before.view !== "entries" && file === null) {
      // Back from another page by its name in the header: what was open is open still.
      if (this.file !== null) {
        this.goal = { to: "entry", id: this.current ?? "", focus: false };
        history.replaceState(null, "", hashOf({ view, file: this.file, id: this.current }));
      }
      return;
    }
    this.file = known ? file : null;
    this.current = known ? id : null;
    if (known) {
      this.goal = { to: "entry", id: id ?? "", focus: false };
      void this.store.file(file);
    }
  };

  private readonly close = (): void => {
    this.edit?.flush();
    this.file = null;
    this.current = null;
    this.go({ view: "entries", file: null, id: null });
    void this.updateComplete.then(() => this.list.focusSearch());
  };

  private readonly wantProblems = (): void => {
    if (this.store.state.deep.is === "none") void this.store.check(true);
  };

  private readonly seeBoth = async (): Promise<void> => {
    await this.store.showConflicts();
    this.go({ view: "publish", file: null, id: null });
  };

  private async addWords(gap: Gap, id: string): Promise<void> {
    const file = this.rows.find((row) => row.id === id)?.file;
    if (!file) {
      this.store.refuse(this.words.noSuchEntry(id));
      return;
    }
    const edit = await this.store.apply(file, (text) => wordsInto(text, id, gap));
    if (edit === null) return;
    this.current = id;
    this.show(file, { to: "span", from: edit.select.from, until: edit.select.to });
  }

  private async draftEntry(gap: Gap, file: string): Promise<void> {
    const ids = new Set(this.rows.map((row) => row.id));
    const edit = await this.store.apply(file, (text) => draftInto(text, gap, ids));
    if (edit === null) return;
    const added = entriesOf(this.store.textOf(file) ?? "").at(-1);
    if (!added) return;
    this.current = added.id;
    // What is left to do is the answer, in the language in which the customer asked.
    const asked = gap.questions[0]?.locale ?? this.locale;
    const place = await this.store.apply(file, (text) => toAnswer(text, added.id, asked));
    const { from, to } = place?.select ?? { from: added.from, to: added.from };
    this.show(file, { to: "span", from, until: to });
  }

  private get names(): readonly string[] {
    const published = this.store.state.content?.files.map((file) => file.name) ?? [];
    return [...new Set([...published, ...Object.keys(this.store.state.drafts)])].sort();
  }

  private readonly leaving = (event: BeforeUnloadEvent): void => {
    this.edit?.flush();
    if (Object.keys(this.store.state.drafts).length > 0) event.preventDefault();
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === "Enter" && this.route.view !== "publish") {
      event.preventDefault();
      this.edit?.flush();
      this.go({ view: "publish", file: null, id: null });
    } else if (control && event.key.toLowerCase() === "s") {
      event.preventDefault();
      this.edit?.flush();
      this.said = this.words.keptHere(Object.keys(this.store.state.drafts).length);
    } else if (event.key === "/" && !control && !event.altKey && !isForWriting(event)) {
      event.preventDefault();
      if (this.route.view !== "entries") this.go({ view: "entries", file: null, id: null });
      void this.updateComplete.then(() => this.list.focusSearch());
    } else if (event.key === "F8" && !event.defaultPrevented && this.edit) {
      event.preventDefault();
      this.edit.nextProblem();
    }
  };
}

/** Whether a key press belongs to a text field, or to a dialog that lies over the page. */
function isForWriting(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some(
      (target) =>
        target instanceof HTMLTextAreaElement ||
        target instanceof HTMLDialogElement ||
        target instanceof HTMLSelectElement ||
        (target instanceof HTMLInputElement && target.type !== "radio") ||
        (target instanceof HTMLElement && target.isContentEditable),
    );
}
