/** Everything the page knows, in one immutable state; asks the gateway, keeps the drafts, tells who listens. */

import type {
  Checked,
  Content,
  DismissReason,
  FileText,
  Gaps,
  Problem,
  Publication,
  Schema,
  Usage,
} from "../core/contract.ts";
import {
  afterPublishing,
  basesOf,
  edited,
  filesOf,
  outdated,
  rebased,
  without,
  type Drafts,
} from "../core/drafts.ts";
import { NOTHING_CHECKED, shortName, withShortNames } from "../core/problems.ts";
import { applied, type Edit } from "../core/yaml-edits.ts";
import type { Conflict, EditorApi, PublishResult, Result, Trouble } from "./api.ts";
import type { DraftMemory } from "./draft-memory.ts";

/** How far a deep check has come. */
export type Deep =
  | { readonly is: "none" }
  | { readonly is: "running"; readonly since: number }
  | { readonly is: "done"; readonly took: number };

export interface Success {
  readonly version: string;
  readonly number: number;
  readonly at: number;
}

export interface State {
  readonly content: Content | null;
  /** The FAQ service, or the way to it, does not answer. */
  readonly away: boolean;
  readonly usage: Usage | null;
  readonly schema: Schema | null;
  readonly gaps: Gaps | null;
  readonly history: readonly Publication[] | null;
  /** Published texts, as far as they were needed. */
  readonly files: Readonly<Record<string, FileText>>;
  readonly drafts: Drafts;
  /** False when this browser does not keep drafts over a reload. */
  readonly kept: boolean;
  readonly checked: Checked;
  readonly deep: Deep;
  readonly publishing: boolean;
  /** Files that somebody else has changed since the draft of them began. */
  readonly conflicts: readonly Conflict[];
  readonly success: Success | null;
  /** A refusal in the service's own words. */
  readonly refusal: string | null;
}

const NOTHING: State = {
  content: null,
  away: false,
  usage: null,
  schema: null,
  gaps: null,
  history: null,
  files: {},
  drafts: {},
  kept: true,
  checked: NOTHING_CHECKED,
  deep: { is: "none" },
  publishing: false,
  conflicts: [],
  success: null,
  refusal: null,
};

/** Milliseconds. */
const CHECK_AFTER = 300;
const LOOK_EVERY = 20_000;
const LOOK_EVERY_AWAY = 4_000;

type SignedOutOr = "signed_out" | "forbidden";

export class EditorStore {
  state: State = NOTHING;

  readonly #api: EditorApi;
  readonly #memory: DraftMemory;
  readonly #changed: () => void;
  readonly #shut: (why: SignedOutOr) => void;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;
  #check: AbortController | null = null;
  #stopped = false;

  /**
   * @param changed - called after every change of `state`.
   * @param shut - the gateway does not let this editor in any more.
   */
  constructor(
    api: EditorApi,
    memory: DraftMemory,
    changed: () => void,
    shut: (why: SignedOutOr) => void,
  ) {
    this.#api = api;
    this.#memory = memory;
    this.#changed = changed;
    this.#shut = shut;
  }

