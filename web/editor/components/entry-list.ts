import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Plus, Search } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { row } from "../../shared/desk/styles/row.ts";
import { icon } from "../../shared/icon.ts";
import { LOCALES, percent, type Locale } from "../../shared/i18n.ts";
import {
  filtered,
  helpfulShare,
  NO_FILTER,
  phrasingsOf,
  questionOf,
  tagsOf,
  type Filter,
  type Row,
  type Sort,
} from "../core/entries.ts";
import type { Catalogue } from "../messages/messages.ts";
import { bar } from "./bar.ts";

/** What the second filter offers, and what each choice means. */
const SHOW: Readonly<Record<string, Partial<Filter>>> = {
  all: { state: "any", has: "any" },
  changed: { state: "any", has: "changed" },
  problems: { state: "any", has: "problems" },
  en_missing: { state: "any", has: "en_missing" },
  ko_missing: { state: "any", has: "ko_missing" },
  live: { state: "live", has: "any" },
  future: { state: "future", has: "any" },
  expired: { state: "expired", has: "any" },
};
const SORTS: readonly Sort[] = ["file", "served", "helpful", "person"];

/**
 * The list of entries: found by text, narrowed by filters, walked with the arrow keys.
 *
 * @fires open-entry - `detail: {file, id}`
 * @fires want-problems - the list shall show which entries have problems
 * @fires new-entry
 */
