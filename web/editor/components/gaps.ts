import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { FilePlus2, MessageSquarePlus } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import { dayAndTime, LOCALES, percent, type Locale } from "../../shared/i18n.ts";
import type { DismissReason, Gap, GapKind } from "../core/contract.ts";
import type { Row } from "../core/entries.ts";
import { fileNames, GOLDEN } from "../core/drafts.ts";
import { fileForGap } from "../core/gaps.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { EditorStore, State } from "../shell/editor-store.ts";
import { panel } from "../styles/panel.ts";
import { bar, type Tone } from "./bar.ts";
import { entryLink, entryLinkStyle } from "./entry-link.ts";

const KINDS: readonly GapKind[] = ["declined", "asked_back", "unhelpful", "person"];
const TONES: Readonly<Record<GapKind, Tone>> = {
  declined: "accent",
  asked_back: "plain",
  unhelpful: "good",
  person: "person",
};

/**
 * What customers ask and nobody has written an answer to, the most asked first.
 *
 * @fires open-entry - `detail: {id}`
 * @fires add-words - `detail: {gap, id}`: these words shall lead to that entry
 * @fires draft-entry - `detail: {gap, file}`
 */
@customElement("hr-gaps")
export class GapsPage extends LitElement {
  static override styles = [
    base,
    panel,
    entryLinkStyle,
    css`
      .gap {
        display: grid;
        grid-template-columns: 5.5rem minmax(0, 1fr);
        gap: var(--hr-space-2) var(--hr-space-4);
      }
      .size {
        display: grid;
        align-content: start;
        justify-items: center;
        text-align: center;
      }
      .size strong {
        font-size: 1.75rem;
        font-weight: 650;
        line-height: 1.2;
        font-variant-numeric: tabular-nums;
      }
      .body {
        display: grid;
        gap: var(--hr-space-3);
        min-width: 0;
      }
      blockquote {
        margin: 0;
      }
      .said li {
        padding-block: 0.125rem;
        overflow-wrap: anywhere;
      }
      .said li:first-child {
        font-size: var(--hr-text-l);
        font-weight: 600;
      }
      .near li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hr-space-1) var(--hr-space-3);
        padding-block: var(--hr-space-1);
      }
      .near .question {
        flex: 1 1 14rem;
        min-width: 0;
      }
      .near .entry {
        font-size: var(--hr-text-m);
        font-weight: 400;
      }
      .make select {
        max-width: 14rem;
        font-size: var(--hr-text-s);
      }
      @media (max-width: 45rem) {
        .gap {
          grid-template-columns: minmax(0, 1fr);
        }
        .size {
          grid-template-columns: auto 1fr;
          align-items: baseline;
          justify-items: start;
          gap: var(--hr-space-2);
        }
        .size .bar {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) store!: EditorStore;
  @property({ attribute: false }) rows: readonly Row[] = [];

  /** The file chosen for a gap's new entry; until then the likeliest one. */
  @state() private files: Readonly<Record<string, string>> = {};

  override connectedCallback(): void {
    super.connectedCallback();
    void this.store.loadGaps();
  }

  override render(): TemplateResult {
    const { words, state } = this;
    const clusters = state.gaps?.clusters ?? [];
    const most = Math.max(1, ...clusters.map((gap) => gap.size));
    return html`<div class="page">
      <header>
        <h1>${words.gapsTitle}</h1>
        <p class="lead">${words.gapsLead}</p>
        ${
          state.gaps
            ? html`<p class="soft" role="status">
                ${words.gapsCount(clusters.length, state.gaps.questions)}
              </p>`
            : nothing
        }
      </header>
      ${
        state.gaps === null
          ? html`<p class="lead">${state.away ? words.faqAway : words.loading}</p>`
          : clusters.length === 0
            ? html`<p class="card">${words.noGaps}</p>`
            : repeat(
                clusters,
                (gap) => gap.id,
                (gap) => this.gap(gap, most),
              )
      }
    </div>`;
  }

  private gap(gap: Gap, most: number): TemplateResult {
    const { words } = this;
    const [first, ...others] = gap.questions;
    const kinds = KINDS.filter((kind) => (gap.kinds[kind] ?? 0) > 0);
    const counted = kinds.reduce((sum, kind) => sum + gap.kinds[kind]!, 0) || 1;
    const file = this.files[gap.id] ?? fileForGap(gap, this.rows, this.names);
    return html`<article class="card gap" aria-labelledby="gap-${gap.id}">
      <div class="size">
        <strong>${gap.size}</strong>
        <span class="soft">${words.timesAsked(gap.size)}</span>
        ${bar(
          kinds.map((kind) => ({
            share: (gap.kinds[kind]! / counted) * (gap.size / most),
            tone: TONES[kind],
          })),
        )}
      </div>
      <div class="body">
        <ul class="said">
          <li id="gap-${gap.id}" lang=${first?.locale ?? nothing}>${first?.text ?? gap.id}</li>
          ${others.slice(0, 2).map((each) => this.said(each))}
        </ul>
        ${
          others.length > 2
            ? html`<details>
                <summary>${words.moreQuestions(others.length - 2)}</summary>
                <ul class="said more">
                  ${others.slice(2).map((each) => this.said(each))}
                </ul>
              </details>`
            : nothing
        }
        <p class="line">
          ${kinds.map(
            (kind) =>
              html`<span class="mark ${kind === "person" ? "person" : ""}"
                >${words.gapKinds[kind]} ${gap.kinds[kind]}</span
              >`,
          )}
          ${LOCALES.filter((locale) => (gap.languages[locale] ?? 0) > 0).map(
            (locale) =>
              html`<span class="mark">${words.languages[locale]} ${gap.languages[locale]}</span>`,
          )}
          <span class="soft"
            >${words.gapSpan(
              gap.conversations,
              dayAndTime(this.locale, gap.since),
              dayAndTime(this.locale, gap.latest),
            )}</span
          >
        </p>
        ${
          gap.nearest.length > 0
            ? html`<div>
                <h3>${words.nearest}</h3>
                <ul class="near">
                  ${gap.nearest.map(
                    (near) =>
                      html`<li>
                        <span class="question"
                          >${entryLink(near.id, near.question)}
                          <span class="soft">${percent(this.locale, near.confidence)}</span></span
                        >
                        <button
                          aria-label="${words.addWordsThere}: ${near.question}"
                          @click=${() => this.fire("add-words", { gap, id: near.id })}
                        >
                          ${icon(MessageSquarePlus)}${words.addWordsThere}
                        </button>
                      </li>`,
                  )}
                </ul>
              </div>`
            : nothing
        }
        <div class="line make">
          <button class="primary" @click=${() => this.fire("draft-entry", { gap, file })}>
            ${icon(FilePlus2)}${words.makeEntry}
          </button>
          <label
            ><span class="soft">${words.inFile} </span>
            <select
              @change=${(event: Event) =>
                (this.files = {
                  ...this.files,
                  [gap.id]: (event.target as HTMLSelectElement).value,
                })}
            >
              ${this.names.map(
                (name) => html`<option value=${name} ?selected=${name === file}>${name}</option>`,
              )}
            </select>
          </label>
          <span class="space"></span>
          ${this.dismissal(gap, "done", words.gapDone)}
          ${this.dismissal(gap, "not ours", words.gapNotOurs)}
        </div>
      </div>
    </article>`;
  }

  private said({ text, locale, times }: Gap["questions"][number]): TemplateResult {
    return html`<li lang=${locale}>
      ${text} ${times > 1 ? html`<span class="soft">× ${times}</span>` : nothing}
    </li>`;
  }

  private dismissal(gap: Gap, reason: DismissReason, text: string): TemplateResult {
    return html`<button
      class="quiet"
      title=${this.words.dismissHint}
      @click=${() => void this.store.dismiss(gap.id, reason)}
    >
      ${text}
    </button>`;
  }

  private get names(): readonly string[] {
    const { content, drafts } = this.state;
    return fileNames(content?.files ?? [], drafts).filter((name) => name !== GOLDEN);
  }

  private fire(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
