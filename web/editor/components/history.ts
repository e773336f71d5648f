import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import type { Publication } from "../core/contract.ts";
import { hashOf } from "../core/route.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { EditorStore, State } from "../shell/editor-store.ts";
import { panel } from "../styles/panel.ts";
import { question } from "../styles/question.ts";
import "./unified-diff.ts";

/** What was published, when, by whom; and the way back. */
@customElement("hr-history")
export class History extends LitElement {
  static override styles = [
    base,
    panel,
    question,
    css`
      ol {
        display: grid;
        gap: var(--hr-space-3);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      a {
        color: inherit;
        font-weight: 600;
        text-decoration-color: var(--hr-line-strong);
        text-underline-offset: 0.2em;
      }
      .message {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .files {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hr-space-1) var(--hr-space-4);
        font-size: var(--hr-text-s);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) store!: EditorStore;
  /** The publication that is looked at. */
  @property({ attribute: false }) chosen: number | null = null;

  @state() private diff: { readonly number: number; readonly text: string | null } | null = null;
  @state() private backTo: Publication | null = null;

  @query("dialog") private dialog!: HTMLDialogElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.store.loadHistory();
    this.store.dismissSuccess();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("chosen") && this.chosen !== null && this.diff?.number !== this.chosen) {
      const number = this.chosen;
      this.diff = null;
      void this.store.diffOf(number).then((text) => {
        if (this.chosen === number) this.diff = { number, text };
      });
    }
  }

  override render(): TemplateResult {
    const { words, state } = this;
    return html`<div class="page">
        <header>
          <h1>${words.history}</h1>
          <p class="lead">${words.historyLead}</p>
        </header>
        ${
          state.success
            ? html`<p class="card good" role="status">
                ${words.wentBack(state.success.number, dayAndTime(this.locale, state.success.at))}
              </p>`
            : nothing
        }
        ${
          state.history === null
            ? html`<p class="lead">${state.away ? words.faqAway : words.loading}</p>`
            : state.history.length === 0
              ? html`<p class="lead">${words.noHistory}</p>`
              : html`<ol>
                  ${state.history.map((each) => html`<li>${this.publication(each)}</li>`)}
                </ol>`
        }
      </div>
      ${this.question()}`;
  }

  private publication(each: Publication): TemplateResult {
    const { words, locale } = this;
    const open = this.chosen === each.number;
    return html`<article class="card" aria-labelledby="n${each.number}">
      <div class="line">
        <h2 id="n${each.number}">
          <a
            href=${hashOf({ view: "history", id: open ? null : String(each.number), file: null })}
            aria-expanded=${open}
            >${words.publicationNumber(each.number)}</a
          >
        </h2>
        ${each.current ? html`<span class="mark accent">${words.liveNow}</span>` : nothing}
        <span class="space"></span>
        <span class="soft">${dayAndTime(locale, each.at)} · ${each.by}</span>
      </div>
      ${each.message ? html`<p class="message">${each.message}</p>` : nothing}
      <ul class="files">
        ${each.changed.map(
          ({ name, added, removed }) =>
            html`<li>
              ${name} <span class="added">+${added}</span>
              <span class="removed">−${removed}</span>
              <span class="spoken">${words.linesChanged(added, removed)}</span>
            </li>`,
        )}
        <li class="soft">${words.entryCount(each.entries)}</li>
      </ul>
      ${open ? this.opened() : nothing}
      ${
        each.current
          ? nothing
          : html`<div class="line">
              <button ?disabled=${this.state.publishing} @click=${() => this.ask(each)}>
                ${words.goBackToThis}
              </button>
            </div>`
      }
    </article>`;
  }

  private opened(): TemplateResult {
    const { words, diff } = this;
    if (diff === null) return html`<p class="soft" role="status">${words.loading}</p>`;
    if (diff.text === null) return html`<p class="soft">${words.faqAway}</p>`;
    return html`<hr-unified-diff .words=${words} .diff=${diff.text}></hr-unified-diff>`;
  }

  private question(): TemplateResult {
    const { words, backTo } = this;
    return html`<dialog aria-labelledby="ask">
      <h2 id="ask">${backTo ? words.goBackQuestion(backTo.number) : ""}</h2>
      <p>${words.goBackLead}</p>
      <div class="line">
        <button class="primary" @click=${this.goBack}>${words.goBackYes}</button>
        <button @click=${() => this.dialog.close()}>${words.cancel}</button>
      </div>
    </dialog>`;
  }

  private ask(publication: Publication): void {
    this.backTo = publication;
    void this.updateComplete.then(() => this.dialog.showModal());
  }

  private readonly goBack = async (): Promise<void> => {
    const number = this.backTo?.number;
    this.dialog.close();
    if (number !== undefined) await this.store.rollback(number);
    this.renderRoot.querySelector(".page")!.scrollIntoView({ block: "start" });
  };
}
