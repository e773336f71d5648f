/** What an editor does about a question that nobody can answer: it becomes a draft, and typing goes on there. */

import type { Locale } from "../../shared/i18n.ts";
import type { Gap } from "../core/contract.ts";
import { draftInto, wordsInto } from "../core/gaps.ts";
import { toAnswer } from "../core/yaml-edits.ts";
import { entriesOf } from "../core/yaml-entries.ts";
import type { EditorStore } from "./editor-store.ts";

/** Where to go on: an entry of a file, and the part of the text to be looked at. */
export interface Place {
  readonly file: string;
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Gives the customers' words to an entry that is there; null when its file is not to be had. */
export async function addWords(
  store: EditorStore,
  gap: Gap,
  id: string,
  file: string,
): Promise<Place | null> {
  const edit = await store.apply(file, (text) => wordsInto(text, id, gap));
  return edit && { file, id, ...edit.select };
}

/**
 * Appends the gap's draft entry to a file; null when the file is not to be had.
 *
 * @param ids - of all entries; the new one gets another.
 * @param locale - the language of the answer when it is not known in which one the customer asked.
 */
export async function draftEntry(
  store: EditorStore,
  gap: Gap,
  file: string,
  ids: ReadonlySet<string>,
  locale: Locale,
): Promise<Place | null> {
  const edit = await store.apply(file, (text) => draftInto(text, gap, ids));
  if (edit === null) return null;
  const added = entriesOf(store.textOf(file) ?? "").at(-1);
  if (!added) return null;
  // What is left to do is the answer, in the language in which the customer asked.
  const asked = gap.questions[0]?.locale ?? locale;
  const place = await store.apply(file, (text) => toAnswer(text, added.id, asked));
  const { from, to } = place?.select ?? added;
  return { file, id: added.id, from, to };
}
