/** How long the wait may be: only what the gateway says, and nothing where it says nothing. Pure. */

import type { Waiting } from "../../shared/frames.ts";

export type Range =
  | { readonly is: "minutes"; readonly from: number; readonly to: number }
  /** The latest is past. */
  | { readonly is: "longer" };

const MINUTE = 60_000;

/**
 * The range as one can read it at `now` (the gateway's time, milliseconds); null when it is not known.
 * Minutes are rounded outwards, so that the promise is not better than the estimate.
 */
export function rangeOf({ soonest, latest }: Waiting, now: number): Range | null {
  if (soonest === null || latest === null) return null;
  if (latest <= now) return { is: "longer" };
  const to = Math.ceil((latest - now) / MINUTE);
  const from = Math.max(1, Math.floor((soonest - now) / MINUTE));
  return { is: "minutes", from, to: Math.max(to, from + 1) };
}
