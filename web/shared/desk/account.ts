/** Who is signed in, and the ways in and out. What can go wrong comes back as a value, never as an exception. */

/** What an account may do: talk to customers at /console, or edit what the bot answers at /editor. */
export type Role = "agent" | "editor";

export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export interface Present {
  readonly is: "signed_in";
  readonly account: SignedIn;
  /** How far this device's clock lies behind the gateway's, in milliseconds. */
  readonly clockOffset: number;
}

/** `away`: the gateway did not answer, or answered with a fault of its own. */
export type Who = Present | { readonly is: "signed_out" } | { readonly is: "away" };

export type SignInResult =
  | { readonly is: "ok" }
  | { readonly is: "wrong" }
  | { readonly is: "too_many"; readonly seconds: number }
  | { readonly is: "not_offered" }
  | { readonly is: "away" };

const DEFAULT_WAIT = 30; // seconds

export async function whoAmI(): Promise<Who> {
  const response = await call("GET", "/api/agent/me");
  if (!response?.ok) return { is: "away" };
  const account = (await response.json()) as SignedIn | null;
  if (account === null) return { is: "signed_out" };
  return {
    is: "signed_in",
    account,
    clockOffset: offsetFrom(response.headers.get("date"), Date.now()),
  };
}

export async function signIn(email: string, password: string): Promise<SignInResult> {
  return result(await call("POST", "/api/agent/login", { email, password }));
}

/** Signs in as the demo's agent, who may edit too; `not_offered` outside the demo. */
export async function signInToDemo(): Promise<SignInResult> {
  return result(await call("POST", "/api/demo/agent", {}));
}

/** Whether the gateway runs as a demo. */
export async function isDemo(): Promise<boolean> {
  const response = await call("GET", "/api/demo");
  if (!response?.ok) return false;
  return ((await response.json()) as { demo: boolean }).demo;
}

export async function signOut(): Promise<void> {
  await call("POST", "/api/agent/logout", {});
}

/**
 * Milliseconds to add to this device's clock to get the gateway's.
 *
 * The `Date` header counts whole seconds: a difference below two of them is no difference.
 */
export function offsetFrom(date: string | null, now: number): number {
  const served = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(served)) return 0;
  return Math.abs(served - now) < 2000 ? 0 : served - now;
}

async function result(response: Response | null): Promise<SignInResult> {
  if (response === null) return { is: "away" };
  if (response.ok) return { is: "ok" };
  if (response.status === 404) return { is: "not_offered" };
  if (response.status === 429) {
    const body = (await response.json().catch(() => ({}))) as { retry_after?: number };
    return { is: "too_many", seconds: Math.ceil(body.retry_after ?? DEFAULT_WAIT) };
  }
  // 422: what was typed is not even of the form of an e-mail and a password; to whoever typed it that is the same.
  return { is: response.status < 500 ? "wrong" : "away" };
}

async function call(method: "GET" | "POST", path: string, body?: object): Promise<Response | null> {
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch {
    return null; // the network, or the gateway, is away
  }
}
