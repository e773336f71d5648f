/** Where the customer is on the host website. */

import type { Page } from "../shared/frames.ts";

const LONGEST_URL = 2000;
const LONGEST_TITLE = 300;

/** The page the widget stands on; null when it has no web address (a file). */
export function pageHere(): Page | null {
  return webPage(location.href, document.title);
}

/**
 * A page as the protocol takes it; null when it has no web address that fits.
 *
 * @param url - may be relative to `base`.
 */
export function webPage(url: string, title: string, base: string = document.baseURI): Page | null {
  const address = URL.canParse(url, base) ? new URL(url, base).href : "";
  if (!/^https?:/.test(address) || address.length > LONGEST_URL) return null;
  // By characters, not by halves of them: half an emoji is no text that the gateway can read.
  return { url: address, title: [...title].slice(0, LONGEST_TITLE).join("") };
}
