/** Rendered Markdown inside a bubble. */

import { css } from "lit";

export const prose = css`
  .prose :where(ol, pre, blockquote) {
    margin: 0;
  }
  .prose > * + *,
  .prose blockquote > * + * {
    margin-top: 0.5em;
  }
  .prose ul,
  .prose ol {
    padding-inline-start: 1.25em;
  }
  .prose ul {
    list-style: disc;
  }
  .prose li + li {
    margin-top: 0.125em;
  }
  .prose a {
    color: var(--hr-accent-strong);
    text-underline-offset: 0.15em;
  }
  .prose code {
    padding: 0 0.25em;
    border-radius: 0.25em;
    background: color-mix(in srgb, var(--hr-ink) 8%, transparent);
    font-size: 0.9em;
  }
  .prose pre {
    overflow-x: auto;
  }
  .prose blockquote {
    padding-inline-start: var(--hr-space-3);
    border-inline-start: 2px solid var(--hr-line-strong);
  }
  .prose hr {
    border: 0;
    border-top: 1px solid var(--hr-line-strong);
  }
`;
