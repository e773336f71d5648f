/** What an agent prefers on this device: the language and the single-key shortcuts. */

import { pickLocale, type Locale } from "../../shared/i18n.ts";

const LOCALE = "handrail-console-locale";
const SHORTCUTS = "handrail-console-shortcuts";

/** The language chosen here before, else the browser's first that we speak. */
export function preferredLocale(): Locale {
  return pickLocale(read(LOCALE), ...navigator.languages);
}

export function keepLocale(locale: Locale): void {
  write(LOCALE, locale);
}

export function shortcutsWanted(): boolean {
  return read(SHORTCUTS) !== "off";
}

export function keepShortcutsWanted(wanted: boolean): void {
  write(SHORTCUTS, wanted ? "on" : "off");
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage forbidden by the browser
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage forbidden by the browser: the choice holds until the page is left.
  }
}
