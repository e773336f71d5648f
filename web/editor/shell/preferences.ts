/** What an editor prefers on this device: the language of the page. */

import { pickLocale, type Locale } from "../../shared/i18n.ts";

const LOCALE = "handrail-editor-locale";

/** The language chosen here before, else the browser's first that we speak. */
export function preferredLocale(): Locale {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(LOCALE);
  } catch {
    // Storage forbidden by the browser: its languages decide.
  }
  return pickLocale(kept, ...navigator.languages);
}

export function keepLocale(locale: Locale): void {
  try {
    localStorage.setItem(LOCALE, locale);
  } catch {
    // Storage forbidden by the browser: the choice holds until the page is left.
  }
}
