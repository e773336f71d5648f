import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { ArrowDown } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Pending } from "../core/desk.ts";
import { isWhole, type Log } from "../core/log.ts";
import { lines, newestOwn, type Line, type MessageLine } from "../core/transcript.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { DeskStore } from "../shell/desk-store.ts";
import type { Delivery } from "./message.ts";
import "./message.ts";
import "./system-line.ts";

/** Nearer to the end than this the reader reads along, and the transcript scrolls by itself. CSS pixels. */
const AT_END = 48;

/** The transcript from the first word: messages, system lines, replies on their way, the customer's typing. */
@customElement("hr-transcript")
export class Transcript extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      .scroll:focus-visible {
        outline-offset: -2px;
      }
      .page {
        display: flex;
        flex-direction: column;
        max-width: 54rem;
        min-height: 100%;
        margin: 0 auto;
        padding: var(--hr-space-4) var(--hr-space-5) var(--hr-space-3);
      }
      .log {
        display: flex;
        flex-direction: column;
      }
      .day {
        align-self: center;
        margin: var(--hr-space-2) 0;
        color: var(--hr-ink-soft);
        font-size: 0.78125rem;
        font-weight: 600;
      }
      .typing {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        min-height: 1.75rem;
        padding-top: var(--hr-space-2);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .dots {
        display: inline-flex;
        gap: 0.1875rem;
      }
      .dots i {
        width: 0.375rem;
        height: 0.375rem;
        border-radius: 50%;
        background: currentColor;
        animation: breathe 1.2s infinite ease-in-out;
      }
      .dots i:nth-child(2) {
        animation-delay: 0.15s;
      }
      .dots i:nth-child(3) {
        animation-delay: 0.3s;
      }
      @keyframes breathe {
        0%,
        60%,
        100% {
          opacity: 0.3;
        }
        30% {
          opacity: 1;
        }
      }
      .below {
        position: absolute;
        inset: auto 0 var(--hr-space-3);
        width: max-content;
        margin: 0 auto;
        border-radius: var(--hr-radius-pill);
        box-shadow: var(--hr-lift);
      }
      .loading {
        margin: auto;
        color: var(--hr-ink-soft);
      }
      @media (max-width: 45rem) {
        .page {
          padding-inline: var(--hr-space-3);
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) log!: Log;
  @property({ attribute: false }) pending: readonly Pending[] = [];
  @property({ attribute: false }) me: string | null = null;
  @property({ attribute: false }) customer!: string;
  @property({ type: Boolean }) typing = false;
  /** Number up to which the customer has read. */
  @property({ type: Number }) seen = 0;
  /** Names a queue by its id. */
  @property({ attribute: false }) queue!: (id: string) => string;
  @property({ attribute: false }) store!: DeskStore;

  /** Whether something new stands below what the reader sees. */
  @state() private below = false;
  @query(".scroll") private scroller!: HTMLElement;
  private reading = true;
  /** The composer grows, the window shrinks: whoever reads the end goes on reading it. */
  private readonly resized = new ResizeObserver(() => {
    if (this.reading) this.toEnd();
  });

  protected override firstUpdated(): void {
    this.resized.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("log");
    const said =
      changed.has("pending") && this.pending.length > (changed.get("pending")?.length ?? 0);
    if (this.reading || said) this.toEnd();
    else if (before && before.entries.length < this.log.entries.length) this.below = true;
  }

  override render(): TemplateResult {
    const { words, customer, log } = this;
    const whole = isWhole(log);
    const all = lines(log.entries, this.me);
    const own = this.pending.some(({ frame }) => frame.type === "reply") ? null : newestOwn(all);
    return html`
      <div
        class="scroll"
        tabindex="0"
        aria-label=${words.transcriptOf(customer)}
        role="region"
        @scroll=${this.noticeScroll}
      >
        <div class="page">
          ${log.entries.length === 0 ? html`<p class="loading">${words.loadingConversation}</p>` : nothing}
          <div class="log" role="log" aria-label=${words.transcript} aria-busy=${!whole}>
            ${repeat(
              all,
              (line) => line.key,
              (line) => this.line(line, line.key === own),
            )}
            ${repeat(
              this.pending,
              (one) => one.frame.id,
              (one) => this.outgoing(one),
            )}
          </div>
          ${
            this.typing
              ? html`<p class="typing">
                  <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
                  >${words.someoneTyping(customer)}
                </p>`
              : nothing
          }
        </div>
      </div>
      ${
        this.below
          ? html`<button class="below primary" @click=${this.toEnd}>
              ${icon(ArrowDown)}${words.newMessages}
            </button>`
          : nothing
      }
    `;
  }

  /** @param newest - of the agent's own messages: it says whether the customer has read it. */
  private line(line: Line, newest: boolean): TemplateResult {
    switch (line.kind) {
      case "day":
        return html`<h2 class="day">${dayName(this.words, this.locale, line.at)}</h2>`;
      case "system":
        return html`<hr-system-line
          .words=${this.words}
          .locale=${this.locale}
          .line=${line}
          .queue=${this.queue}
        ></hr-system-line>`;
      case "message":
        return this.message(line, newest);
    }
  }

  private message(line: MessageLine, newest: boolean): TemplateResult {
    const read = line.seq !== null && this.seen >= line.seq;
    return html`<hr-message
      .words=${this.words}
      .locale=${this.locale}
      .line=${line}
      .customer=${this.customer}
      .spoken=${this.log.view.locale ?? this.locale}
      .delivery=${newest ? { is: read ? "read" : "sent" } : null}
    ></hr-message>`;
  }

  private outgoing({ frame, at, seq, failed }: Pending): TemplateResult | typeof nothing {
    if (frame.type !== "reply" && frame.type !== "note") return nothing;
    const delivery: Delivery =
      failed !== null ? { is: "failed", code: failed } : { is: seq === null ? "sending" : "sent" };
    const line: MessageLine = {
      kind: "message",
      key: frame.id,
      at,
      from: "agent",
      mine: true,
      name: null,
      text: frame.text,
      seq: null,
      note: frame.type === "note",
      reply: null,
      helped: null,
      choice: false,
      askBot: false,
      first: true,
      last: true,
    };
    return html`<hr-message
      .words=${this.words}
      .locale=${this.locale}
      .line=${line}
      .customer=${this.customer}
      .spoken=${this.log.view.locale ?? this.locale}
      .delivery=${delivery}
      .retry=${() => this.store.retryReply(frame.id)}
      .takeBack=${() => this.store.takeBackReply(frame.id)}
    ></hr-message>`;
  }

  private readonly noticeScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.reading = scrollHeight - scrollTop - clientHeight < AT_END;
    if (this.reading) this.below = false;
  };

  private readonly toEnd = (): void => {
    this.below = false;
    this.reading = true;
    // The messages render themselves after this component has: only then is the height what it will be.
    requestAnimationFrame(() => {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    });
  };
}

/** Today, yesterday, or the date. */
function dayName(words: Catalogue, locale: Locale, at: number): string {
  const day = new Date(at);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return words.today;
  if (day.toDateString() === yesterday.toDateString()) return words.yesterday;
  const year = day.getFullYear() === today.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...year,
  }).format(at);
}
