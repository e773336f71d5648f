/** For tests of a page's catalogues: their messages, and the source that shows them. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type Tree = { readonly [key: string]: unknown };

/** Every message with its path; a group is walked into. */
export function messages(tree: Tree, prefix = ""): [path: string, message: unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null
      ? messages(value as Tree, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );
}

/** The source of a room and of what both pages share, without tests and catalogues, in one text. */
export function sourceOf(room: string): string {
  return [room, import.meta.dirname]
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|messages\/(en|ko)\.ts$/.test(path))
        .map((path) => readFileSync(join(folder, path), "utf8")),
    )
    .join("\n");
}
