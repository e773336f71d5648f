/** What Enter does in a list: nobody has to type its dashes. Pure. */

import type { Change } from "./yaml-edits.ts";

const ITEM = /^(\s+)- (.*)$/;
/** `- label: x`: the item is an object, whose lines have no dash of their own. */
const OBJECT = /^[\w-]+:(\s|$)/;

/** The change that Enter makes at an offset; null when it only begins a line. */
export function listContinuation(text: string, offset: number): Change | null {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const end = newline === -1 ? text.length : newline;
  const item = ITEM.exec(text.slice(start, end));
  if (item === null || text.slice(offset, end).trim() !== "") return null;
  const [, indent = "", words = ""] = item;
  if (OBJECT.test(words)) return null;
  if (words.trim() === "") return { from: start, to: end, insert: indent.slice(2) };
  return { from: offset, to: end, insert: `\n${indent}- ` };
}
