/** Pages of the editor that are read from top to bottom: publish, history, gaps. */

import { css } from "lit";

export const panel = css`
  :host {
    display: block;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .page {
    display: grid;
    gap: var(--hr-space-5);
    width: min(60rem, 100%);
    margin: 0 auto;
    padding: var(--hr-space-5) var(--hr-space-5) var(--hr-space-6);
  }
  h1 {
    font-size: var(--hr-text-xl);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h1:focus {
    outline: none;
  }
  h2 {
    font-size: var(--hr-text-l);
    font-weight: 650;
  }
  h3 {
    margin: 0;
    font-size: var(--hr-text-m);
    font-weight: 600;
  }
  .lead {
    max-width: 42rem;
    color: var(--hr-ink-soft);
  }
  .card {
    display: grid;
    gap: var(--hr-space-3);
    padding: var(--hr-space-4) var(--hr-space-5);
    border: 1px solid var(--hr-line);
    border-radius: var(--hr-radius-m);
    background: var(--hr-surface);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--hr-space-2);
  }
  .space {
    flex: 1;
  }
  .soft {
    color: var(--hr-ink-soft);
    font-size: var(--hr-text-s);
  }
  .good {
    border-color: var(--hr-good);
  }
  .warned {
    border-color: var(--hr-warn);
    background: var(--hr-warn-soft);
  }
  .added {
    color: var(--hr-good);
    font-weight: 600;
  }
  .removed {
    color: var(--hr-danger);
    font-weight: 600;
  }
  code {
    font-size: 0.875em;
  }
  summary {
    width: fit-content;
    color: var(--hr-ink-soft);
    font-size: var(--hr-text-s);
    cursor: pointer;
  }
  textarea,
  select,
  input[type="text"] {
    min-height: 2.25rem;
    padding: 0.375rem var(--hr-space-3);
    border: 1px solid var(--hr-line-strong);
    border-radius: var(--hr-radius-s);
    background: var(--hr-surface);
  }
  @media (max-width: 45rem) {
    .page {
      padding: var(--hr-space-4);
    }
    .card {
      padding: var(--hr-space-4);
    }
  }
`;
