/** The catalogue of a language, and how a component gets at it. */

import type { Locale } from "../../shared/i18n.ts";
import { en, type Catalogue } from "./en.ts";
import { ko } from "./ko.ts";

export type { Catalogue };

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en, ko };

export function messagesOf(locale: Locale): Catalogue {
  return CATALOGUES[locale];
}

/** A handoff's cause in words; one that the catalogue does not know is shown as it is named. */
export function causeText(words: Catalogue, cause: string): string {
  const known: Readonly<Record<string, string>> = words.causes;
  return known[cause] ?? cause.replaceAll("_", " ");
}

/** What a form's slot is called; one that the catalogue does not know is shown as it is named. */
export function slotText(words: Catalogue, slot: string): string {
  const known: Readonly<Record<string, string>> = words.slots;
  return known[slot] ?? slot.replaceAll("_", " ");
}

/** A field of the case file in words; a slot where it is one of the bot's. */
export function fieldText(words: Catalogue, field: string): string {
  const known: Readonly<Record<string, string>> = words.fields;
  return known[field] ?? slotText(words, field);
}

/** A disposition in words; one that the catalogue does not know is shown as it is named. */
export function dispositionText(words: Catalogue, disposition: string): string {
  const known: Readonly<Record<string, string>> = words.dispositions;
  return known[disposition] ?? disposition.replaceAll("_", " ");
}
