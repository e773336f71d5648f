import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Send } from "lucide";
import { DeskHeader } from "../../shared/desk/header.ts";
import { unseen } from "../../shared/desk/styles/unseen.ts";
import { icon } from "../../shared/icon.ts";
import { hashOf, type View } from "../core/route.ts";
import type { Catalogue } from "../messages/messages.ts";

/** The bar above the page: where one is, what is to be published, language, sign-out. */
@customElement("hr-editor-header")
export class EditorHeader extends DeskHeader<Catalogue> {
  static override styles = [
    DeskHeader.styles,
    css`
      nav {
        display: flex;
        gap: var(--hr-space-1);
        margin-inline-start: var(--hr-space-2);
      }
      a {
        display: inline-flex;
        align-items: center;
        gap: var(--hr-space-2);
        min-height: 2.25rem;
        padding: 0 var(--hr-space-3);
        border-radius: var(--hr-radius-s);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        font-weight: 600;
        text-decoration: none;
        white-space: nowrap;
      }
      a:hover {
        background: var(--shade);
        color: var(--hr-ink);
      }
      a[aria-current] {
        background: var(--hr-accent-soft);
        color: var(--hr-accent-strong);
      }
      a.publish {
        border: 1px solid var(--hr-line);
        color: var(--hr-ink);
      }
      a.publish.due {
        border-color: transparent;
        background: var(--hr-accent);
        color: var(--hr-on-accent);
      }
      a.publish.due:hover {
        background: var(--hr-accent-strong);
      }
      .count {
        min-width: 1.25rem;
        padding: 0 0.375rem;
        border-radius: var(--hr-radius-pill);
        background: color-mix(in srgb, currentColor 18%, transparent);
        font-size: 0.75rem;
        line-height: 1.25rem;
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 62rem) {
        .who,
        .brand .name {
          ${unseen}
        }
      }
      @media (max-width: 45rem) {
        :host {
          flex-wrap: wrap;
          gap: 0 var(--hr-space-1);
          padding: var(--hr-space-1) var(--hr-space-3);
        }
        nav {
          order: 2;
          width: 100%;
          margin: 0;
          overflow-x: auto;
        }
      }
    `,
  ];

  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) name = "";
  /** Questions that nobody can answer yet; null when that is not known. */
  @property({ attribute: false }) gaps: number | null = null;
  @property({ type: Number }) unpublished = 0;

  override render(): TemplateResult {
    const { words, unpublished } = this;
    return html`
      ${this.brand()}
      <nav aria-label=${words.pages}>
        ${this.link("entries", words.entries)}
        ${this.link(
          "gaps",
          words.gaps,
          this.gaps
            ? html`<span class="count">${this.gaps}</span
                ><span class="spoken">${words.openGaps(this.gaps)}</span>`
            : nothing,
        )}
        ${this.link("history", words.history)}
      </nav>
      <span class="space"></span>
      <a
        class="publish ${unpublished > 0 ? "due" : ""}"
        href=${hashOf({ view: "publish", id: null, file: null })}
        aria-current=${this.view === "publish" ? "page" : nothing}
        aria-keyshortcuts="Control+Enter"
        title="${words.publish} (Ctrl + Enter)"
      >
        ${icon(Send)}${words.publish}${
          unpublished > 0
            ? html`<span class="count" aria-hidden="true">${unpublished}</span
                ><span class="spoken">${words.filesChanged(unpublished)}</span>`
            : nothing
        }
      </a>
      ${this.shortcutsButton(words.keyboardShortcuts)} ${this.account(this.name)}
    `;
  }

  private link(
    view: View,
    text: string,
    more: TemplateResult | typeof nothing = nothing,
  ): TemplateResult {
    return html`<a
      href=${hashOf({ view, id: null, file: null })}
      aria-current=${this.view === view ? "page" : nothing}
      >${text}${more}</a
    >`;
  }
}
