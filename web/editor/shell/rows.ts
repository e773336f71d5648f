/** The list's rows as the state has them. */

import { rowsOf, type Row } from "../core/entries.ts";
import { entriesOf } from "../core/yaml-entries.ts";
import type { State } from "./editor-store.ts";

/** Makes the rows anew only when something that they are made of has changed. */
export class Rows {
  #rows: readonly Row[] = [];
  #madeOf: readonly unknown[] = [];

  of({ content, drafts, files, checked, usage }: State): readonly Row[] {
    const parts = [content, drafts, files, checked, usage];
    if (parts.every((part, n) => part === this.#madeOf[n])) return this.#rows;
    this.#madeOf = parts;
    const problems = [...checked.errors, ...checked.warnings];
    const drafted = Object.entries(drafts).map(([name, { text }]) => {
      const published = files[name];
      return {
        name,
        text,
        entries: entriesOf(text),
        published: published ? { text: published.text, entries: entriesOf(published.text) } : null,
      };
    });
    const today = new Date().toISOString().slice(0, 10);
    this.#rows = rowsOf(content?.entries ?? [], drafted, problems, usage, today);
    return this.#rows;
  }
}
