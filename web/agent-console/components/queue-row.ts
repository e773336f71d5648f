import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { BadgeCheck } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { row } from "../../shared/desk/styles/row.ts";
import type { ConversationCard } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import { isAlerted } from "../core/announce.ts";
import { oneLine } from "../core/one-line.ts";
import type { Catalogue } from "../messages/messages.ts";
import { customerRow } from "../styles/customer-row.ts";
import { now } from "../shell/clock.ts";
import "./elapsed.ts";
import { marks } from "./marks.ts";

/** A waiting customer: who, in which language, why, for how long, their last words; to read or to accept. */
@customElement("hr-queue-row")
export class QueueRow extends LitElement {
  static override styles = [
    base,
    row,
    customerRow,
    css`
      hr-elapsed {
        color: var(--hr-person);
        font-size: var(--hr-text-s);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .row.alerted {
        box-shadow: inset 0 0 0 1px var(--hr-danger);
      }
      .foot {
        display: flex;
        align-items: flex-end;
        justify-content: space-between;
        gap: var(--hr-space-2);
        min-height: 1.875rem;
        margin-top: var(--hr-space-1);
      }
      .marks {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hr-space-1);
        min-width: 0;
      }
      .accept {
        position: relative;
        min-height: 1.875rem;
        z-index: 1;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) card!: ConversationCard;
  /** Name of the queue to which it was transferred. */
  @property({ attribute: false }) queue: string | null = null;
  /** The customer has the chat open. */
  @property({ type: Boolean }) here = false;
  @property({ type: Boolean }) selected = false;
  @property({ type: Boolean }) accepting = false;
  @property({ attribute: false }) choose!: () => void;
  @property({ attribute: false }) accept!: () => void;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".choose")?.focus();
  }

  override render(): TemplateResult {
    const { words, card } = this;
    const name = card.customer_name ?? words.visitor;
    return html`<article
      class="row ${this.selected ? "selected" : ""} ${isAlerted(card) ? "alerted" : ""}"
    >
      <div class="head">
        <button
          class="choose"
          aria-current=${this.selected ? "true" : nothing}
          @click=${this.choose}
        >
          <span class="name">${name}</span>
          ${
            card.customer_verified
              ? html`<span class="verified" title=${words.verified}
                  >${icon(BadgeCheck)}<span class="spoken">${words.verified}</span></span
                >`
              : nothing
          }
        </button>
        <hr-elapsed .since=${card.since}></hr-elapsed>
      </div>
      <p class="words" lang=${card.locale}>${this.lastWords()}</p>
      <div class="foot">
        <div class="marks">
          ${marks({ words, locale: this.locale, card, queue: this.queue, here: this.here, now: now() })}
        </div>
        <button
          class="accept"
          aria-label=${words.acceptOf(name)}
          ?disabled=${this.accepting}
          @click=${this.accept}
        >
          ${this.accepting ? words.accepting : words.accept}
        </button>
      </div>
    </article>`;
  }

  private lastWords(): TemplateResult | string {
    const { words, card } = this;
    if (card.last_from === "none") return words.noWordsYet;
    if (card.last_from === "customer") return oneLine(card.last_text);
    const who = card.last_from === "bot" ? words.bot : words.anAgent;
    return html`${who}: ${oneLine(card.last_text)}`;
  }
}
