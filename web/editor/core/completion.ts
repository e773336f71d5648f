/** What may stand at a place of a content file: keys, languages, tags, ids. Pure. */

import { LOCALES } from "../../shared/i18n.ts";
import type { Schema } from "./contract.ts";

export interface Known {
  readonly keys: readonly Key[];
  readonly tags: readonly string[];
  readonly ids: readonly Named[];
}

export interface Key {
  readonly name: string;
  readonly about: string;
}

export interface Named {
  readonly id: string;
  readonly question: string;
}

export type Kind = "key" | "language" | "tag" | "id" | "word";

export interface Option {
  readonly label: string;
  readonly detail: string;
  readonly kind: Kind;
  /** What is written in its place. */
  readonly apply: string;
}

export interface Completion {
  /** Where the word that is completed begins. */
  readonly from: number;
  readonly options: readonly Option[];
}

/** The keys of an entry and what they are for, from the schema of a content file. */
export function keysOf(schema: Schema | null): readonly Key[] {
  const entry = resolve(schema, resolve(schema, schema)?.items ?? null);
  return Object.entries(entry?.properties ?? {}).map(([name, property]) => ({
    name,
    about: property.description ?? resolve(schema, property)?.description ?? "",
  }));
}

/** What may be completed at an offset; null when it is free text. */
export function completionAt(text: string, offset: number, known: Known): Completion | null {
  const lines = text.slice(0, offset).split("\n");
  const line = lines.at(-1)!;
  const word = /[\w-]*$/u.exec(line)![0];
  const from = offset - word.length;
  const lead = line.slice(0, line.length - word.length);
  const parent = parentOf(lines);

  const inList = /(?:^|\s)(tags|follow_ups):\s*\[[^\]]*$/.exec(lead);
  if (inList) return { from, options: listOptions(inList[1]!, known) };
  if (/^\s*-\s+$/.test(lead) && (parent === "tags" || parent === "follow_ups")) {
    return { from, options: listOptions(parent, known) };
  }
  if (/^\s*suggest_person:\s+$/.test(lead)) {
    return { from, options: ["true", "false"].map((value) => option(value, "", "word", value)) };
  }
  const byLanguage =
    parent !== null && ["question", "phrasings", "answer", "label"].includes(parent);
  if (/^\s+$/.test(lead) && byLanguage) {
    return { from, options: LOCALES.map((code) => option(code, "", "language", `${code}: `)) };
  }
  if (/(?:^|\s)(?:question|label):\s*\{\s*$/.test(lead) || /\{[^{}]*,\s*$/.test(lead)) {
    return { from, options: LOCALES.map((code) => option(code, "", "language", `${code}: `)) };
  }
  if (/^(?:- |  )$/.test(lead)) {
    const taken = keysOfEntryAround(text, offset);
    const free = known.keys.filter(({ name }) => !taken.has(name) || name === word);
    return {
      from,
      options: free.map((key) => option(key.name, key.about, "key", written(key.name))),
    };
  }
  return null;
}

function listOptions(key: string, known: Known): readonly Option[] {
  return key === "tags"
    ? known.tags.map((tag) => option(tag, "", "tag", tag))
    : known.ids.map(({ id, question }) => option(id, question, "id", id));
}

function option(label: string, detail: string, kind: Kind, apply: string): Option {
  return { label, detail, kind, apply };
}

/** A key with what usually follows it. */
function written(key: string): string {
  if (key === "tags" || key === "follow_ups") return `${key}: []`;
  if (key === "question" || key === "phrasings" || key === "answer" || key === "links")
    return `${key}:`;
  return `${key}: `;
}

/** The key under whose indentation the last of the lines stands. */
function parentOf(lines: readonly string[]): string | null {
  const depth = /^[\s-]*/.exec(lines.at(-1)!)![0].replace(/-\s*$/, "").length;
  for (let n = lines.length - 2; n >= 0; n -= 1) {
    const found = /^(\s*(?:- )?)([\w-]+):\s*(?:#.*)?$/.exec(lines[n]!);
    if (found && found[1]!.length < depth) return found[2]!;
    if (found && found[1]!.length === depth && /^\s*-/.test(lines.at(-1)!)) return found[2]!;
    const other = /^(\s*)\S/.exec(lines[n]!);
    if (other && other[1]!.length < depth && !/^\s*-/.test(lines[n]!)) return null;
  }
  return null;
}

/** The keys that the entry around an offset has already. */
function keysOfEntryAround(text: string, offset: number): ReadonlySet<string> {
  const start = Math.max(text.lastIndexOf("\n- ", offset - 1) + 1, 0);
  const next = text.indexOf("\n- ", offset);
  const entry = text.slice(start, next === -1 ? text.length : next);
  return new Set([...entry.matchAll(/^(?:- |  )([\w-]+):/gm)].map((found) => found[1]!));
}

/** Follows `$ref`s inside one schema. */
function resolve(root: Schema | null, schema: Schema | null | undefined): Schema | null {
  const ref = schema?.$ref;
  if (ref === undefined) return schema ?? null;
  return resolve(root, root?.$defs?.[ref.slice(ref.lastIndexOf("/") + 1)]);
}
