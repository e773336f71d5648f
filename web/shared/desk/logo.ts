import { html, type TemplateResult } from "lit";

/** The house's mark: a rail over three posts. For the eye only; the name stands beside it. */
export function logo(size: number): TemplateResult {
  return html`<svg width=${size} height=${size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
    <rect width="32" height="32" rx="9" fill="var(--hr-accent)" />
    <g stroke="var(--hr-on-accent)" stroke-linecap="round">
      <path d="M6 12.5c5-5 15-5 20 0" stroke-width="3" />
      <path d="M10 12v12M16 10v14M22 12v12" stroke-width="2.4" opacity="0.75" />
    </g>
  </svg>`;
}
