import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ArrowLeft, ThumbsDown, ThumbsUp } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import type { Earlier } from "../core/earlier.ts";
import type { Log } from "../core/log.ts";
import { dispositionText, type Catalogue } from "../messages/messages.ts";
import { earlierOf, read } from "../shell/earlier.ts";
import "./transcript.ts";

/** The customer's earlier conversations: a list, and one of them to read beside the live one. */
@customElement("hr-earlier")
export class EarlierConversations extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      h3 {
        padding: var(--hr-space-4) var(--hr-space-4) var(--hr-space-2);
        border-top: 1px solid var(--hr-line);
        font-size: var(--hr-text-s);
        font-weight: 650;
      }
      p {
        padding: 0 var(--hr-space-4) var(--hr-space-4);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      ul {
        display: grid;
        padding: 0 var(--hr-space-2) var(--hr-space-3);
        list-style: none;
      }
      .row {
        display: grid;
        gap: 0.125rem;
        justify-content: start;
        justify-items: start;
        width: 100%;
        height: auto;
        padding: var(--hr-space-2);
        border: 0;
        background: none;
        font-weight: 400;
        text-align: start;
        white-space: normal;
      }
      .question {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        font-size: var(--hr-text-s);
        overflow-wrap: anywhere;
      }
      .about {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--hr-space-2);
        align-items: center;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .about .icon {
        width: 0.75rem;
        height: 0.75rem;
        margin-inline-end: 0.2rem;
        vertical-align: -0.1em;
      }
      .reading {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      header {
        display: flex;
        flex: none;
        gap: var(--hr-space-2);
        align-items: center;
        min-height: 3.5rem;
        padding: 0 var(--hr-space-2);
        border-bottom: 1px solid var(--hr-line);
      }
      h2 {
        font-size: var(--hr-text-s);
        font-weight: 650;
      }
      hr-transcript {
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  /** Whose customer's earlier conversations they are. */
  @property({ attribute: false }) conversation!: string;
  @property({ attribute: false }) customer!: string;
  @property({ attribute: false }) me!: string | null;
  /** One is being read: the panel around shows nothing else then. */
  @property({ type: Boolean, reflect: true }) open = false;

  /** Null while the gateway has not said, or can't. */
  @state() private list: readonly Earlier[] | null = null;
  @state() private failed = false;
  @state() private log: Log | null = null;
  /** The row that was opened last: there the focus returns. */
  private last: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("conversation")) return;
    this.list = null;
    this.failed = false;
    this.show(null);
    void this.load(this.conversation);
  }

  override render(): TemplateResult | typeof nothing {
    const { words, locale, list, log, failed } = this;
    if (log !== null) {
      return html`<section class="reading" aria-label=${words.earlierConversation}>
        <header>
          <button class="quiet square" aria-label=${words.backToCase} @click=${this.back}>
            ${icon(ArrowLeft)}
          </button>
          <h2>
            ${words.earlierConversation}
            ${log.extra.startedAt === null ? nothing : html`· ${dayAndTime(locale, log.extra.startedAt)}`}
          </h2>
        </header>
        <hr-transcript
          .words=${words}
          .locale=${locale}
          .log=${log}
          .pending=${[]}
          .me=${this.me}
          .customer=${this.customer}
          .typing=${false}
        ></hr-transcript>
      </section>`;
    }
    if (failed) {
      return html`<h3>${words.earlierConversations}</h3>
        <p role="status">${words.earlierUnavailable}</p>`;
    }
    if (list === null || list.length === 0) return nothing;
    return html`<h3>${words.earlierConversations}</h3>
      <ul>
        ${list.map((one) => this.row(one))}
      </ul>`;
  }

  private row(one: Earlier): TemplateResult {
    const { words, locale } = this;
    return html`<li>
      <button class="quiet row" id=${one.id} @click=${() => this.read(one.id)}>
        <span class="question">${one.question || words.noWordsYet}</span>
        <span class="about">
          <span>${dayAndTime(locale, one.opened)}</span>
          ${one.agents.length > 0 ? html`<span>${one.agents.join(", ")}</span>` : nothing}
          ${one.disposition ? html`<span>${dispositionText(words, one.disposition)}</span>` : nothing}
          ${
            one.helpful
              ? html`<span>${icon(ThumbsUp)}<span class="spoken">${words.helped}</span> ${one.helpful}</span>`
              : nothing
          }
          ${
            one.unhelpful
              ? html`<span>${icon(ThumbsDown)}<span class="spoken">${words.didNotHelp}</span> ${one.unhelpful}</span>`
              : nothing
          }
        </span>
      </button>
    </li>`;
  }

  private async load(conversation: string): Promise<void> {
    const list = await earlierOf(conversation);
    if (conversation !== this.conversation) return;
    this.list = list;
    this.failed = list === null;
  }

  private async read(id: string): Promise<void> {
    const { conversation } = this;
    const log = await read(id);
    if (conversation !== this.conversation) return;
    this.failed = log === null;
    this.last = id;
    this.show(log);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("header button")?.focus();
  }

  private readonly back = async (): Promise<void> => {
    this.show(null);
    await this.updateComplete;
    if (this.last !== null) this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(this.last)}`)?.focus();
  };

  private show(log: Log | null): void {
    this.log = log;
    this.open = log !== null;
    this.dispatchEvent(new CustomEvent("reading", { detail: this.open }));
  }
}
