import { css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ShortcutList } from "../../shared/desk/shortcut-list.ts";
import { KEYS, type Shortcut } from "../core/shortcuts.ts";
import type { Catalogue } from "../messages/messages.ts";

const ORDER: readonly Shortcut[] = ["next", "previous", "take", "accept", "reply", "note", "transfer", "help"];

/** The list of shortcuts, and the switch that rests them (voice control types letters by accident). */
@customElement("hr-shortcuts")
export class Shortcuts extends ShortcutList<Catalogue> {
  static override styles = [
    ShortcutList.styles,
    css`
      dialog {
        width: min(26rem, calc(100vw - 2rem));
        padding: var(--hr-space-4) var(--hr-space-5) var(--hr-space-5);
      }
      .head {
        margin-bottom: var(--hr-space-3);
      }
      li {
        padding: 0.4375rem 0;
      }
      kbd {
        min-width: 1.625rem;
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

  @property({ type: Boolean }) active = true;
  @property({ attribute: false }) setActive!: (active: boolean) => void;

  override render(): TemplateResult {
    const { words } = this;
    return html`<dialog aria-labelledby="title" @click=${this.outside}>
      ${this.list([
        ...ORDER.map((name) => [KEYS[name], words.shortcuts[name]] as const),
        ["Esc", words.shortcuts.leave],
      ])}
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
