/** The catalogue of a language. */

import type { Locale } from "../../shared/i18n.ts";
import { en, type Catalogue } from "./en.ts";
import { ko } from "./ko.ts";

export type { Catalogue };

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en, ko };

export function messagesOf(locale: Locale): Catalogue {
  return CATALOGUES[locale];
}
