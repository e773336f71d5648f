/** Ids of frames: made by the client, so that a frame sent again is known by its id. */

const BYTES = 16;

/**
 * A new id of 22 characters from `[A-Za-z0-9_-]`, 128 random bits.
 *
 * Not `crypto.randomUUID`: that exists only on https pages, and a host page may be plain http.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
