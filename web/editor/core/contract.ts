/** What `/api/editor/*` takes and gives, as docs/subsystems/publishing.md and gaps.md have it. */

import type { Locale } from "../../shared/i18n.ts";

/** An answer or a list in one, both or no language. */
export type ByLocale<T> = Partial<Readonly<Record<Locale, T>>>;

/** Text of files by name; null takes the file away. */
export type Files = Readonly<Record<string, string | null>>;

export type EntryState = "live" | "future" | "expired";

export interface EntryRow {
  readonly id: string;
  /** Null while the folder on disk is too broken to say where the entry stands. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  readonly question: ByLocale<string>;
  readonly tags: readonly string[];
  readonly phrasings: ByLocale<number>;
  readonly languages: readonly Locale[];
  readonly valid_from: string | null;
  readonly valid_until: string | null;
  readonly state: EntryState;
}

export interface FileInfo {
  readonly name: string;
  readonly revision: string;
}

export interface FileText extends FileInfo {
  readonly text: string;
}

export interface Content {
  readonly version: string;
  readonly serving: string;
  readonly fitted: boolean;
  /** Milliseconds since 1970; null before anything was published. */
  readonly published_at: number | null;
  /** Of the folder as it is on disk, when it is broken. */
  readonly errors: readonly Problem[];
  readonly files: readonly FileInfo[];
  readonly entries: readonly EntryRow[];
  /** How many golden questions fail as things are, before any draft. */
  readonly golden_failed?: number;
}

export type ProblemKind =
  "collision" | "stray" | "language" | "link" | "expired" | "few" | "golden";

export interface Problem {
  readonly file: string;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly kind?: ProblemKind | null;
  readonly entry?: string | null;
  readonly other?: string | null;
}

export interface Golden {
  readonly question: string;
  /** An entry's id, or `none`. */
  readonly expected: string;
  readonly outcome: Outcome;
  readonly got: readonly string[];
  readonly file: string;
  readonly line: number;
}

export interface Checked {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly golden: { readonly asked: number; readonly failed: readonly Golden[] } | null;
}

export type Outcome = "answer" | "ask" | "abstain";

export interface FoundEntry {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly locale: Locale;
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly follow_ups: readonly { readonly id: string; readonly question: string }[];
  readonly suggest_person: boolean;
}

/** What a customer would get for a question. Confidences are 0 to 1. */
export interface Tried {
  readonly outcome: Outcome;
  readonly confidence: number;
  readonly candidates: readonly {
    readonly id: string;
    readonly question: string;
    readonly confidence: number;
  }[];
  readonly entry: FoundEntry | null;
  readonly choices: readonly { readonly id: string; readonly question: string }[];
  /** Further questions of the same message that are answered too. */
  readonly more?: readonly { readonly entry: FoundEntry; readonly confidence: number }[];
  readonly thresholds?: { readonly answer: number; readonly ask: number };
}

export interface Published {
  readonly version: string;
  readonly number: number;
  readonly warnings: readonly Problem[];
}

export interface Publication {
  readonly number: number;
  readonly version: string;
  readonly at: number;
  readonly by: string;
  readonly message: string;
  readonly entries: number;
  readonly changed: readonly {
    readonly name: string;
    readonly added: number;
    readonly removed: number;
  }[];
  readonly current: boolean;
}

export interface PublicationWithDiff extends Publication {
  /** A unified diff against the publication before. */
  readonly diff: string;
}

export interface UsageOfEntry {
  readonly served: number;
  readonly asked_back: number;
  readonly helpful: number;
  readonly unhelpful: number;
  readonly person: number;
}

export interface Usage {
  readonly since: number;
  readonly entries: Readonly<Record<string, UsageOfEntry>>;
}

export type GapKind = "declined" | "asked_back" | "unhelpful" | "person";

export interface Gap {
  readonly id: string;
  readonly size: number;
  readonly conversations: number;
  readonly since: number;
  readonly latest: number;
  readonly languages: ByLocale<number>;
  readonly kinds: Partial<Readonly<Record<GapKind, number>>>;
  /** At most ten, personal data masked. */
  readonly questions: readonly {
    readonly text: string;
    readonly locale: Locale;
    readonly times: number;
  }[];
  readonly nearest: readonly {
    readonly id: string;
    readonly question: string;
    readonly confidence: number;
  }[];
  /** YAML of one entry to finish. */
  readonly draft: string;
}

export interface Gaps {
  readonly clusters: readonly Gap[];
  /** How many questions there are in all. */
  readonly questions: number;
}

export type DismissReason = "done" | "not ours";

/** The part of a JSON Schema that completion reads. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}
