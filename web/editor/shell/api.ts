/** What the page asks of the gateway: `/api/editor/*`, and who is signed in. */

import type {
  Checked,
  Content,
  DismissReason,
  Files,
  FileText,
  Gaps,
  Golden,
  Problem,
  Publication,
  PublicationWithDiff,
  Published,
  Schema,
  Tried,
  Usage,
} from "../core/contract.ts";
import type { Bases } from "../core/drafts.ts";
import type { Locale } from "../../shared/i18n.ts";

/** Why something was not done. `error` is the service's own sentence. */
export type Trouble =
  | { readonly is: "away" }
  | { readonly is: "signed_out" }
  | { readonly is: "forbidden" }
  | {
      readonly is: "refused";
      readonly status: number;
      readonly error: string;
      readonly body: object;
    };

export type Result<T> = { readonly is: "ok"; readonly value: T } | Trouble;

/** What somebody else has made of a file meanwhile; null: taken it away. */
export interface Conflict {
  readonly name: string;
  readonly revision: string | null;
  readonly text: string | null;
}

/** What came of a publication. */
export type PublishResult =
  | { readonly is: "ok"; readonly value: Published }
  | { readonly is: "conflict"; readonly conflicts: readonly Conflict[] }
  | {
      readonly is: "broken";
      readonly errors: readonly Problem[];
      readonly golden: readonly Golden[];
    }
  | Trouble;

/** The gateway's own word for a FAQ service that it cannot reach, or not in time. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** The editor's routes. `fetch` is the browser's, or a fake. */
export class EditorApi {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch = (path, init) => globalThis.fetch(path, init)) {
    this.#fetch = fetch;
  }

  content(): Promise<Result<Content>> {
    return this.#get("content");
  }

  file(name: string): Promise<Result<FileText>> {
    return this.#get(`files/${encodeURIComponent(name)}`);
  }

  schema(): Promise<Result<Schema>> {
    return this.#get("schema");
  }

  usage(): Promise<Result<Usage>> {
    return this.#get("usage");
  }

  check(files: Files, deep: boolean, signal?: AbortSignal): Promise<Result<Checked>> {
    return this.#post("check", { files, deep }, signal);
  }

  try(files: Files, text: string, locale: Locale): Promise<Result<Tried>> {
    return this.#post("try", { files, text, locale, k: 5 });
  }

  async publish(files: Files, base: Bases, message: string): Promise<PublishResult> {
    const result = await this.#post<Published>("publish", { files, base, message });
    if (result.is !== "refused") return result;
    const body = result.body as {
      conflicts?: readonly Conflict[];
      errors?: readonly Problem[];
      golden?: readonly Golden[];
    };
    if (result.status === 409 && body.conflicts) {
      return { is: "conflict", conflicts: body.conflicts };
    }
    if (result.status === 422 && (body.errors || body.golden)) {
      return { is: "broken", errors: body.errors ?? [], golden: body.golden ?? [] };
    }
    return result;
  }

  history(): Promise<Result<{ readonly publications: readonly Publication[] }>> {
    return this.#get("history");
  }

  publication(number: number): Promise<Result<PublicationWithDiff>> {
    return this.#get(`history/${number}`);
  }

  rollback(number: number): Promise<Result<Published>> {
    return this.#post("rollback", { number });
  }

  gaps(): Promise<Result<Gaps>> {
    return this.#get("gaps");
  }

  dismiss(id: string, reason: DismissReason): Promise<Result<object>> {
    return this.#post(`gaps/${encodeURIComponent(id)}/dismiss`, { reason });
  }

  #get<T>(path: string): Promise<Result<T>> {
    return this.#call(path, { method: "GET" });
  }

  #post<T>(path: string, body: object, signal?: AbortSignal): Promise<Result<T>> {
    return this.#call(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  async #call<T>(path: string, init: RequestInit): Promise<Result<T>> {
    let response: Response;
    try {
      response = await this.#fetch(`/api/editor/${path}`, {
        ...init,
        credentials: "same-origin",
        cache: "no-store",
      });
    } catch {
      return { is: "away" }; // the network, or the gateway
    }
    const body: unknown = await response.json().catch(() => null);
    if (response.ok && body !== null) return { is: "ok", value: body as T };
    if (response.status === 401) return { is: "signed_out" };
    if (response.status === 403) return { is: "forbidden" };
    const told = (body ?? {}) as { readonly error?: string };
    const silent = response.status >= 500 && told.error === undefined;
    if (response.ok || silent || AWAY.has(response.status)) return { is: "away" };
    return { is: "refused", status: response.status, error: told.error ?? "", body: told };
  }
}
