/** For tests: the FAQ service as docs/subsystems/publishing.md has it, small enough to read, behind `fetch`. */

import { LOCALES } from "../../shared/i18n.ts";
import type { Content, Problem, Publication } from "../core/contract.ts";
import { entriesOf } from "../core/yaml-entries.ts";
import type { Fetch } from "../shell/api.ts";

interface Call {
  readonly path: string;
  readonly body: Record<string, unknown> | null;
}

/** A line `broken` in a file is an error; everything else is fine. */
export class FakeService {
  readonly calls: Call[] = [];
  /** What answers instead of the service: a status, or "away" for no answer at all. */
  trouble: number | "away" | null = null;
  readonly files: Map<string, string>;
  readonly history: Publication[] = [];
  #edition = 1;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  readonly fetch: Fetch = async (address, init) => {
    const path = address.replace("/api/editor/", "");
    const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : null;
    this.calls.push({ path, body });
    if (this.trouble === "away") throw new TypeError("no answer");
    if (this.trouble !== null) return Response.json({ error: "No." }, { status: this.trouble });
    return this.#answer(path, body);
  };

  /** Somebody else publishes. */
  publishedElsewhere(name: string, text: string): void {
    this.files.set(name, text);
    this.#edition += 1;
  }

  revision(name: string): string {
    return `r${this.files.get(name)!.length}-${this.files.get(name)!.slice(-12)}`;
  }

  #answer(path: string, body: Record<string, unknown> | null): Response {
    if (path === "content") return Response.json(this.#content());
    if (path.startsWith("files/")) {
      const name = path.slice("files/".length);
      const text = this.files.get(name);
      return text === undefined
        ? Response.json({ error: "There is no such file." }, { status: 404 })
        : Response.json({ name, revision: this.revision(name), text });
    }
    if (path === "check") {
      const errors = problems(body!["files"] as Record<string, string | null>);
      const golden = body!["deep"] ? { asked: 1, failed: [] } : null;
      return Response.json({ errors, warnings: [], golden });
    }
    if (path === "publish") return this.#publish(body!);
    if (path === "history") return Response.json({ publications: this.history });
    if (path === "usage") return Response.json({ since: 0, entries: {} });
    if (path === "gaps") return Response.json({ clusters: [], questions: 0 });
    if (path === "schema") return Response.json({});
    return Response.json({ error: "There is no such address." }, { status: 404 });
  }

  #publish(body: Record<string, unknown>): Response {
    const files = body["files"] as Record<string, string | null>;
    const base = body["base"] as Record<string, string | null>;
    const conflicts = Object.keys(files)
      .filter((name) => base[name] !== (this.files.has(name) ? this.revision(name) : null))
      .map((name) => ({ name, revision: this.revision(name), text: this.files.get(name)! }));
    if (conflicts.length > 0)
      return Response.json({ error: "Changed.", conflicts }, { status: 409 });
    const errors = problems(files);
    if (errors.length > 0) return Response.json({ errors, golden: [] }, { status: 422 });
    for (const [name, text] of Object.entries(files)) {
      if (text === null) this.files.delete(name);
      else this.files.set(name, text);
    }
    this.#edition += 1;
    return Response.json({ version: `v${this.#edition}`, number: this.#edition, warnings: [] });
  }

  #content(): Content {
    return {
      version: `v${this.#edition}`,
      serving: `v${this.#edition}`,
      fitted: true,
      published_at: 1_000 * this.#edition,
      errors: [],
      files: [...this.files.keys()].map((name) => ({ name, revision: this.revision(name) })),
      entries: [...this.files].flatMap(([file, text]) =>
        entriesOf(text).map((entry) => ({
          id: entry.id,
          file,
          line: entry.line,
          question: entry.question,
          tags: entry.tags,
          phrasings: Object.fromEntries(
            LOCALES.map((locale) => [locale, entry.phrasings[locale]?.length ?? 0]),
          ),
          languages: LOCALES.filter((locale) => entry.question[locale] !== undefined),
          valid_from: null,
          valid_until: null,
          state: "live" as const,
        })),
      ),
    };
  }
}

function problems(files: Readonly<Record<string, string | null>>): readonly Problem[] {
  return Object.entries(files).flatMap(([file, text]) =>
    (text ?? "")
      .split("\n")
      .flatMap((line, n): Problem[] =>
        line.includes("broken")
          ? [
              {
                file: `content/${file}`,
                line: n + 1,
                column: 1,
                message: "Broken.",
                severity: "error",
              },
            ]
          : [],
      ),
  );
}
