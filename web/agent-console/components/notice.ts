import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CircleAlert, X } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Notice } from "../core/desk.ts";
import type { Catalogue } from "../messages/messages.ts";

/** One thing that did not work, in plain words, beside what it is about. */
@customElement("hr-notice")
export class NoticeLine extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        align-items: flex-start;
        gap: var(--hr-space-2);
        padding: var(--hr-space-2) var(--hr-space-1) var(--hr-space-2) var(--hr-space-3);
        border-radius: var(--hr-radius-s);
        background: var(--hr-danger-soft);
        color: var(--hr-danger);
        font-size: var(--hr-text-s);
      }
      .icon {
        margin-top: 0.0625rem;
      }
      p {
        flex: 1;
      }
      button {
        width: 1.5rem;
        min-height: 1.5rem;
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
      }
      button .icon {
        width: 0.9375rem;
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) notice!: Notice;
  @property({ attribute: false }) dismiss!: (notice: Notice) => void;

  override render(): TemplateResult {
    return html`<div role="alert">
      ${icon(CircleAlert)}
      <p>${noticeText(this.words, this.notice)}</p>
      <button aria-label=${this.words.dismiss} @click=${() => this.dismiss(this.notice)}>
        ${icon(X)}
      </button>
    </div>`;
  }
}

/** What happened, in words for the agent. */
export function noticeText(
  words: Catalogue,
  { code, about, because }: Pick<Notice, "code" | "about" | "because">,
): string {
  if (code === "refused" && about === "reply") return words.errors.refusedReply;
  if (code === "refused" && about === "transfer") return words.errors.refusedTransfer;
  if (code === "refused" && about === "hand_back") return words.errors.refusedHandBack;
  if (code === "refused" && about === "accept") {
    if (because === "away") return words.errors.refusedAway;
    return because === "full" ? words.errors.refusedFull : words.errors.refusedGone;
  }
  const known: Readonly<Record<string, string>> = words.errors;
  return known[code] ?? words.errors.other;
}
