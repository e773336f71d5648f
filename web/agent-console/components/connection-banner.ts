import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { WifiOff } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import type { ConnectionState } from "../../shared/connection.ts";
import { CLOSE_PROTOCOL_ERROR } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import type { Catalogue } from "../messages/messages.ts";
import { Ticking } from "../shell/clock.ts";

/** Says when the desk cannot be reached, when it is tried again, and what the agent can do. */
@customElement("hr-connection-banner")
export class ConnectionBanner extends LitElement {
  static override styles = [
    base,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: var(--hr-space-2) var(--hr-space-3);
        padding: var(--hr-space-2) var(--hr-space-4);
        border-bottom: 1px solid var(--hr-line);
        background: var(--hr-warn-soft);
        color: var(--hr-warn);
        font-size: var(--hr-text-s);
        font-weight: 500;
      }
      button {
        min-height: 1.875rem;
        border-color: currentColor;
        background: transparent;
        color: inherit;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) connection!: ConnectionState;
  @property({ attribute: false }) retry!: () => void;

  constructor() {
    super();
    new Ticking(this);
  }

  override render(): TemplateResult | typeof nothing {
    const { words, connection } = this;
    if (connection.code === CLOSE_PROTOCOL_ERROR && connection.status === "closed") {
      return html`<div role="alert">
        ${icon(WifiOff)}${words.outOfDate}
        <button @click=${() => location.reload()}>${words.reload}</button>
      </div>`;
    }
    // The first try of a page that has just been opened is no trouble to speak of.
    if (connection.status === "open" || connection.attempt === 0) return nothing;
    // `retryAt` is a moment of this device's clock. The seconds are for the eye; spoken, they would never end.
    const seconds =
      connection.retryAt === null ? 0 : Math.ceil((connection.retryAt - Date.now()) / 1000);
    return html`<div>
      ${icon(WifiOff)}
      <span class="spoken" role="status">${words.reconnecting}</span>
      <span aria-hidden="true"
        >${seconds > 0 ? words.reconnectingIn(seconds) : words.reconnecting}</span
      >
      ${
        connection.status === "waiting"
          ? html`<button @click=${this.retry}>${words.retryNow}</button>`
          : nothing
      }
    </div>`;
  }
}
