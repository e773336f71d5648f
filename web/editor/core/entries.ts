/** The list of entries: as published, with the drafts laid over it; searched, filtered, sorted. Pure. */

import { LOCALES, type Locale } from "../../shared/i18n.ts";
import type { EntryRow, EntryState, Problem, Usage, UsageOfEntry } from "./contract.ts";
import type { DraftEntry } from "./yaml-entries.ts";

export type RowChange = "new" | "changed" | null;

export interface Row extends EntryRow {
  readonly file: string;
  readonly line: number;
  /** Against what is published. */
  readonly change: RowChange;
  readonly usage: UsageOfEntry;
  readonly problems: number;
}

export type Sort = "file" | "served" | "helpful" | "person";
export type Has = "any" | "problems" | "en_missing" | "ko_missing" | "changed";

export interface Filter {
  readonly text: string;
  readonly tag: string;
  readonly state: EntryState | "any";
  readonly has: Has;
  readonly sort: Sort;
}

export const NO_FILTER: Filter = { text: "", tag: "", state: "any", has: "any", sort: "file" };

export const NO_USAGE: UsageOfEntry = {
  served: 0,
  asked_back: 0,
  helpful: 0,
  unhelpful: 0,
  person: 0,
};

/** A drafted file as it is read now, and as it is published (null: a new file). */
export interface DraftedFile {
  readonly name: string;
  readonly entries: readonly DraftEntry[];
  readonly text: string;
  readonly published: { readonly entries: readonly DraftEntry[]; readonly text: string } | null;
}

/**
 * The rows, in the order of the files.
 *
 * @param today - ISO date; decides the state of entries that are drafted.
 */
export function rowsOf(
  published: readonly EntryRow[],
  drafted: readonly DraftedFile[],
  problems: readonly Problem[],
  usage: Usage | null,
  today: string,
): readonly Row[] {
  const byFile = new Map(drafted.map((file) => [file.name, file]));
  const placed = published.map((row) => ({ ...row, file: row.file ?? "", line: row.line ?? 0 }));
  const kept = placed.filter((row) => !byFile.has(row.file));
  const fresh = drafted.flatMap((file) =>
    file.entries.map((entry) => draftRow(file, entry, today)),
  );
  const all = [...kept.map((row) => ({ ...row, change: null as RowChange })), ...fresh].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line,
  );
  const counts = countProblems(all, problems);
  return all.map((row) => ({
    ...row,
    usage: usage?.entries[row.id] ?? NO_USAGE,
    problems: counts.get(row.id) ?? 0,
  }));
}

/** The entry a problem is about: the one it names, else the one its line stands in. */
export function entryOfProblem(
  rows: readonly { readonly id: string; readonly file: string; readonly line: number }[],
  problem: Problem,
): string | null {
  if (problem.entry) return problem.entry;
  const before = rows.filter((row) => row.file === problem.file && row.line <= problem.line);
  return (
    before.reduce<(typeof before)[number] | null>(
      (last, row) => (last === null || row.line >= last.line ? row : last),
      null,
    )?.id ?? null
  );
}

export function filtered(rows: readonly Row[], filter: Filter): readonly Row[] {
  const words = filter.text.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
  const fits = rows.filter(
    (row) =>
      (filter.tag === "" || row.tags.includes(filter.tag)) &&
      (filter.state === "any" || row.state === filter.state) &&
      has(row, filter.has) &&
      words.every((word) => haystack(row).includes(word)),
  );
  if (filter.sort === "file") return fits;
  const value = VALUE[filter.sort];
  return [...fits].sort((a, b) => value(b.usage) - value(a.usage));
}

/** All tags, the most used first. */
export function tagsOf(rows: readonly EntryRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const tag of row.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).map(([tag]) => tag);
}

/** The question in the wanted language, else in the one there is, else the id. */
export function questionOf(row: Pick<EntryRow, "id" | "question">, locale: Locale): string {
  return (
    row.question[locale] ?? LOCALES.map((other) => row.question[other]).find(Boolean) ?? row.id
  );
}

export function phrasingsOf(row: EntryRow): number {
  return LOCALES.reduce((sum, locale) => sum + (row.phrasings[locale] ?? 0), 0);
}

/** The share of those who said so that found the entry helpful; null when nobody said. */
export function helpfulShare(usage: UsageOfEntry): number | null {
  const said = usage.helpful + usage.unhelpful;
  return said === 0 ? null : usage.helpful / said;
}

const VALUE: Readonly<Record<Exclude<Sort, "file">, (usage: UsageOfEntry) => number>> = {
  served: (usage) => usage.served,
  helpful: (usage) => helpfulShare(usage) ?? -1,
  person: (usage) => usage.person,
};

function has(row: Row, what: Has): boolean {
  switch (what) {
    case "any":
      return true;
    case "problems":
      return row.problems > 0;
    case "en_missing":
      return !row.languages.includes("en");
    case "ko_missing":
      return !row.languages.includes("ko");
    case "changed":
      return row.change !== null;
  }
}

function haystack(row: Row): string {
  return [row.id, ...row.tags, ...LOCALES.map((locale) => row.question[locale] ?? "")]
    .join("\n")
    .normalize("NFC")
    .toLowerCase();
}

function draftRow(
  file: DraftedFile,
  entry: DraftEntry,
  today: string,
): Omit<Row, "usage" | "problems"> {
  const before = file.published?.entries.find((other) => other.id === entry.id);
  const change: RowChange =
    before === undefined
      ? "new"
      : file.published!.text.slice(before.from, before.to) === file.text.slice(entry.from, entry.to)
        ? null
        : "changed";
  return {
    id: entry.id,
    file: file.name,
    line: entry.line,
    question: entry.question,
    tags: entry.tags,
    phrasings: Object.fromEntries(
      LOCALES.map((locale) => [locale, entry.phrasings[locale]?.length ?? 0]),
    ),
    languages: LOCALES.filter((locale) => entry.question[locale] !== undefined),
    valid_from: entry.validFrom,
    valid_until: entry.validUntil,
    state: stateOn(today, entry),
    change,
  };
}

function stateOn(today: string, entry: DraftEntry): EntryState {
  if (entry.validFrom !== null && today < entry.validFrom) return "future";
  return entry.validUntil !== null && today > entry.validUntil ? "expired" : "live";
}

function countProblems(
  rows: readonly { readonly id: string; readonly file: string; readonly line: number }[],
  problems: readonly Problem[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const problem of problems) {
    const id = entryOfProblem(rows, problem);
    for (const about of new Set([id, problem.other ?? null])) {
      if (about !== null) counts.set(about, (counts.get(about) ?? 0) + 1);
    }
  }
  return counts;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
