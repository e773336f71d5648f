import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { SignedIn } from "../../shared/desk/account.ts";
import { isForWriting } from "../../shared/desk/keyboard.ts";
import { base } from "../../shared/desk/styles/base.ts";
import { layout } from "../../shared/desk/styles/layout.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Gap, Problem } from "../core/contract.ts";
import { fileNames, GOLDEN } from "../core/drafts.ts";
import type { Row } from "../core/entries.ts";
import { hashOf, routeOf, type Route } from "../core/route.ts";
import type { Catalogue } from "../messages/messages.ts";
import { EditorApi } from "../shell/api.ts";
import { draftMemoryOf } from "../shell/draft-memory.ts";
import { EditorStore, type State } from "../shell/editor-store.ts";
import { addWords, draftEntry, type Place } from "../shell/gap-edits.ts";
import { Rows } from "../shell/rows.ts";
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
import "./refusal.ts";
import "./review.ts";
import "./status.ts";
import "./welcome.ts";

/** Inputs in which the single key goes on working. */
const PRESSED: readonly string[] = ["radio"];

/**
 * The desk of a signed-in editor. Holds the store and knows where one is; its parts only show and ask.
 *
 * @fires shut - `detail: "signed_out" | "forbidden"`
 */
@customElement("hr-editor-desk")
export class EditorDesk extends LitElement {
  static override styles = [
    base,
    layout,
    css`
      .panes {
        grid-template-columns: 21.5rem minmax(0, 1fr);
      }
      .list {
        display: grid;
        border-inline-end: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      .whole {
        grid-template-columns: minmax(0, 1fr);
      }
      .whole .list {
        display: none;
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
  private readonly made = new Rows();
  private rows: readonly Row[] = [];

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
    this.rows = this.made.of(this.store.state);
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
        @show-shortcuts=${() => this.keys.show()}
      ></hr-editor-header>
      ${
        state.refusal
          ? html`<hr-refusal
              role="alert"
              .words=${words}
              .why=${state.refusal}
              @dismiss=${() => store.dismissRefusal()}
            ></hr-refusal>`
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
        if (this.file === null) {
          return html`<hr-welcome .words=${words} .locale=${locale} .store=${store}></hr-welcome>`;
        }
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
    if (file) this.goOn(await addWords(this.store, gap, id, file));
    else this.store.refuse(this.words.noSuchEntry(id));
  }

  private async draftEntry(gap: Gap, file: string): Promise<void> {
    const ids = new Set(this.rows.map((row) => row.id));
    this.goOn(await draftEntry(this.store, gap, file, ids, this.locale));
  }

  private goOn(place: Place | null): void {
    if (place === null) return;
    this.current = place.id;
    this.show(place.file, { to: "span", from: place.from, until: place.to });
  }

  private get names(): readonly string[] {
    const { content, drafts } = this.store.state;
    return fileNames(content?.files ?? [], drafts);
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
    } else if (event.key === "/" && !control && !event.altKey && !isForWriting(event, PRESSED)) {
      event.preventDefault();
      if (this.route.view !== "entries") this.go({ view: "entries", file: null, id: null });
      void this.updateComplete.then(() => this.list.focusSearch());
    } else if (event.key === "F8" && !event.defaultPrevented && this.edit) {
      event.preventDefault();
      this.edit.nextProblem();
    }
  };
}
