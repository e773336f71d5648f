/** A question that opens its entry. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../shared/i18n.ts";

/** Fires `open-entry` (`detail: {id}`) from where it stands, through all parts up to the desk. */
export function entryLink(
  id: string,
  question: string,
  locale: Locale | typeof nothing = nothing,
): TemplateResult {
  const open = (event: Event): void => {
    event.currentTarget!.dispatchEvent(
      new CustomEvent("open-entry", { detail: { id }, bubbles: true, composed: true }),
    );
  };
  return html`<button class="entry" lang=${locale} @click=${open}>${question}</button>`;
}

export const entryLinkStyle = css`
  .entry {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    font-weight: 500;
    text-align: start;
    text-decoration: underline;
    text-decoration-color: var(--hr-line-strong);
    text-underline-offset: 0.2em;
    white-space: normal;
  }
`;
