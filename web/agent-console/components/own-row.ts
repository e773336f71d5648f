import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { BadgeCheck, MessageCircle } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { row } from "../../shared/desk/styles/row.ts";
import type { ConversationCard } from "../../shared/frames.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import type { Catalogue } from "../messages/messages.ts";
import { now } from "../shell/clock.ts";
import { customerRow } from "../styles/customer-row.ts";
import { promise } from "./marks.ts";

/** What was said last, and by whom. */
export interface LastWords {
  readonly text: string;
  readonly from: ConversationCard["last_from"];
}

/** One of the agent's own conversations: unread words, the customer's typing, a draft, the wrap-up owed. */
@customElement("hr-own-row")
export class OwnRow extends LitElement {
  static override styles = [
    base,
    row,
    customerRow,
    css`
      .unread {
        display: grid;
        flex: none;
        place-items: center;
        min-width: 1.375rem;
        height: 1.375rem;
        padding: 0 0.375rem;
        border-radius: var(--hr-radius-pill);
        background: var(--hr-person);
        color: var(--hr-on-person);
        font-size: 0.75rem;
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      .news .name {
        font-weight: 700;
      }
      .news .words {
        color: var(--hr-ink);
      }
      .words.one {
        -webkit-line-clamp: 1;
        line-clamp: 1;
      }
      .typing {
        color: var(--hr-accent);
        font-weight: 500;
      }
      .draft {
        color: var(--hr-person);
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) card!: ConversationCard;
  @property({ attribute: false }) last!: LastWords;
  @property({ type: Boolean }) selected = false;
  @property({ type: Boolean }) typing = false;
  @property({ type: Boolean }) drafted = false;
  @property({ type: Boolean }) ended = false;
  /** It was given to the agent, who has not looked at it yet. */
  @property({ type: Boolean }) isNew = false;
  /** The customer has the chat open. */
  @property({ type: Boolean }) here = false;
  @property({ attribute: false }) locale!: Locale;
  @property({ type: Number }) unread = 0;
  @property({ attribute: false }) choose!: () => void;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".choose")?.focus();
  }

  override render(): TemplateResult {
    const { words, card, unread } = this;
    return html`<article class="row ${this.selected ? "selected" : ""} ${unread > 0 || this.isNew ? "news" : ""}">
      <div class="head">
        <button
          class="choose"
          aria-current=${this.selected ? "true" : nothing}
          @click=${this.choose}
        >
          <span class="name">${card.customer_name ?? words.visitor}</span>
          ${
            card.customer_verified
              ? html`<span class="verified" title=${words.verified}
                  >${icon(BadgeCheck)}<span class="spoken">${words.verified}</span></span
                >`
              : nothing
          }
        </button>
        ${
          this.here
            ? html`<span class="mark here" title=${words.hereMark}
                >${icon(MessageCircle)}<span class="spoken">${words.hereMark}</span></span
              >`
            : nothing
        }
        ${this.ended ? html`<span class="mark accent">${words.wrapUpMark}</span>` : nothing}
        ${this.isNew ? html`<span class="mark person">${words.newMark}</span>` : nothing}
        ${
          unread > 0
            ? html`<span class="unread"
                ><span aria-hidden="true">${unread}</span
                ><span class="spoken">${words.unread(unread)}</span></span
              >`
            : nothing
        }
      </div>
      <p class="words one">${this.line()}</p>
      ${this.ended ? nothing : this.owed()}
    </article>`;
  }

  /** By when a message is to be answered, or that nobody has spoken yet. */
  private owed(): TemplateResult | typeof nothing {
    const { words, card } = this;
    const { promised_at: by } = card;
    if (by !== null && !card.answered)
      return promise(words, dayAndTime(this.locale, by), by < now());
    if (card.answered || this.isNew) return nothing;
    return html`<span class="mark person">${words.unansweredMark}</span>`;
  }

  private line(): TemplateResult | string {
    const { words, last } = this;
    if (this.typing) return html`<span class="typing">${words.isTyping}</span>`;
    if (this.drafted && !this.selected)
      return html`<span class="draft">${words.draft}</span> · ${last.text}`;
    if (last.from === "none") return words.noWordsYet;
    if (last.from === "customer") return last.text;
    return html`${last.from === "bot" ? words.bot : words.anAgent}: ${last.text}`;
  }
}
