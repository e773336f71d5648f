/** A unified diff, read for the eye. Pure. */

export type LineKind = "same" | "added" | "removed";

export interface DiffLine {
  readonly kind: LineKind;
  readonly text: string;
  /** Its number before and after; null on the side where it is not. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface FileDiff {
  readonly name: string;
  readonly hunks: readonly (readonly DiffLine[])[];
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The files of a unified diff with their hunks. */
export function readDiff(text: string): readonly FileDiff[] {
  const files: { name: string; hunks: DiffLine[][] }[] = [];
  let before = 0;
  let after = 0;
  // How many lines the hunk still has on either side: a removed `-- x` looks like a file's name.
  let left = { before: 0, after: 0 };
  let old = "";
  for (const line of text.split("\n")) {
    const lines = files.at(-1)?.hunks.at(-1);
    if (lines && (left.before > 0 || left.after > 0)) {
      const sign = line[0];
      if (sign === "\\") continue;
      const kind = sign === "+" ? "added" : sign === "-" ? "removed" : "same";
      lines.push({
        kind,
        text: line.slice(1),
        before: kind === "added" ? null : before,
        after: kind === "removed" ? null : after,
      });
      if (kind !== "added") [before, left.before] = [before + 1, left.before - 1];
      if (kind !== "removed") [after, left.after] = [after + 1, left.after - 1];
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[3]);
      left = { before: Number(hunk[2] ?? 1), after: Number(hunk[4] ?? 1) };
      files.at(-1)?.hunks.push([]);
    } else if (line.startsWith("--- ")) old = nameOf(line);
    else if (line.startsWith("+++ ")) {
      const name = nameOf(line);
      files.push({ name: name === "/dev/null" ? old : name, hunks: [] });
    }
  }
  return files;
}

/** `--- a/billing.yml\t2026-01-01` names `billing.yml`. */
function nameOf(line: string): string {
  const path = line.slice(4).split("\t")[0]!.trim();
  return path === "/dev/null"
    ? path
    : path
        .replace(/^[ab]\//, "")
        .split("/")
        .at(-1)!;
}
