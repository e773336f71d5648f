import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import {
  Check,
  CheckCheck,
  Clock,
  LockKeyhole,
  MousePointerClick,
  ThumbsDown,
  ThumbsUp,
} from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { prose } from "../../shared/desk/styles/prose.ts";
import type { BotReply, ErrorCode } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import { clockTime, percent, type Locale } from "../../shared/i18n.ts";
import { markdown, plain } from "../../shared/markdown.ts";
import type { MessageLine } from "../core/transcript.ts";
import type { Catalogue } from "../messages/messages.ts";
import { noticeText } from "./notice.ts";

/** How far a message of ours has come; null where that is not told. */
export type Delivery =
  | { readonly is: "sending" }
  | { readonly is: "sent" }
  | { readonly is: "read" }
  | { readonly is: "failed"; readonly code: ErrorCode };

/** One message: who, what, when; a bot's with its source, ours with how far it has come. */
@customElement("hr-message")
export class Message extends LitElement {
  static override styles = [
    base,
    prose,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: flex-start;
        max-width: min(40rem, 88%);
        margin-top: 0.1875rem;
      }
      :host([first]) {
        margin-top: var(--hr-space-3);
      }
      :host([from="bot"]),
      :host([from="agent"]) {
        align-items: flex-end;
        align-self: flex-end;
      }
      .who {
        padding: 0 0.25rem 0.1875rem;
        color: var(--hr-ink-soft);
        font-size: 0.78125rem;
        font-weight: 600;
      }
      .bubble {
        max-width: 100%;
        padding: 0.5625rem var(--hr-space-3);
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-m);
        background: var(--hr-surface);
        overflow-wrap: anywhere;
      }
      .plain {
        white-space: pre-wrap;
      }
      .plain a {
        color: inherit;
        text-underline-offset: 0.15em;
      }
      :host([from="bot"]) .bubble {
        border-color: transparent;
        background: var(--hr-accent-soft);
      }
      :host([from="agent"]) .bubble {
        border-color: transparent;
        background: var(--hr-person-soft);
      }
      :host([from="customer"][last]) .bubble {
        border-end-start-radius: 0.25rem;
      }
      :host([from="bot"][last]) .bubble,
      :host([from="agent"][last]) .bubble {
        border-end-end-radius: 0.25rem;
      }
      :host([note]) .bubble {
        border: 1px dashed var(--hr-warn);
        border-radius: var(--hr-radius-s);
        background: var(--hr-warn-soft);
      }
      :host([note]) .who {
        display: flex;
        align-items: center;
        gap: 0.3rem;
        color: var(--hr-warn);
      }
      :host([note]) .who .icon {
        width: 0.875rem;
        height: 0.875rem;
      }
      .bubble.waiting {
        opacity: 0.72;
      }
      .bubble.failed {
        border-color: var(--hr-danger);
      }
      .meta {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.125rem var(--hr-space-2);
        padding: 0.1875rem 0.25rem 0;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
        font-variant-numeric: tabular-nums;
      }
      :host([from="bot"]) .meta,
      :host([from="agent"]) .meta {
        justify-content: flex-end;
      }
      .meta .icon {
        width: 0.875rem;
        height: 0.875rem;
      }
      .meta > span {
        display: inline-flex;
        align-items: center;
        gap: 0.25rem;
      }
      .helped {
        color: var(--hr-good);
      }
      .missed {
        color: var(--hr-warn);
      }
      .source code {
        font-size: 0.6875rem;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hr-space-1);
        margin-top: var(--hr-space-2);
      }
      .choices li {
        padding: 0.0625rem var(--hr-space-2);
        border: 1px solid color-mix(in srgb, var(--hr-accent) 35%, transparent);
        border-radius: var(--hr-radius-pill);
        color: var(--hr-accent-strong);
        font-size: 0.78125rem;
      }
      .trouble {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: var(--hr-space-1) var(--hr-space-2);
        padding-top: var(--hr-space-1);
        color: var(--hr-danger);
        font-size: var(--hr-text-s);
        text-align: end;
      }
      .trouble button {
        min-height: 1.75rem;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) line!: MessageLine;
  @property({ attribute: false }) customer!: string;
  /** The language the words are in, for fonts and screen readers. */
  @property({ attribute: false }) spoken!: Locale;
  @property({ attribute: false }) delivery: Delivery | null = null;
  @property({ attribute: false }) retry: () => void = () => undefined;
  @property({ attribute: false }) takeBack: () => void = () => undefined;

  override willUpdate(): void {
    const { line } = this;
    this.setAttribute("from", line.from);
    this.toggleAttribute("note", line.note);
    this.toggleAttribute("first", line.first);
    this.toggleAttribute("last", line.last);
  }

  override render(): TemplateResult {
    const { line, delivery } = this;
    const state =
      delivery?.is === "failed" ? "failed" : delivery?.is === "sending" ? "waiting" : "";
    return html`
      <span class=${line.first || line.note ? "who" : "spoken"}
        >${line.note ? icon(LockKeyhole) : nothing}${this.speaker()}</span
      >
      <div class="bubble ${state}" lang=${this.spoken}>
        ${line.reply ? botWords(line.reply, this.words) : html`<div class="plain">${plain(line.text)}</div>`}
      </div>
      ${delivery?.is === "failed" ? this.trouble(delivery.code) : this.meta()}
    `;
  }

  private speaker(): string {
    const { line, words } = this;
    if (line.from === "customer") return this.customer;
    if (line.from === "bot") return words.bot;
    if (line.note) {
      const whose = line.mine ? words.yourNote : words.noteBy(line.name ?? words.unknown);
      return `${whose} · ${words.noteHidden}`;
    }
    return line.mine ? words.you : (line.name ?? words.unknown);
  }

  private meta(): TemplateResult | typeof nothing {
    const { line, words, delivery } = this;
    const aside = line.reply !== null || line.choice || line.askBot || delivery !== null;
    if (!line.last && !aside) return nothing;
    return html`<div class="meta">
      ${line.reply ? this.source(line.reply) : nothing}
      ${line.helped === null ? nothing : this.rating(line.helped)}
      ${line.choice ? html`<span>${icon(MousePointerClick)}${words.choseAnswer}</span>` : nothing}
      ${line.askBot ? html`<span>${words.askedTheBot}</span>` : nothing}
      ${delivery?.is === "sending" ? html`<span>${icon(Clock)}${words.sending}</span>` : nothing}
      ${delivery?.is === "sent" ? html`<span>${icon(Check)}${words.sent}</span>` : nothing}
      ${delivery?.is === "read" ? html`<span>${icon(CheckCheck)}${words.read}</span>` : nothing}
      <time datetime=${new Date(line.at).toISOString()}>${clockTime(this.locale, line.at)}</time>
    </div>`;
  }

  private source({ source, confidence }: BotReply): TemplateResult {
    const { words } = this;
    const sure =
      confidence === null
        ? nothing
        : html` · ${words.confidence(percent(this.locale, confidence))}`;
    return html`<span class="source">
      <span>${words.sources[source.kind]} · <code>${source.id}</code>${sure}</span>
    </span>`;
  }

  private rating(helped: boolean): TemplateResult {
    const { words } = this;
    return helped
      ? html`<span class="helped">${icon(ThumbsUp)}${words.helped}</span>`
      : html`<span class="missed">${icon(ThumbsDown)}${words.didNotHelp}</span>`;
  }

  private trouble(code: ErrorCode): TemplateResult {
    const { words } = this;
    return html`<div class="trouble" role="alert">
      <span>${noticeText(words, { code, about: "reply", because: null })}</span>
      <button @click=${this.retry}>${words.sendAgain}</button>
      <button @click=${this.takeBack}>${words.backToComposer}</button>
    </div>`;
  }
}

function botWords(reply: BotReply, words: Catalogue): TemplateResult {
  return html`<div class="prose">${markdown(reply.text)}</div>
    ${
      reply.buttons.length > 0
        ? html`<ul class="choices" aria-label=${words.choicesOffered}>
            ${reply.buttons.map((button) => html`<li>${button.label}</li>`)}
          </ul>`
        : nothing
    }`;
}
