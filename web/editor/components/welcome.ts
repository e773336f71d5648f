import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { BookOpen } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { EditorStore } from "../shell/editor-store.ts";
import "./try.ts";

/** What stands beside the list while no entry is open. */
@customElement("hr-welcome")
export class Welcome extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        align-content: start;
        justify-items: center;
        gap: var(--hr-space-4);
        padding: 10vh var(--hr-space-4) var(--hr-space-4);
        overflow-y: auto;
        color: var(--hr-ink-soft);
        text-align: center;
      }
      .icon {
        width: 2.5rem;
        height: 2.5rem;
        color: var(--hr-accent);
      }
      h1 {
        color: var(--hr-ink);
        font-size: var(--hr-text-xl);
        font-weight: 650;
      }
      p {
        max-width: 30rem;
      }
      hr-try {
        width: min(34rem, 100%);
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-m);
        background: var(--hr-surface);
        color: var(--hr-ink);
        text-align: start;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) store!: EditorStore;

  override render(): TemplateResult {
    const { words } = this;
    return html`${icon(BookOpen)}
      <h1>${words.chooseEntry}</h1>
      <p>${words.chooseEntryHint}</p>
      <hr-try .words=${words} .locale=${this.locale} .store=${this.store}></hr-try>`;
  }
}
