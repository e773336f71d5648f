/** A bot's Markdown on one line without its marks, for a list in which they would only disturb. Pure. */

const MARKS: readonly (readonly [RegExp, string])[] = [
  [/!?\[([^\]]*)\]\([^)]*\)/g, "$1"], // links and pictures: their words
  [/^ {0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)]) +/gm, ""], // headings, quotes, lists
  [/(\*\*|__|~~|`+)(.+?)\1/g, "$2"],
  [/(^|[\s(])[*_](\S(?:.*?\S)?)[*_]/g, "$1$2"],
  [/\s+/g, " "],
];

export function oneLine(markdown: string): string {
  return MARKS.reduce((text, [mark, words]) => text.replace(mark, words), markdown).trim();
}
