/** Small drawn bars. The number stands beside them as text: they are for the eye only. */

import { svg, html, type TemplateResult } from "lit";

export type Tone = "accent" | "person" | "good" | "plain";

const COLOURS: Readonly<Record<Tone, string>> = {
  accent: "var(--hr-accent)",
  person: "var(--hr-person)",
  good: "var(--hr-good)",
  plain: "var(--hr-line-strong)",
};

export interface Part {
  /** 0 to 1, of the whole width. */
  readonly share: number;
  readonly tone: Tone;
}

/**
 * Parts side by side on one rail.
 *
 * @param marks - places (0 to 1) where a line is drawn across: thresholds.
 */
export function bar(parts: readonly Part[], marks: readonly number[] = []): TemplateResult {
  let x = 0;
  const drawn = parts.map(({ share, tone }) => {
    const width = Math.max(0, Math.min(share, 1)) * 100;
    const rect = svg`<rect x=${x} y="2" width=${width} height="6" rx="1" fill=${COLOURS[tone]} />`;
    x += width;
    return rect;
  });
  return html`<svg
    class="bar"
    viewBox="0 0 100 10"
    preserveAspectRatio="none"
    width="100%"
    height="10"
    aria-hidden="true"
  >
    <rect x="0" y="2" width="100" height="6" rx="1" fill="var(--hr-line)" />
    ${drawn}
    ${marks.map(
      (at) => svg`<rect x=${at * 100 - 0.3} y="0" width="0.7" height="10" fill="var(--hr-ink)" />`,
    )}
  </svg>`;
}
