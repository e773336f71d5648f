import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { clockTime, type Locale } from "../../shared/i18n.ts";
import { systemText } from "../core/system-text.ts";
import type { SystemLine as Line } from "../core/transcript.ts";
import type { Catalogue } from "../messages/messages.ts";

/** A line that nobody said: the conversation began, changed hands, moved to another page, ended. */
@customElement("hr-system-line")
export class SystemLine extends LitElement {
  static override styles = [
    base,
    css`
      p {
        padding: 0.1875rem var(--hr-space-3);
        color: var(--hr-ink-soft);
        font-size: 0.78125rem;
        text-align: center;
        overflow-wrap: anywhere;
      }
      .turn {
        padding: 0.25rem var(--hr-space-3);
        border-radius: var(--hr-radius-pill);
        background: var(--hr-person-soft);
        color: var(--hr-person-strong);
        font-weight: 600;
      }
      .turn time {
        font-weight: 400;
      }
      :host(.hands) {
        display: flex;
        justify-content: center;
        margin: var(--hr-space-3) 0;
      }
      time {
        margin-inline-start: var(--hr-space-1);
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) line!: Line;
  /** Names a queue by its id. */
  @property({ attribute: false }) queue!: (id: string) => string;

  override willUpdate(): void {
    this.classList.toggle("hands", changesHands(this.line));
  }

  override render(): TemplateResult | typeof nothing {
    const text = systemText(this.words, this.line, this.locale, this.queue);
    if (text === null) return nothing;
    return html`<p class=${changesHands(this.line) ? "turn" : ""}>
      ${text}
      <time datetime=${new Date(this.line.at).toISOString()}
        >${clockTime(this.locale, this.line.at)}</time
      >
    </p>`;
  }
}

const CHANGES_HANDS: ReadonlySet<Line["event"]["kind"]> = new Set([
  "handoff_requested",
  "assigned",
  "transferred",
  "message_left",
]);

/** The moments that divide a conversation into stretches are seen from afar; page moves are not. */
function changesHands({ event }: Line): boolean {
  return CHANGES_HANDS.has(event.kind);
}
