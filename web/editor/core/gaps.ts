/** From a question that nobody can answer to a draft. Pure. */

import { LOCALES } from "../../shared/i18n.ts";
import type { Gap } from "./contract.ts";
import { addPhrasings, appendEntry, applied, type Edit } from "./yaml-edits.ts";
import { entriesOf } from "./yaml-entries.ts";

/** The file where a new entry for a gap most likely belongs: that of its nearest entry. */
export function fileForGap(
  gap: Gap,
  rows: readonly { readonly id: string; readonly file: string }[],
  files: readonly string[],
): string {
  const near = gap.nearest.map(({ id }) => rows.find((row) => row.id === id)?.file);
  return near.find((file) => file !== undefined) ?? files[0] ?? "";
}

/** Customers' words as phrasings of an entry that is there, in whichever languages they came. */
export function wordsInto(text: string, id: string, gap: Gap): Edit | null {
  let after = text;
  let first: Edit["select"] | null = null;
  for (const locale of LOCALES) {
    const words = gap.questions.filter((each) => each.locale === locale).map((each) => each.text);
    if (words.length === 0) continue;
    const edit = addPhrasings(after, id, locale, words);
    if (edit === null) return null;
    after = applied(after, edit);
    if (edit.changes.length > 0) first ??= edit.select;
  }
  return {
    changes: after === text ? [] : [{ from: 0, to: text.length, insert: after }],
    select: first ?? { from: 0, to: 0 },
  };
}

/** A gap's draft entry at the end of a file, under an id that is still free. */
export function draftInto(text: string, gap: Gap, ids: ReadonlySet<string>): Edit {
  const id = entriesOf(gap.draft)[0]?.id ?? "";
  const draft = gap.draft.replace(
    /^(\s*-\s+id:\s*)\S+/m,
    (_line, key: string) => key + freeId(id, ids),
  );
  return appendEntry(text, draft);
}

function freeId(id: string, ids: ReadonlySet<string>): string {
  if (!ids.has(id)) return id;
  for (let n = 2; ; n += 1) if (!ids.has(`${id}_${n}`)) return `${id}_${n}`;
}
