/** Problems in the order in which an editor mends them. Pure. */

import type { Checked, Golden, Problem } from "./contract.ts";

export const NOTHING_CHECKED: Checked = { errors: [], warnings: [], golden: null };

/** Errors first, then by file, line and column. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

/** A file as the editor knows it: without the folders that the service may put before it. */
export function shortName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** What a check found, with the files named as the page names them. */
export function withShortNames(checked: Checked): Checked {
  const short = <T extends { readonly file: string }>(item: T): T => ({
    ...item,
    file: shortName(item.file),
  });
  return {
    errors: checked.errors.map(short),
    warnings: checked.warnings.map(short),
    golden: checked.golden && {
      asked: checked.golden.asked,
      failed: checked.golden.failed.map((golden: Golden) => short(golden)),
    },
  };
}

/** The offsets in a text that a problem is about: from its column to the end of the word or line there. */
export function spanOf(text: string, problem: Problem): { from: number; to: number } {
  let start = 0;
  for (let line = 1; line < problem.line; line += 1) {
    const next = text.indexOf("\n", start);
    if (next === -1) break;
    start = next + 1;
  }
  const newline = text.indexOf("\n", start);
  const end = newline === -1 ? text.length : newline;
  const from = Math.min(start + Math.max(problem.column - 1, 0), end);
  const rest = text.slice(from, end);
  const key = /^[\w-]+(?=\s*:(?:\s|$))/.exec(rest)?.[0] ?? rest.trimEnd();
  // An empty place still needs something to underline: what stands before it.
  return key === ""
    ? { from: Math.max(start, from - 1), to: from }
    : { from, to: from + key.length };
}

function rank(problem: Problem): number {
  return problem.severity === "error" ? 0 : 1;
}
