import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { base } from "../../shared/desk/styles/base.ts";
import type { ConversationCard } from "../../shared/frames.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Desk } from "../core/desk.ts";
import { isNew, isUnderway, queueName, standingOf, unreadOf } from "../core/desk-view.ts";
import { isWhole } from "../core/log.ts";
import { oneLine } from "../core/one-line.ts";
import { KEYS } from "../core/shortcuts.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { DeskStore } from "../shell/desk-store.ts";
import "./notice.ts";
import type { LastWords } from "./own-row.ts";
import "./own-row.ts";
import "./queue-row.ts";

/** The left side: customers who wait, in their order, and the agent's own conversations. */
@customElement("hr-lists")
export class Lists extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: hidden;
      }
      section {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .queue {
        flex: 0 1 auto;
        max-height: 58%;
        border-bottom: 1px solid var(--hr-line);
      }
      .own {
        flex: 1 1 8rem;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        min-height: 3.5rem;
        padding: 0 var(--hr-space-3) 0 var(--hr-space-5);
      }
      h2 {
        flex: 1;
        font-size: var(--hr-text-m);
        font-weight: 650;
      }
      .count {
        margin-inline-start: 0.25rem;
        color: var(--hr-ink-soft);
        font-weight: 500;
        font-variant-numeric: tabular-nums;
      }
      ul {
        min-height: 0;
        padding: 0 var(--hr-space-2) var(--hr-space-2);
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      .empty {
        padding: 0 var(--hr-space-5) var(--hr-space-4);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .empty strong {
        display: block;
        color: var(--hr-ink);
        font-weight: 600;
      }
      hr-notice {
        margin: 0 var(--hr-space-3) var(--hr-space-2);
      }
      .away {
        display: flex;
        align-items: center;
        gap: var(--hr-space-3);
        margin: 0 var(--hr-space-3) var(--hr-space-3);
        padding: var(--hr-space-2) var(--hr-space-2) var(--hr-space-2) var(--hr-space-3);
        border-radius: var(--hr-radius-s);
        background: var(--hr-warn-soft);
        color: var(--hr-warn);
        font-size: var(--hr-text-s);
      }
      .away p {
        flex: 1;
      }
      @media (max-height: 40rem) {
        :host {
          overflow-y: auto;
        }
        .queue,
        .own {
          flex: none;
          max-height: none;
        }
        ul {
          overflow: visible;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) store!: DeskStore;

  /** Puts the focus on the row of a conversation, and brings the row into view. */
  focusRow(conversation: string): void {
    const row = this.renderRoot.querySelector<HTMLElement>(
      `[data-conversation="${CSS.escape(conversation)}"]`,
    );
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    const { words, desk, store } = this;
    const takingNext = isUnderway(desk, "accept", null);
    return html`
      <section class="queue" aria-labelledby="queue">
        <div class="bar">
          <h2 id="queue">${words.queue}<span class="count">${desk.queue.length}</span></h2>
          <button
            class=${desk.queue.length > 0 ? "primary" : ""}
            aria-keyshortcuts=${KEYS.take}
            ?disabled=${desk.queue.length === 0 || takingNext}
            @click=${() => store.accept()}
          >
            ${takingNext ? words.accepting : words.takeNext}<kbd aria-hidden="true"
              >${KEYS.take.toUpperCase()}</kbd
            >
          </button>
        </div>
        ${
          desk.me && desk.me.status !== "online"
            ? html`<div class="away">
                <p>${words.awayHint}</p>
                <button @click=${() => store.setPresence("online")}>${words.goOnline}</button>
              </div>`
            : nothing
        }
        ${desk.notices
          .filter((notice) => notice.place !== "conversation")
          .map(
            (notice) =>
              html`<hr-notice
                .words=${words}
                .notice=${notice}
                .dismiss=${store.dismiss.bind(store)}
              ></hr-notice>`,
          )}
        ${
          desk.queue.length > 0
            ? html`<ul>
                ${repeat(
                  desk.queue,
                  (card) => card.conversation,
                  (card) => this.waiting(card),
                )}
              </ul>`
            : desk.ready
              ? html`<p class="empty">
                  <strong>${words.queueEmpty}</strong>${words.queueEmptyHint}
                </p>`
              : html`<p class="empty">${words.loading}</p>`
        }
      </section>
      <section class="own" aria-labelledby="own">
        <div class="bar">
          <h2 id="own">${words.mine}<span class="count">${desk.mine.length}</span></h2>
        </div>
        ${
          desk.mine.length > 0
            ? html`<ul>
                ${repeat(
                  desk.mine,
                  (card) => card.conversation,
                  (card) => this.own(card),
                )}
              </ul>`
            : desk.ready
              ? html`<p class="empty">${words.mineEmpty}</p>`
              : nothing
        }
      </section>
    `;
  }

  private waiting(card: ConversationCard): TemplateResult {
    const { words, desk, store } = this;
    return html`<li>
      <hr-queue-row
        data-conversation=${card.conversation}
        .words=${words}
        .locale=${this.locale}
        .card=${card}
        .queue=${card.queue === null ? null : queueName(desk, card.queue, this.locale)}
        ?here=${desk.here.includes(card.conversation)}
        .choose=${() => store.select(card.conversation)}
        .accept=${() => store.accept(card.conversation)}
        ?selected=${desk.selected === card.conversation}
        ?accepting=${isUnderway(desk, "accept", card.conversation)}
      ></hr-queue-row>
    </li>`;
  }

  private own(card: ConversationCard): TemplateResult {
    const { words, desk } = this;
    return html`<li>
      <hr-own-row
        data-conversation=${card.conversation}
        .words=${words}
        .locale=${this.locale}
        .card=${card}
        .last=${lastWords(desk, card)}
        .choose=${() => this.openOwn(card.conversation)}
        .unread=${unreadOf(desk, card.conversation)}
        ?selected=${desk.selected === card.conversation}
        ?typing=${desk.typing[card.conversation] ?? false}
        ?drafted=${card.conversation in desk.drafts}
        ?isNew=${isNew(desk, card.conversation)}
        ?here=${desk.here.includes(card.conversation)}
        ?ended=${standingOf(desk, card.conversation)?.stage === "wrap_up"}
      ></hr-own-row>
    </li>`;
  }

  private openOwn(conversation: string): void {
    this.store.select(conversation);
    this.dispatchEvent(new CustomEvent("write", { bubbles: true, composed: true }));
  }
}

/** The newest words known: the log's once it is whole, for the card is as old as the last picture of the desk. */
function lastWords(desk: Desk, card: ConversationCard): LastWords {
  const log = desk.logs[card.conversation];
  const { text, from } =
    log && isWhole(log)
      ? { text: log.extra.lastText, from: log.extra.lastFrom }
      : { text: card.last_text, from: card.last_from };
  return { text: from === "bot" ? oneLine(text) : text, from };
}
