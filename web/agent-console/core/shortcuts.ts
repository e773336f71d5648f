/** Which key means what, when no text field has the focus. Pure. */

export type Shortcut = "next" | "previous" | "take" | "accept" | "reply" | "note" | "transfer" | "help";

export const KEYS: Readonly<Record<Shortcut, string>> = {
  next: "j",
  previous: "k",
  take: "n",
  accept: "a",
  reply: "r",
  note: "i",
  transfer: "t",
  help: "?",
};

/**
 * By the place of the key as well as by its letter: with a Korean keyboard `j` types `ㅓ`, and during
 * composition the browser gives no letter at all.
 */
const CODES: Readonly<Record<string, Shortcut>> = {
  KeyJ: "next",
  KeyK: "previous",
  KeyN: "take",
  KeyA: "accept",
  KeyR: "reply",
  KeyI: "note",
  KeyT: "transfer",
};

const LATIN = /^[a-z]$/i;

interface Key {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The shortcut of a key press; null when it is none, or belongs to the browser. */
export function shortcutOf(event: Key): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === KEYS.help) return "help";
  if (event.shiftKey) return null;
  const letter = (Object.keys(KEYS) as Shortcut[]).find((name) => KEYS[name] === event.key);
  if (letter) return letter;
  // Another Latin letter on that place is a layout of its own (Dvorak): the letter counts, not the place.
  return LATIN.test(event.key) ? null : (CODES[event.code] ?? null);
}
