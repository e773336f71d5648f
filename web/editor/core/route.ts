/** Where in the page the editor is, as the part of the address after `#`. Pure. */

export type View = "entries" | "gaps" | "history" | "publish";

export interface Route {
  readonly view: View;
  /** The entry that is open, or the number of the publication. */
  readonly id: string | null;
  /** The file in which it stands; an id alone is enough when it is published. */
  readonly file: string | null;
}

const VIEWS: readonly View[] = ["entries", "gaps", "history", "publish"];

export function routeOf(hash: string): Route {
  const [view = "", ...rest] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  const known = VIEWS.find((name) => name === view) ?? "entries";
  if (known === "entries") return { view: known, file: rest[0] || null, id: rest[1] || null };
  return { view: known, id: rest[0] || null, file: null };
}

export function hashOf({ view, id, file }: Route): string {
  const parts = view === "entries" ? [view, ...(file ? [file, id ?? ""] : [])] : [view, id ?? ""];
  return `#/${parts
    .filter((part) => part !== "")
    .map(encodeURIComponent)
    .join("/")}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
