import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CircleAlert, X } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Catalogue } from "../messages/messages.ts";

/**
 * Why something was not done, in the service's own words.
 *
 * @fires dismiss
 */
@customElement("hr-refusal")
export class Refusal extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        padding: var(--hr-space-1) var(--hr-space-4);
        background: var(--hr-danger-soft);
        color: var(--hr-danger);
        font-size: var(--hr-text-s);
      }
      p {
        flex: 1;
      }
      button {
        border: 0;
        background: none;
        color: inherit;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) why!: string;

  override render(): TemplateResult {
    return html`${icon(CircleAlert)}
      <p>${this.why}</p>
      <button
        class="square"
        aria-label=${this.words.close}
        @click=${() => this.dispatchEvent(new CustomEvent("dismiss"))}
      >
        ${icon(X)}
      </button>`;
  }
}