@customElement("hr-entry-list")
export class EntryList extends LitElement {
  static override styles = [
    base,
    row,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .tools {
        display: grid;
        gap: var(--hr-space-2);
        padding: var(--hr-space-3);
        border-bottom: 1px solid var(--hr-line);
      }
      .first,
      .selects {
        display: flex;
        gap: var(--hr-space-2);
      }
      .search {
        position: relative;
        flex: 1;
        min-width: 0;
      }
      .search .icon {
        position: absolute;
        inset: 0.5625rem auto auto 0.625rem;
        color: var(--hr-ink-soft);
      }
      input,
      select {
        width: 100%;
        min-width: 0;
        min-height: 2.25rem;
        border: 1px solid var(--hr-line-strong);
        border-radius: var(--hr-radius-s);
        background: var(--hr-surface);
        font-size: var(--hr-text-s);
      }
      input {
        padding: 0 var(--hr-space-2) 0 2.125rem;
      }
      select {
        padding: 0 var(--hr-space-1);
        border-color: var(--hr-line);
        text-overflow: ellipsis;
      }
      .selects {
        flex-wrap: wrap;
      }
      .selects label {
        flex: 1 1 6rem;
        min-width: 0;
      }
      @media (max-width: 58rem) and (min-width: 45.01rem) {
        .selects label {
          flex-basis: 7.25rem;
        }
      }
      .count {
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      ul {
        flex: 1;
        min-height: 0;
        padding: var(--hr-space-2);
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      li.row {
        padding-block: var(--hr-space-2);
        content-visibility: auto;
        contain-intrinsic-size: auto 4.5rem;
      }
      .choose {
        display: block;
        width: 100%;
        font-size: var(--hr-text-s);
        font-weight: 600;
        line-height: 1.4;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.125rem 0.375rem;
        margin-top: 0.1875rem;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .mark {
        min-height: 1.125rem;
        line-height: 1.125rem;
        font-size: 0.6875rem;
      }
      .mark.warn {
        background: var(--hr-warn-soft);
        color: var(--hr-warn);
      }
      .mark.danger {
        background: var(--hr-danger-soft);
        color: var(--hr-danger);
      }
      .use {
        margin-top: 0.125rem;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
        font-variant-numeric: tabular-nums;
      }
      .use .bar {
        display: block;
        height: 0.5rem;
      }
      .empty {
        padding: var(--hr-space-4);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) rows: readonly Row[] = [];
  @property({ attribute: false }) selected: string | null = null;
  @property({ type: Boolean }) checking = false;
  @property({ type: Boolean }) ready = false;

  @state() private filter: Filter = NO_FILTER;
  @state() private show = "all";

  @query("#search") private search!: HTMLInputElement;

  private shown: readonly Row[] = [];
  private tags: readonly string[] = [];

  focusSearch(): void {
    this.search.focus();
    this.search.select();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("rows")) this.tags = tagsOf(this.rows);
    this.shown = filtered(this.rows, this.filter);
  }

  override render(): TemplateResult {
    const { words, rows, shown } = this;
    const most = Math.max(1, ...rows.map((each) => each.usage.served));
    return html`
      <div class="tools" role="search">
        <div class="first">
          <div class="search">
            ${icon(Search)}
            <input
              id="search"
              type="search"
              aria-label=${words.searchEntries}
              placeholder=${words.searchEntries}
              aria-keyshortcuts="/"
              .value=${this.filter.text}
              @input=${(event: Event) =>
                this.narrow({ text: (event.target as HTMLInputElement).value })}
              @keydown=${this.fromSearch}
            />
          </div>
          <button
            class="square"
            aria-label=${words.newEntry}
            title=${words.newEntry}
            @click=${() => this.fire("new-entry")}
          >
            ${icon(Plus)}
          </button>
        </div>
        <div class="selects">
          <label>
            <span class="spoken">${words.tag}</span>
            <select
              @change=${(event: Event) =>
                this.narrow({ tag: (event.target as HTMLSelectElement).value })}
            >
              <option value="">${words.allTags}</option>
              ${this.tags.map((tag) => html`<option value=${tag}>${tag}</option>`)}
            </select>
          </label>
          <label>
            <span class="spoken">${words.show}</span>
            <select @change=${this.choose}>
              ${Object.keys(SHOW).map(
                (key) => html`<option value=${key}>${words.shows[key as "all"]}</option>`,
              )}
            </select>
          </label>
          <label>
            <span class="spoken">${words.sort}</span>
            <select
              @change=${(event: Event) =>
                this.narrow({ sort: (event.target as HTMLSelectElement).value as Sort })}
            >
              ${SORTS.map((sort) => html`<option value=${sort}>${words.sorts[sort]}</option>`)}
            </select>
          </label>
        </div>
        <p class="count" role="status">
          ${this.checking ? words.checkingAll : words.entriesShown(shown.length, rows.length)}
        </p>
      </div>
      ${
        shown.length > 0
          ? html`<ul @keydown=${this.walk} aria-label=${words.entries}>
              ${repeat(
                shown,
                (each) => `${each.file}/${each.id}/${each.line}`,
                (each) => this.row(each, most),
              )}
            </ul>`
          : html`<p class="empty">${this.ready ? words.noEntryFits : words.loading}</p>`
      }
    `;
  }

  /** What was opened from elsewhere is seen in the list too. */
  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("selected") && this.selected !== null) {
      this.renderRoot.querySelector(".row.selected")?.scrollIntoView({ block: "nearest" });
    }
  }

  private row(each: Row, most: number): TemplateResult {
    const { words } = this;
    const chosen = this.selected === each.id;
    const missing = LOCALES.filter((locale) => !each.languages.includes(locale));
    return html`<li class="row ${chosen ? "selected" : ""}">
      <button
        class="choose"
        lang=${each.question[this.locale] === undefined ? (each.languages[0] ?? nothing) : this.locale}
        aria-current=${chosen ? "true" : nothing}
        @click=${() => this.fire("open-entry", { file: each.file, id: each.id })}
      >
        ${questionOf(each, this.locale)}
      </button>
      <div class="facts">
        ${each.change ? html`<span class="mark accent">${words.changes[each.change]}</span>` : nothing}
        ${
          each.problems > 0
            ? html`<span class="mark danger">${words.problemCount(each.problems)}</span>`
            : nothing
        }
        ${each.state === "live" ? nothing : html`<span class="mark warn">${words.states[each.state]}</span>`}
        ${missing.map((locale) => html`<span class="mark warn">${words.missing[locale]}</span>`)}
        <span>${each.languages.map((locale) => words.languages[locale]).join(" · ")}</span>
        <span aria-hidden="true">·</span>
        <span>${words.phrasingCount(phrasingsOf(each))}</span>
      </div>
      ${this.use(each, most)}
    </li>`;
  }

  private use({ usage }: Row, most: number): TemplateResult | typeof nothing {
    const { words } = this;
    if (usage.served === 0 && usage.person === 0) return nothing;
    // By the square root: next to the entry that everybody asks for, the others can still be told apart.
    const width = Math.sqrt(usage.served / most);
    const person = usage.served === 0 ? 0 : Math.min(usage.person / usage.served, 1) * width;
    const helpful = helpfulShare(usage);
    const parts = [
      words.servedCount(usage.served),
      ...(helpful === null ? [] : [words.helpfulShare(percent(this.locale, helpful))]),
      ...(usage.person > 0 ? [words.personCount(usage.person)] : []),
    ];
    return html`<div class="use">
      <span>${parts.join(" · ")}</span>
      ${bar([
        { share: width - person, tone: "accent" },
        { share: person, tone: "person" },
      ])}
    </div>`;
  }

  private narrow(part: Partial<Filter>): void {
    this.filter = { ...this.filter, ...part };
  }

  private readonly choose = (event: Event): void => {
    this.show = (event.target as HTMLSelectElement).value;
    this.narrow(SHOW[this.show]!);
    if (this.show === "problems") this.fire("want-problems");
  };

  private readonly fromSearch = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.buttons()[0]?.focus();
    } else if (event.key === "Enter" && this.shown[0]) {
      const { file, id } = this.shown[0];
      this.fire("open-entry", { file, id });
    } else if (event.key === "Escape" && this.filter.text !== "") {
      event.stopPropagation();
      this.narrow({ text: "" });
    }
  };

  private readonly walk = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = this.buttons();
    const at = buttons.indexOf(this.renderRoot.querySelector(":focus") as HTMLButtonElement);
    if (at + step < 0) this.search.focus();
    else buttons[at + step]?.focus();
  };

  private buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>(".choose")];
  }

  private fire(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
