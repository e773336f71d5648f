import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { X } from "lucide";
import { icon } from "../../shared/icon.ts";
import { KEYS, type Shortcut } from "../core/shortcuts.ts";
import type { Catalogue } from "../messages/messages.ts";
import { base } from "../styles/base.ts";

const ORDER: readonly Shortcut[] = ["next", "previous", "take", "accept", "reply", "help"];

/** The list of shortcuts, and the switch that rests them (voice control types letters by accident). */
@customElement("hr-shortcuts")
export class Shortcuts extends LitElement {
  static override styles = [
    base,
    css`
      dialog {
        width: min(26rem, calc(100vw - 2rem));
        padding: var(--hr-space-4) var(--hr-space-5) var(--hr-space-5);
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-l);
        background: var(--hr-raised);
        color: var(--hr-ink);
        box-shadow: var(--hr-lift);
      }
      dialog::backdrop {
        background: rgb(20 14 10 / 40%);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: var(--hr-space-3);
      }
      h2 {
        font-size: var(--hr-text-l);
        font-weight: 650;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--hr-space-4);
        padding: 0.4375rem 0;
        font-size: var(--hr-text-s);
      }
      kbd {
        min-width: 1.625rem;
        height: 1.625rem;
        border-color: var(--hr-line-strong);
        font-size: 0.75rem;
        opacity: 1;
      }
      .rest {
        margin-top: var(--hr-space-3);
        padding-top: var(--hr-space-3);
        border-top: 1px solid var(--hr-line);
        font-size: var(--hr-text-s);
      }
      .rest label {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        font-weight: 600;
        cursor: pointer;
      }
      .rest input {
        width: 1.125rem;
        height: 1.125rem;
        margin: 0;
        accent-color: var(--hr-accent);
      }
      .rest p {
        padding-inline-start: 1.625rem;
        color: var(--hr-ink-soft);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ type: Boolean }) active = true;
  @property({ attribute: false }) setActive!: (active: boolean) => void;

  @query("dialog") private dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<dialog aria-labelledby="title" @click=${this.outside}>
      <div class="head">
        <h2 id="title">${words.keyboardShortcuts}</h2>
        <button class="quiet square" aria-label=${words.close} @click=${() => this.dialog.close()}>
          ${icon(X)}
        </button>
      </div>
      <ul>
        ${ORDER.map((name) => html`<li>${words.shortcuts[name]}<kbd>${KEYS[name]}</kbd></li>`)}
        <li>${words.shortcuts.leave}<kbd>Esc</kbd></li>
      </ul>
      <div class="rest">
        <label>
          <input
            type="checkbox"
            .checked=${this.active}
            @change=${(event: Event) => this.setActive((event.target as HTMLInputElement).checked)}
          />${words.shortcutsOn}
        </label>
        <p>${words.shortcutsHint}</p>
      </div>
    </dialog>`;
  }

  private readonly outside = (event: MouseEvent): void => {
    if (event.target === this.dialog && !isInside(this.dialog.getBoundingClientRect(), event)) {
      this.dialog.close();
    }
  };
}

function isInside(box: DOMRect, { clientX: x, clientY: y }: MouseEvent): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}
