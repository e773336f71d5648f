/** What somebody prefers on this device, each preference under its name. */

import { pickLocale, type Locale } from "../i18n.ts";

export function preference(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage forbidden by the browser
  }
}

export function keepPreference(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage forbidden by the browser: the choice holds until the page is left.
  }
}

/** The language chosen here before, else the browser's first that we speak. */
export function preferredLocale(name: string): Locale {
  return pickLocale(preference(name), ...navigator.languages);
}
