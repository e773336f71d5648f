/** The edits behind the buttons: they write into the text where an editor would have written. Pure. */

import {
  isMap,
  isScalar,
  isSeq,
  stringify,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { LOCALES, type Locale } from "../../shared/i18n.ts";
import { entriesOf, nodeOf, type DraftEntry } from "./yaml-entries.ts";

export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Changes in their order, none overlapping, and what is selected afterwards (offsets of the new text). */
export interface Edit {
  readonly changes: readonly Change[];
  readonly select: { readonly from: number; readonly to: number };
}

export function applied(text: string, edit: Edit): string {
  return edit.changes.reduceRight(
    (before, { from, to, insert }) => before.slice(0, from) + insert + before.slice(to),
    text,
  );
}

/**
 * Adds phrasings to an entry; `[""]` adds an empty line to type in. Null when there is no such entry.
 *
 * What stands there already is not added again.
 */
export function addPhrasings(
  text: string,
  id: string,
  locale: Locale,
  phrasings: readonly string[],
): Edit | null {
  return inEntry(text, id, (entry, { phrasings: known }) => {
    const fresh = phrasings.filter((phrasing) => !known[locale]?.includes(phrasing));
    if (fresh.length === 0) return { changes: [], select: { from: 0, to: 0 } };
    return insertion(phrasingsChange(entry, locale, fresh), fresh[0] === "");
  });
}

/** Adds the language that an entry does not have, everywhere it is asked for. Null when it has both. */
export function addLanguage(text: string, id: string): Edit | null {
  return inEntry(text, id, (entry, { question }) => {
    const missing = LOCALES.find((locale) => question[locale] === undefined);
    return missing === undefined ? null : languageInto(entry, missing);
  });
}

function languageInto(text: string, missing: Locale): Edit | null {
  const changes: Change[] = [];
  for (const key of ["question", "phrasings", "answer"] as const) {
    const node = nodeOf(text, key);
    if (!isMap(node) || pairOf(node, missing) !== undefined) continue;
    if (node.flow) changes.push(intoFlow(text, node, `${missing}: ""`));
    else {
      const pad = " ".repeat(columnOf(text, keyStart(node.items[0]!)));
      const value = { question: " ", phrasings: `\n${pad}  - `, answer: ` |\n${pad}  ` }[key];
      const at = endOf(text, node);
      changes.push({ from: at, to: at, insert: `\n${pad}${missing}:${value}` });
    }
  }
  const first = changes[0];
  if (!first) return null;
  const quoted = first.insert.endsWith('""');
  const at = first.from + first.insert.length - (quoted ? 1 : 0);
  return { changes, select: { from: at, to: at } };
}

/**
 * Leads to an entry's answer in a language: to its first letter, or to a place made for it where there is none yet.
 * Null when the entry has no answer at all.
 */
export function toAnswer(text: string, id: string, locale: Locale): Edit | null {
  return inEntry(text, id, (entry) => answerIn(entry, locale));
}

function answerIn(text: string, locale: Locale): Edit | null {
  const map = nodeOf(text, "answer");
  if (!isMap(map)) return null;
  const pair = pairOf(map, locale);
  if (map.flow) {
    const change = pair ? null : intoFlow(text, map, `${locale}: ""`);
    const at = change ? change.from + change.insert.length - 1 : firstLetter(text, pair!);
    return { changes: change ? [change] : [], select: { from: at, to: at } };
  }
  const pad = " ".repeat(columnOf(text, keyStart(map.items[0]!)));
  if (!pair) return typing(endOf(text, map), `\n${pad}${locale}: |\n${pad}  `);
  const value = pair.value;
  if (isScalar(value) && typeof value.value === "string" && value.value.trim() !== "") {
    const at = firstLetter(text, pair);
    return { changes: [], select: { from: at, to: at } };
  }
  // Nothing is written yet: on the line below, so far in as YAML wants it.
  const head = lineEnd(text, keyStart(pair));
  const below = /^\n[ \t]*(?=\n|$)/.exec(text.slice(head))?.[0] ?? "";
  const block = isScalar(value) && value.range![1] > value.range![0] ? "" : " |";
  return typing(head, `${block}\n${pad}  `, below.length);
}

/** Appends entries, written as YAML, to a file. */
export function appendEntry(text: string, yaml: string): Edit {
  const body = text.replace(/\s+$/, "");
  const gap = body === "" ? "" : "\n\n";
  const from = body.length;
  const insert = `${gap}${yaml.trim()}\n`;
  const start = from + gap.length;
  return { changes: [{ from, to: text.length, insert }], select: { from: start, to: start } };
}

/**
 * A new entry to fill in, as a CodeMirror snippet: `${}` is a place to type.
 *
 * They are empty, so that what was left out is an error and not a text that customers read.
 */
export function entrySnippet(locales: readonly Locale[] = LOCALES): string {
  const each = (write: (locale: Locale) => string): string => locales.map(write).join("\n");
  return [
    "- id: ${}",
    "  tags: [${}]",
    "  question:",
    each((locale) => `    ${locale}: \${}`),
    "  phrasings:",
    each((locale) => `    ${locale}:\n      - \${}`),
    "  answer:",
    each((locale) => `    ${locale}: |\n      \${}`),
    "",
  ].join("\n");
}

/** An edit made in the text of one entry alone, at its place in the file. Null when there is no such entry. */
function inEntry(
  text: string,
  id: string,
  make: (entry: string, words: DraftEntry) => Edit | null,
): Edit | null {
  const words = entriesOf(text).find((other) => other.id === id);
  if (!words) return null;
  const start = text.lastIndexOf("\n", words.from - 1) + 1;
  const edit = make(text.slice(start, words.to), words);
  if (!edit) return null;
  return {
    changes: edit.changes.map((change) => ({
      ...change,
      from: change.from + start,
      to: change.to + start,
    })),
    select: { from: edit.select.from + start, to: edit.select.to + start },
  };
}

function phrasingsChange(text: string, locale: Locale, phrasings: readonly string[]): Change {
  const node = nodeOf(text, "phrasings");
  if (!isMap(node) || node.items.length === 0) {
    // Nothing to stand under yet: before the answer, where the other entries have it.
    const answer = entryKeyStart(text, "answer");
    const at = answer === null ? text.length : text.lastIndexOf("\n", answer);
    const own = node !== null && isScalar(node) ? endOf(text, node) : null;
    const pad = " ".repeat(columnOf(text, entryKeyStart(text, "id") ?? 2));
    const under = `\n${pad}  ${locale}:${itemsUnder(`${pad}    `, phrasings)}`;
    if (own !== null) return { from: own, to: own, insert: under };
    return { from: at, to: at, insert: `\n${pad}phrasings:${under}` };
  }
  const list = pairOf(node, locale)?.value as Node | null | undefined;
  if (list === undefined) {
    if (node.flow)
      return intoFlow(text, node, `${locale}: [${phrasings.map(flowScalar).join(", ")}]`);
    const pad = " ".repeat(columnOf(text, keyStart(node.items[0]!)));
    const at = endOf(text, node);
    return { from: at, to: at, insert: `\n${pad}${locale}:${itemsUnder(`${pad}  `, phrasings)}` };
  }
  if (isSeq(list) && list.flow) return intoFlow(text, list, phrasings.map(flowScalar).join(", "));
  const pair = pairOf(node, locale)!;
  const first = isSeq(list) ? (list.items[0] as Node | undefined) : undefined;
  const column = first
    ? columnOf(text, text.lastIndexOf("-", first.range![0]))
    : columnOf(text, keyStart(pair)) + 2;
  const at = first ? endOf(text, list as YAMLSeq) : lineEnd(text, keyStart(pair));
  return { from: at, to: at, insert: itemsUnder(" ".repeat(column), phrasings) };
}

/** An insertion at whose end the editor goes on typing. */
function typing(from: number, insert: string, replaced = 0): Edit {
  const at = from + insert.length;
  return { changes: [{ from, to: from + replaced, insert }], select: { from: at, to: at } };
}

/** Where the value of a key begins for the reader: behind a quote, below a block's bar. */
function firstLetter(text: string, pair: Pair<Node, Node | null>): number {
  const from = pair.value?.range?.[0] ?? lineEnd(text, keyStart(pair));
  if (/["']/.test(text[from] ?? "")) return from + 1;
  if (!/[|>]/.test(text[from] ?? "")) return from;
  const line = lineEnd(text, from) + 1;
  return line + /^\s*/.exec(text.slice(line))![0].length;
}

/** `empty`: the new text ends where the editor goes on typing, else the first new line is selected. */
function insertion(change: Change, empty: boolean): Edit {
  const end = change.from + change.insert.length;
  if (empty) {
    const at = /""\]?$/.test(change.insert) ? end - (change.insert.endsWith("]") ? 2 : 1) : end;
    return { changes: [change], select: { from: at, to: at } };
  }
  const start = change.from + (/\S/.exec(change.insert)?.index ?? 0);
  return { changes: [change], select: { from: start, to: end } };
}

function itemsUnder(pad: string, phrasings: readonly string[]): string {
  return phrasings
    .map((phrasing) => `\n${pad}- ${phrasing === "" ? "" : scalar(phrasing)}`)
    .join("");
}

/** Before the closing bracket of `[…]` or `{…}`. */
function intoFlow(text: string, node: YAMLMap | YAMLSeq, insert: string): Change {
  const close = node.range![1] - 1;
  let at = close;
  while (/\s/.test(text[at - 1]!)) at -= 1;
  return { from: at, to: at, insert: node.items.length > 0 ? `, ${insert}` : insert };
}

/** A text as YAML: plain where it can be, in quotes where it must. */
export function scalar(text: string): string {
  return stringify(text.replace(/\s+/g, " ").trim(), { lineWidth: 0 }).trimEnd();
}

function flowScalar(text: string): string {
  const plain = scalar(text);
  return /^["']/.test(plain) || !/[,[\]{}]/.test(plain) ? plain || '""' : JSON.stringify(text);
}

function pairOf(map: YAMLMap, key: string): Pair<Node, Node | null> | undefined {
  const pairs = map.items as Pair<Node, Node | null>[];
  return pairs.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function keyStart(pair: Pair): number {
  return (pair.key as Node).range![0];
}

/** Where a key of an entry begins. */
function entryKeyStart(text: string, key: string): number | null {
  const value = nodeOf(text, key);
  const before = value?.range?.[0];
  if (before === undefined) return null;
  const at = text.lastIndexOf(`${key}:`, before);
  return at === -1 ? null : at;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** The end of a node's last line that has something on it. */
function endOf(text: string, node: Node): number {
  const [start, end] = node.range!;
  let at = end;
  while (at > start && /\s/.test(text[at - 1]!)) at -= 1;
  return lineEnd(text, at);
}
