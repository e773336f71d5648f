import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { X } from "lucide";
import { icon } from "../../shared/icon.ts";
import { base } from "../../agent-console/styles/base.ts";
import type { Catalogue } from "../messages/messages.ts";
import { dialog } from "../styles/dialog.ts";

/** Which keys do what. */
@customElement("hr-keys")
export class Keys extends LitElement {
  static override styles = [
    base,
    dialog,
    css`
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--hr-space-4);
        padding: 0.375rem 0;
        font-size: var(--hr-text-s);
      }
      kbd {
        height: 1.625rem;
        padding: 0 0.5rem;
        border-color: var(--hr-line-strong);
        font-size: 0.75rem;
        opacity: 1;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;

  @query("dialog") private dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  override render(): TemplateResult {
    const { words } = this;
    const keys: readonly (readonly [string, string])[] = [
      ["/", words.keys.search],
      ["↓ ↑", words.keys.walk],
      ["F8", words.keys.problem],
      ["Ctrl + Space", words.keys.complete],
      ["Ctrl + F", words.keys.find],
      ["Ctrl + Z", words.keys.undo],
      ["Ctrl + Enter", words.keys.publish],
      ["Tab", words.keys.leave],
    ];
    return html`<dialog aria-labelledby="title">
      <div class="head">
        <h2 id="title">${words.keyboardShortcuts}</h2>
        <button class="quiet square" aria-label=${words.close} @click=${() => this.dialog.close()}>
          ${icon(X)}
        </button>
      </div>
      <ul>
        ${keys.map(([key, text]) => html`<li>${text}<kbd>${key}</kbd></li>`)}
      </ul>
    </dialog>`;
  }
}
