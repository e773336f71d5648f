import { html, type TemplateResult } from "lit";
import { OWN_NAMES, otherLocale, type Locale } from "../i18n.ts";

/** The button that turns the page to the other language, named in that language. */
export function languageButton(locale: Locale, turn: () => void): TemplateResult {
  const other = otherLocale(locale);
  return html`<button class="quiet" lang=${other} @click=${turn}>${OWN_NAMES[other]}</button>`;
}
