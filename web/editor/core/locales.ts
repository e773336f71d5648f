import type { Locale } from "../../shared/i18n.ts";

/** The languages an entry can have. */
export const LOCALES: readonly Locale[] = ["en", "ko"];

export function otherLocale(locale: Locale): Locale {
  return locale === "en" ? "ko" : "en";
}
