import { css, html, LitElement, type CSSResultGroup, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { Keyboard, LogOut } from "lucide";
import type { Locale } from "../i18n.ts";
import { icon } from "../icon.ts";
import { languageButton } from "./language.ts";
import { logo } from "./logo.ts";
import type { DeskWords } from "./messages/en.ts";
import { base } from "./styles/base.ts";

/**
 * The bar above a desk: the name of the house, the way to the shortcuts, language, account. A page puts
 * what it has of its own between them.
 *
 * @fires show-shortcuts, switch-locale, sign-out
 */
export abstract class DeskHeader<Words extends DeskWords> extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--hr-space-3);
        min-height: 3.5rem;
        padding: 0 var(--hr-space-4);
        border-bottom: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        font-weight: 650;
        letter-spacing: -0.01em;
      }
      .space {
        flex: 1;
      }
      .who {
        max-width: 12rem;
        overflow: hidden;
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (max-width: 45rem) {
        .keys {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) locale!: Locale;

  protected brand(): TemplateResult {
    return html`<div class="brand">
      ${logo(28)}<span class="name">${this.words.product}</span>
    </div>`;
  }

  protected shortcutsButton(title: string): TemplateResult {
    return html`<button
      class="quiet square keys"
      aria-label=${this.words.keyboardShortcuts}
      title=${title}
      @click=${() => this.tell("show-shortcuts")}
    >
      ${icon(Keyboard)}
    </button>`;
  }

  /** The language, who is signed in, and the way out. */
  protected account(name: string): TemplateResult {
    const { words } = this;
    return html`${languageButton(this.locale, () => this.tell("switch-locale"))}
      <span class="who">${name}</span>
      <button
        class="quiet square"
        aria-label=${words.signOut}
        title=${words.signOut}
        @click=${() => this.tell("sign-out")}
      >
        ${icon(LogOut)}
      </button>`;
  }

  protected tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
