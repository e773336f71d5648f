import { css, html, LitElement, type CSSResultGroup, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { X } from "lucide";
import { icon } from "../icon.ts";
import type { DeskWords } from "./messages/en.ts";
import { base } from "./styles/base.ts";
import { dialog } from "./styles/dialog.ts";

/** The dialog that says which keys do what. */
export abstract class ShortcutList<Words extends DeskWords> extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    dialog,
    css`
      .head,
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      li {
        gap: var(--hr-space-4);
        font-size: var(--hr-text-s);
      }
      kbd {
        height: 1.625rem;
        border-color: var(--hr-line-strong);
        font-size: 0.75rem;
        opacity: 1;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;

  @query("dialog") protected dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** @param keys - each key with what it does. */
  protected list(keys: readonly (readonly [key: string, what: string])[]): TemplateResult {
    const { words } = this;
    return html`<div class="head">
        <h2 id="title">${words.keyboardShortcuts}</h2>
        <button class="quiet square" aria-label=${words.close} @click=${() => this.dialog.close()}>
          ${icon(X)}
        </button>
      </div>
      <ul>
        ${keys.map(([key, what]) => html`<li>${what}<kbd>${key}</kbd></li>`)}
      </ul>`;
  }
}
