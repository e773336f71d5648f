import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { logo } from "../../shared/desk/logo.ts";
import { base } from "../../shared/desk/styles/base.ts";
import { gate } from "../../shared/desk/styles/gate.ts";
import type { Catalogue } from "../messages/messages.ts";

/** Somebody is signed in who may edit answers, but has no place at the desk. */
@customElement("hr-no-agent")
export class NoAgent extends LitElement {
  static override styles = [
    base,
    gate,
    css`
      main {
        display: grid;
        justify-items: center;
        gap: var(--hr-space-4);
        width: min(26rem, 100%);
        text-align: center;
      }
      a {
        color: var(--hr-accent-strong);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) name!: string;

  override render(): TemplateResult {
    const { words } = this;
    return html`<main>
      ${logo(44)}
      <p role="status">${words.editorOnly(this.name)}</p>
      <a href="/editor">${words.toEditorPage}</a>
      <button class="quiet" @click=${() => this.dispatchEvent(new CustomEvent("sign-out"))}>
        ${words.signOut}
      </button>
    </main>`;
  }
}
