/** The widget's catalogues by language. */

import type { CatalogueOf, Locale } from "../../shared/i18n.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

export type Messages = CatalogueOf<typeof en>;

export const catalogues: Readonly<Record<Locale, Messages>> = { en, ko };
