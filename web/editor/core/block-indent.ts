/**
 * Keeps what is typed or pasted into a block of text (`en: |`) inside it. Pure.
 *
 * An answer's empty lines hold no spaces, and pasted paragraphs hold none either: as they are, they would
 * end the block, and the file would be no YAML any more.
 */

export interface Lines {
  readonly count: number;
  /** @param number - from 1. */
  text(number: number): string;
}

export interface Indent {
  /** The line, from 1. */
  readonly line: number;
  /** Spaces to put before it. */
  readonly spaces: number;
}

const HEADER = /^\s*(?:- )?[\w-]+:\s*[|>][-+\d]*\s*(?:#.*)?$/;
/** A line that means to be outside: the next key, the next entry. */
const OUTSIDE = /^(?: +|- )[\w-]+:(?:\s|$)/;
/** No answer has as many lines. */
const FAR = 400;

/** What lines `first` to `last`, which were just typed or pasted, need to stay in their block. */
export function missingIndents(lines: Lines, first: number, last: number): readonly Indent[] {
  const wanted = blockIndent(lines, first);
  const begin = lines.text(first);
  if (wanted === null || (indentOf(begin) < wanted && OUTSIDE.test(begin))) return [];
  // The line where it began is in the block by itself, or lies between lines that are.
  const isInside = indentOf(begin) >= wanted || goesOn(lines, last, wanted);
  if (!isInside) return [];
  const indents: Indent[] = [];
  for (let line = first; line <= last; line += 1) {
    const text = lines.text(line);
    const spaces = wanted - indentOf(text);
    if (text.trim() !== "" && spaces > 0) indents.push({ line, spaces });
  }
  return indents;
}

/** How far in the text of the block around a line stands; null outside a block. */
function blockIndent(lines: Lines, from: number): number | null {
  let least = Infinity;
  let top: number | null = null;
  for (let line = from - 1; line >= Math.max(1, from - FAR); line -= 1) {
    const text = lines.text(line);
    if (text.trim() === "") continue;
    const indent = indentOf(text);
    if (HEADER.test(text) && indent < least) return top ?? indent + 2;
    least = Math.min(least, indent);
    top = indent;
    if (least === 0) return null;
  }
  return null;
}

/** Whether the next line with something on it belongs to the block. */
function goesOn(lines: Lines, after: number, wanted: number): boolean {
  for (let line = after + 1; line <= Math.min(lines.count, after + FAR); line += 1) {
    const text = lines.text(line);
    if (text.trim() !== "") return indentOf(text) >= wanted;
  }
  return false;
}

function indentOf(text: string): number {
  return /^ */.exec(text)![0].length;
}
