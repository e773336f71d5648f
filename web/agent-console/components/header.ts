import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { FilePenLine, Wifi, WifiOff } from "lucide";
import { DeskHeader } from "../../shared/desk/header.ts";
import { unseen } from "../../shared/desk/styles/unseen.ts";
import type { ConnectionState } from "../../shared/connection.ts";
import type { AgentCard, PresenceStatus } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import type { Catalogue } from "../messages/messages.ts";

/** The bar above the desk: how many wait, presence, language, sign-out. */
@customElement("hr-header")
export class Header extends DeskHeader<Catalogue> {
  static override styles = [
    DeskHeader.styles,
    css`
      .waiting {
        min-height: 1.625rem;
        padding: 0 var(--hr-space-3);
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      .link {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
        padding: 0 var(--hr-space-1);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .edit {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
        min-height: 2rem;
        padding: 0 var(--hr-space-2);
        border-radius: var(--hr-radius-s);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        text-decoration: none;
      }
      .edit:hover {
        background: var(--hr-sunken);
        color: var(--hr-ink);
      }
      .link.lost {
        color: var(--hr-warn);
        font-weight: 600;
      }
      .dot {
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        box-shadow: inset 0 0 0 2px var(--hr-line-strong);
      }
      :checked ~ .dot {
        box-shadow: none;
        background: var(--hr-line-strong);
      }
      .online :checked ~ .dot {
        background: var(--hr-good);
      }
      fieldset {
        display: inline-flex;
        margin: 0;
        padding: 0.1875rem;
        border: 0;
        border-radius: var(--hr-radius-pill);
        background: var(--hr-sunken);
      }
      label {
        position: relative;
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
        min-height: 1.875rem;
        padding: 0 var(--hr-space-3);
        border-radius: var(--hr-radius-pill);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        font-weight: 600;
        white-space: nowrap;
        cursor: pointer;
      }
      label:has(:checked) {
        background: var(--hr-surface);
        color: var(--hr-ink);
        box-shadow: 0 1px 2px var(--hr-shadow);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--hr-focus);
        outline-offset: 1px;
      }
      label input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      @media (max-width: 68.75rem) {
        .who,
        .edit .text,
        .link .text {
          ${unseen}
        }
      }
      @media (max-width: 45rem) {
        :host {
          gap: var(--hr-space-1);
          padding: 0 var(--hr-space-3);
        }
        .brand .name {
          display: none;
        }
        label {
          padding: 0 var(--hr-space-2);
        }
      }
      @media (max-width: 30rem) {
        :host {
          flex-wrap: wrap;
          padding-block: var(--hr-space-2);
        }
      }
    `,
  ];

  @property({ attribute: false }) me: AgentCard | null = null;
  @property({ attribute: false }) connection!: ConnectionState;
  @property({ type: Number }) waiting = 0;
  /** Whether the agent may edit what the bot answers. */
  @property({ type: Boolean }) edits = false;

  override render(): TemplateResult {
    const { words, waiting, connection } = this;
    const open = connection.status === "open";
    return html`
      ${this.brand()}
      <span class="waiting mark ${waiting > 0 ? "person" : ""}">${words.waitingNow(waiting)}</span>
      <span class="space"></span>
      <span class="link ${open ? "" : "lost"}" title=${open ? words.connected : words.connecting}>
        ${icon(open ? Wifi : WifiOff)}
        <span class="text">${open ? words.connected : words.connecting}</span>
      </span>
      <fieldset>
        <legend class="spoken">${words.presence}</legend>
        ${this.choice("online", words.online)} ${this.choice("away", words.away)}
      </fieldset>
      ${this.shortcutsButton(`${words.keyboardShortcuts} (?)`)}
      ${
        this.edits
          ? html`<a class="edit" href="/editor" title=${words.editorPage}
              >${icon(FilePenLine)}<span class="text">${words.editorPage}</span></a
            >`
          : nothing
      }
      ${this.account(this.me?.name ?? "")}
    `;
  }

  private choice(status: PresenceStatus, text: string): TemplateResult {
    const chosen = this.me?.status === status;
    return html`<label class=${status}>
      <input
        type="radio"
        name="presence"
        value=${status}
        .checked=${chosen}
        @change=${() => this.tell("presence", status)}
      />
      <span class="dot" aria-hidden="true"></span>${text}
    </label>`;
  }
}