  async start(): Promise<void> {
    this.#set({ drafts: this.#memory.load() });
    await this.look();
    await Promise.all([this.#loadSchema(), this.loadUsage(), this.loadGaps()]);
    if (Object.keys(this.state.drafts).length > 0) await this.check(false);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#checkTimer);
    clearTimeout(this.#lookTimer);
    this.#check?.abort();
  }

  /** Asks what is live now, and again after a while. */
  async look(): Promise<void> {
    clearTimeout(this.#lookTimer);
    const content = this.#value(await this.#api.content());
    if (this.#stopped) return;
    if (content !== null) await this.#take(content);
    const every = this.state.away ? LOOK_EVERY_AWAY : LOOK_EVERY;
    if (!this.#stopped) this.#lookTimer = setTimeout(() => void this.look(), every);
  }

  /** The text of a file as it is published, asked for once; null when there is none, or nobody to ask. */
  async file(name: string): Promise<FileText | null> {
    const known = this.state.files[name];
    if (known) return known;
    if (!this.state.content?.files.some((file) => file.name === name)) return null;
    const file = this.#value(await this.#api.file(name));
    if (file !== null) this.#set({ files: { ...this.state.files, [name]: file } });
    return file;
  }

  /** The text of a file as this editor has it. */
  textOf(name: string): string | null {
    return this.state.drafts[name]?.text ?? this.state.files[name]?.text ?? null;
  }

  /** Keeps a file's new text as a draft, and has it checked as soon as the typing rests. */
  edit(name: string, text: string): void {
    const published = this.state.files[name] ?? null;
    const drafts = edited(this.state.drafts, name, text, published, Date.now());
    if (drafts[name]?.text === this.state.drafts[name]?.text && name in drafts) return;
    this.#keep(drafts);
    this.#stale(name);
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.check(false), CHECK_AFTER);
  }

  /** Applies an edit to a file that need not be open; false when its text is not to be had. */
  async apply(name: string, make: (text: string) => Edit | null): Promise<Edit | null> {
    const isNew = !this.state.content?.files.some((file) => file.name === name);
    if (!isNew && !(name in this.state.drafts) && (await this.file(name)) === null) return null;
    const text = this.textOf(name) ?? "";
    const edit = make(text);
    if (edit !== null && edit.changes.length > 0) this.edit(name, applied(text, edit));
    return edit;
  }

  discard(name: string): void {
    this.#keep(without(this.state.drafts, [name]));
    this.#set({ conflicts: this.state.conflicts.filter((conflict) => conflict.name !== name) });
    this.#stale(name);
    void this.check(false);
  }

  /** Reads the drafts (shallow, milliseconds), or builds and examines them (deep, seconds). */
  async check(deep: boolean): Promise<Checked | null> {
    this.#check?.abort();
    const asked = new AbortController();
    this.#check = asked;
    const since = Date.now();
    const { drafts } = this.state;
    if (deep) this.#set({ deep: { is: "running", since } });
    const result = await this.#api.check(filesOf(drafts), deep, asked.signal);
    if (asked.signal.aborted || this.#stopped) return null;
    const checked = this.#value(result);
    if (checked === null) {
      if (deep) this.#set({ deep: { is: "none" } });
      return null;
    }
    const found = withShortNames(checked);
    if (deep) {
      this.#set({ checked: found, deep: { is: "done", took: Date.now() - since } });
    } else {
      this.#set({ checked: { ...this.state.checked, errors: found.errors } });
    }
    return found;
  }

  /** Publishes all drafts. What came of it is in the state afterwards. */
  async publish(message: string): Promise<PublishResult> {
    const sent = this.state.drafts;
    this.#check?.abort();
    this.#set({ publishing: true, success: null, refusal: null });
    const result = await this.#api.publish(filesOf(sent), basesOf(sent), message);
    if (result.is === "ok") {
      const at = Date.now();
      const content = this.#value(await this.#api.content());
      const files = content?.files ?? [];
      if (content !== null) await this.#take(content);
      this.#keep(afterPublishing(this.state.drafts, sent, files));
      this.#set({
        publishing: false,
        success: { version: result.value.version, number: result.value.number, at },
        checked: { ...withShortNames({ ...NOTHING_CHECKED, warnings: result.value.warnings }) },
        deep: { is: "none" },
        history: null,
      });
      return result;
    }
    this.#set({ publishing: false });
    if (result.is === "conflict") this.#set({ conflicts: result.conflicts });
    else if (result.is === "broken") {
      const { errors, golden } = result;
      const checked = withShortNames({
        errors,
        warnings: this.state.checked.warnings,
        golden: golden.length > 0 ? { asked: golden.length, failed: golden } : null,
      });
      this.#set({ checked });
    } else this.#value(result);
    return result;
  }

  /** Shows both versions of the drafts whose files somebody else has changed. */
  async showConflicts(): Promise<void> {
    const names = outdated(this.state.drafts, this.state.content?.files ?? []);
    const conflicts: Conflict[] = [];
    for (const name of names) {
      const file = await this.file(name);
      conflicts.push({ name, revision: file?.revision ?? null, text: file?.text ?? null });
    }
    this.#set({ conflicts });
  }

  /** Ends a conflict: with their version, or with a text that goes over it. */
  resolve(conflict: Conflict, take: "theirs" | { readonly mine: string }): void {
    const { name, revision, text } = conflict;
    if (revision !== null && text !== null) {
      this.#set({ files: { ...this.state.files, [name]: { name, revision, text } } });
    }
    if (take === "theirs" || take.mine === text) this.#keep(without(this.state.drafts, [name]));
    else this.#keep(rebased(this.state.drafts, name, revision, take.mine));
    this.#set({ conflicts: this.state.conflicts.filter((other) => other.name !== name) });
    this.#stale(name);
    void this.check(false);
  }

  /** Outdated drafts, whether or not both versions are on screen. */
  get outdated(): readonly string[] {
    return outdated(this.state.drafts, this.state.content?.files ?? []);
  }

  async loadHistory(): Promise<void> {
    const history = this.#value(await this.#api.history());
    if (history !== null) this.#set({ history: history.publications });
  }

  async diffOf(number: number): Promise<string | null> {
    return this.#value(await this.#api.publication(number))?.diff ?? null;
  }

  /** Goes back to an old publication; true when it is live. */
  async rollback(number: number): Promise<boolean> {
    this.#set({ publishing: true, refusal: null, success: null });
    const result = await this.#api.rollback(number);
    const done = this.#value(result);
    this.#set({ publishing: false });
    if (done === null) return false;
    this.#set({ success: { version: done.version, number: done.number, at: Date.now() } });
    await Promise.all([this.look(), this.loadHistory()]);
    return true;
  }

  async loadUsage(): Promise<void> {
    // Figures are an extra: the page works without them.
    const result = await this.#api.usage();
    if (result.is === "ok") this.#set({ usage: result.value });
  }

  async loadGaps(): Promise<void> {
    const gaps = this.#value(await this.#api.gaps());
    if (gaps !== null) this.#set({ gaps });
  }

  async dismiss(id: string, reason: DismissReason): Promise<boolean> {
    if (this.#value(await this.#api.dismiss(id, reason)) === null) return false;
    await this.loadGaps();
    return true;
  }

  try(text: string, locale: "en" | "ko"): ReturnType<EditorApi["try"]> {
    return this.#api.try(filesOf(this.state.drafts), text, locale);
  }

  dismissSuccess(): void {
    this.#set({ success: null });
  }

  /** Tells the editor why something cannot be done. */
  refuse(why: string): void {
    this.#set({ refusal: why });
  }

  dismissRefusal(): void {
    this.#set({ refusal: null });
  }

  /** Takes in what is live: files that have changed are read again where they are in use. */
  async #take(content: Content): Promise<void> {
    const errors: readonly Problem[] = content.errors.map((problem) => ({
      ...problem,
      file: shortName(problem.file),
    }));
    const revisions = new Map(content.files.map((file) => [file.name, file.revision]));
    const known = Object.values(this.state.files);
    const stale = known.filter((file) => revisions.get(file.name) !== file.revision);
    const wanted = new Set([
      ...stale.filter((file) => revisions.has(file.name)).map((file) => file.name),
      ...Object.keys(this.state.drafts).filter(
        (name) => revisions.has(name) && !(name in this.state.files),
      ),
    ]);
    const fresh = await Promise.all(
      [...wanted].map(async (name) => this.#value(await this.#api.file(name))),
    );
    const gone = new Set(stale.map((file) => file.name));
    const files = Object.fromEntries([
      ...known.filter((file) => !gone.has(file.name)).map((file) => [file.name, file]),
      ...fresh.filter((file) => file !== null).map((file) => [file.name, file]),
    ]) as Record<string, FileText>;
    this.#set({ content: { ...content, errors }, files });
  }

  async #loadSchema(): Promise<void> {
    const result = await this.#api.schema();
    if (result.is === "ok") this.#set({ schema: result.value });
  }

  /** What a deep check said of a file does not hold once the file is another. */
  #stale(name: string): void {
    const { checked } = this.state;
    this.#set({
      checked: {
        errors: checked.errors,
        warnings: checked.warnings.filter((problem) => problem.file !== name),
        golden: null,
      },
      deep: { is: "none" },
      success: null,
    });
  }

  #keep(drafts: Drafts): void {
    this.#set({ drafts, kept: this.#memory.save(drafts) });
  }

  /** The value of a result; otherwise null, and whoever has to know is told. */
  #value<T>(result: Result<T> | Trouble): T | null {
    if (this.#stopped) return null;
    if (result.is === "ok") {
      if (this.state.away) this.#set({ away: false });
      return result.value;
    }
    if (result.is === "away") this.#set({ away: true });
    else if (result.is === "refused") this.#set({ refusal: result.error });
    else this.#shut(result.is);
    return null;
  }

  #set(part: Partial<State>): void {
    this.state = { ...this.state, ...part };
    this.#changed();
  }
}
