/** The entries of a file as it is being written: where each is, and what it says so far. Pure.
 *
 * The service decides what is right. This reading forgives everything, so that the preview and the list
 * go on while a line is half typed.
 */

import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from "yaml";
import { LOCALES } from "../../shared/i18n.ts";
import type { ByLocale } from "./contract.ts";

export interface DraftLink {
  readonly label: ByLocale<string>;
  readonly url: string;
}

export interface DraftEntry {
  readonly id: string;
  /** Offsets of the entry: from its dash to the end of its last line. */
  readonly from: number;
  readonly to: number;
  /** Lines from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly tags: readonly string[];
  readonly question: ByLocale<string>;
  readonly phrasings: ByLocale<readonly string[]>;
  readonly answer: ByLocale<string>;
  readonly links: readonly DraftLink[];
  readonly followUps: readonly string[];
  readonly suggestPerson: boolean;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

const FORGIVING = { schema: "failsafe", logLevel: "silent", uniqueKeys: false } as const;

/** How many pieces are remembered: the entries of a few large files. */
const REMEMBERED = 5_000;
const remembered = new Map<string, readonly DraftEntry[]>();

/**
 * All entries of a file, in their order; what cannot be read is left out.
 *
 * Each entry is read by itself: a slip in one does not hide the others, and while somebody types only the
 * entry that changes is read again.
 */
export function entriesOf(text: string): readonly DraftEntry[] {
  let line = 1;
  return pieces(text).flatMap(({ from, piece }) => {
    const [offset, above] = [from, line - 1];
    line += piece.split("\n").length - 1;
    return read(piece).map((entry) => ({
      ...entry,
      from: entry.from + offset,
      to: entry.to + offset,
      line: entry.line + above,
      lastLine: entry.lastLine + above,
    }));
  });
}

/** The text cut before each line that begins an entry; a list that is indented is one piece. */
function pieces(text: string): readonly { readonly from: number; readonly piece: string }[] {
  const starts = [...text.matchAll(/^-(?=\s)/gm)].map((found) => found.index);
  if (starts[0] !== 0) starts.unshift(0);
  return starts.map((from, n) => ({ from, piece: text.slice(from, starts[n + 1] ?? text.length) }));
}

/** The entries of one piece, with their places in it. */
function read(piece: string): readonly DraftEntry[] {
  const known = remembered.get(piece);
  if (known) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const entries = parse(piece);
  remembered.set(piece, entries);
  return entries;
}

function parse(text: string): readonly DraftEntry[] {
  const lines = new LineCounter();
  // Failsafe: `yes`, `12:30` and dates are texts, as the service reads them.
  const document = parseDocument(text, { ...FORGIVING, lineCounter: lines });
  const list = document.contents;
  if (!isSeq<ParsedNode>(list)) return [];
  // In a piece that begins with its entry, further items are what a slip has made of the entry's own lists.
  const items = text.startsWith("-") ? list.items.slice(0, 1) : list.items;
  const maps = items.filter((item) => isMap(item)) as unknown as YAMLMap.Parsed[];
  const starts = maps.map((map) => dashBefore(text, map.range![0]));
  return maps.map((map, n) => {
    const from = starts[n]!;
    const to = lastInk(text, from, starts[n + 1] ?? text.length);
    return {
      ...wordsOf(map),
      from,
      to,
      line: lines.linePos(from).line,
      lastLine: lines.linePos(to).line,
    };
  });
}

/** The entry in which an offset lies; between two it is the one before. */
export function entryAt(entries: readonly DraftEntry[], offset: number): DraftEntry | null {
  return entries.findLast((entry) => entry.from <= offset) ?? entries[0] ?? null;
}

/** The value of a key in the text of one entry, with its place there. */
export function nodeOf(entry: string, key: string): Node | null {
  const list = parseDocument(entry, FORGIVING).contents;
  const map = isSeq(list) ? list.items[0] : null;
  return (isMap(map) && (map.get(key, true) as Node | undefined)) || null;
}

type Words = Pick<
  DraftEntry,
  | "id"
  | "tags"
  | "question"
  | "phrasings"
  | "answer"
  | "links"
  | "followUps"
  | "suggestPerson"
  | "validFrom"
  | "validUntil"
>;

function wordsOf(map: YAMLMap): Words {
  const value = (key: string): unknown => map.get(key, true);
  return {
    id: string(value("id")) ?? "",
    tags: strings(value("tags")),
    question: byLocale(value("question"), string),
    phrasings: byLocale(value("phrasings"), strings),
    answer: byLocale(value("answer"), string),
    links: items(value("links"))
      .filter(isMap)
      .map((link) => ({
        label: byLocale(link.get("label", true), string),
        url: string(link.get("url", true)) ?? "",
      })),
    followUps: strings(value("follow_ups")),
    suggestPerson: string(value("suggest_person")) === "true",
    validFrom: string(value("valid_from")),
    validUntil: string(value("valid_until")),
  };
}

function byLocale<T>(node: unknown, readValue: (value: unknown) => T | null): ByLocale<T> {
  const found: Partial<Record<string, T>> = {};
  if (isMap(node)) {
    for (const pair of node.items as Pair<unknown, unknown>[]) {
      const key = isPair(pair) ? string(pair.key) : null;
      if (key === null || !(LOCALES as readonly string[]).includes(key)) continue;
      const value = readValue(pair.value);
      if (value !== null && value !== "") found[key] = value;
    }
  }
  return found as ByLocale<T>;
}

function string(node: unknown): string | null {
  return isScalar(node) && typeof node.value === "string" ? node.value : null;
}

function strings(node: unknown): readonly string[] {
  return items(node)
    .map(string)
    .filter((text) => text !== null && text !== "") as string[];
}

function items(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : [];
}

/** The place of the `-` that begins the item at `offset`. */
function dashBefore(text: string, offset: number): number {
  const dash = text.lastIndexOf("-", offset);
  return dash === -1 ? offset : dash;
}

/** The end of the last line between the offsets that has something on it, comments before the next entry left out. */
function lastInk(text: string, from: number, to: number): number {
  const lines = text.slice(from, to).split("\n");
  while (lines.length > 1 && /^\s*(#.*)?$/.test(lines.at(-1)!) && !/^\s+#/.test(lines.at(-1)!)) {
    lines.pop();
  }
  return from + lines.join("\n").length;
}
