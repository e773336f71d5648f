/** Drafts: what an editor has written and not yet published, by file. Pure. */

import type { FileInfo, Files, FileText } from "./contract.ts";

export interface Draft {
  /** Of the file it began from; null when it is a new file. */
  readonly revision: string | null;
  readonly text: string;
  /** When it was last changed, milliseconds since 1970. */
  readonly at: number;
}

export type Drafts = Readonly<Record<string, Draft>>;
export type Bases = Readonly<Record<string, string | null>>;

/** The drafts after an edit. Text that equals the file it began from is no draft any more. */
export function edited(
  drafts: Drafts,
  name: string,
  text: string,
  published: FileText | null,
  now: number,
): Drafts {
  const before = drafts[name];
  const revision = before ? before.revision : (published?.revision ?? null);
  if (published !== null && published.revision === revision && published.text === text) {
    return without(drafts, [name]);
  }
  return { ...drafts, [name]: { revision, text, at: now } };
}

export function without(drafts: Drafts, names: readonly string[]): Drafts {
  return Object.fromEntries(Object.entries(drafts).filter(([name]) => !names.includes(name)));
}

/**
 * The drafts after the `sent` ones were published: what was sent is done; what was typed meanwhile stays,
 * and from now on begins from what was published.
 */
export function afterPublishing(drafts: Drafts, sent: Drafts, files: readonly FileInfo[]): Drafts {
  const revisions = new Map(files.map((file) => [file.name, file.revision]));
  return Object.fromEntries(
    Object.entries(drafts)
      .filter(([name, draft]) => sent[name]?.text !== draft.text)
      .map(([name, draft]) => [
        name,
        name in sent ? { ...draft, revision: revisions.get(name) ?? null } : draft,
      ]),
  );
}

/** The names of all files, published or nowhere but in a draft, in their order. */
export function fileNames(files: readonly FileInfo[], drafts: Drafts): readonly string[] {
  return [...new Set([...files.map((file) => file.name), ...Object.keys(drafts)])].sort();
}

/** What a request says of the drafts. */
export function filesOf(drafts: Drafts): Files {
  return Object.fromEntries(Object.entries(drafts).map(([name, draft]) => [name, draft.text]));
}

export function basesOf(drafts: Drafts): Bases {
  return Object.fromEntries(Object.entries(drafts).map(([name, draft]) => [name, draft.revision]));
}

/** Drafts whose file somebody else has changed, or taken away, since. */
export function outdated(drafts: Drafts, files: readonly FileInfo[]): readonly string[] {
  const revisions = new Map(files.map((file) => [file.name, file.revision]));
  return Object.entries(drafts)
    .filter(([name, draft]) => draft.revision !== (revisions.get(name) ?? null))
    .map(([name]) => name);
}

/** A draft that goes over a newer version of its file: the editor has seen both. */
export function rebased(
  drafts: Drafts,
  name: string,
  revision: string | null,
  text: string,
): Drafts {
  const before = drafts[name];
  if (!before) return drafts;
  return { ...drafts, [name]: { revision, text, at: before.at } };
}

/** The file of golden questions: it stands among the content files and holds no entries. */
export const GOLDEN = "golden.yml";

const FILE_NAME = /^[a-z0-9][a-z0-9_-]{0,99}\.yml$/;

/** Whether a new file may be called so; the service has the last word. */
export function isFileName(name: string): boolean {
  return FILE_NAME.test(name) && name !== GOLDEN;
}
