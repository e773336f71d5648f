/** Spans of time, as a waiting clock shows them. Pure. */

const SECOND = 1000;
const MINUTE = 60;
const HOUR = 3600;

/** `0:07`, `12:40`, `1:05:09`: the span from `since` to `now` (milliseconds), never below zero. */
export function stopwatch(since: number, now: number): string {
  const total = Math.max(0, Math.floor((now - since) / SECOND));
  const hours = Math.floor(total / HOUR);
  const minutes = Math.floor((total % HOUR) / MINUTE);
  const seconds = String(total % MINUTE).padStart(2, "0");
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}
