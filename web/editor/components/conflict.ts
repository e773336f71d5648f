import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { TwoVersions } from "../code/diff-view.ts";
import "../code/diff-view.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { Conflict } from "../shell/api.ts";
import { panel } from "../styles/panel.ts";

/**
 * Somebody has published a newer version of a drafted file: both, side by side, and what to do.
 *
 * @fires resolved - `detail: {conflict, take}`
 */
@customElement("hr-conflict")
export class ConflictCard extends LitElement {
  static override styles = [
    base,
    panel,
    css`
      :host {
        overflow: visible;
      }
      .heads {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--hr-space-5);
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      hr-two-versions {
        background: var(--hr-surface);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) conflict!: Conflict;
  @property({ attribute: false }) mine!: string;

  @query("hr-two-versions") private versions!: TwoVersions;

  override render(): TemplateResult {
    const { words, conflict } = this;
    const labels = {
      theirs: words.theirVersion,
      mine: words.yourVersion,
      take: words.takeThisPart,
    };
    return html`<section class="card warned" aria-labelledby="conflict">
      <h2 id="conflict">${words.conflictOf(conflict.name)}</h2>
      <p>${conflict.text === null ? words.conflictGone : words.conflictLead}</p>
      <div class="heads"><span>${words.theirVersion}</span><span>${words.yourVersion}</span></div>
      <hr-two-versions
        .theirs=${conflict.text ?? ""}
        .mine=${this.mine}
        .locale=${this.locale}
        .labels=${labels}
      ></hr-two-versions>
      <div class="line">
        <button class="primary" @click=${() => this.take({ mine: this.versions.merged })}>
          ${words.keepRight}
        </button>
        <button @click=${() => this.take("theirs")}>${words.takeTheirs}</button>
      </div>
    </section>`;
  }

  private take(take: "theirs" | { readonly mine: string }): void {
    this.dispatchEvent(new CustomEvent("resolved", { detail: { conflict: this.conflict, take } }));
  }
}
