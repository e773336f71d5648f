/** What every component of the console and the editor page shares: focus, buttons, marks. Colours come from the tokens. */

import { css } from "lit";
import { unseen } from "./unseen.ts";

export const base = css`
  :host {
    box-sizing: border-box;
    /* A touch of ink on whatever lies below: hover, quiet marks. Works on every ground, light or dark. */
    --shade: color-mix(in srgb, var(--hr-ink) 7%, transparent);
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  :host([hidden]) {
    display: none;
  }

  :focus-visible {
    outline: 2px solid var(--hr-focus);
    outline-offset: 2px;
  }

  h1,
  h2,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }

  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--hr-space-2);
    min-height: 2.25rem;
    padding: 0 var(--hr-space-3);
    border: 1px solid var(--hr-line);
    border-radius: var(--hr-radius-s);
    background: var(--hr-surface);
    color: var(--hr-ink);
    font-size: var(--hr-text-s);
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background var(--hr-quick),
      border-color var(--hr-quick);
  }
  button:hover:not(:disabled) {
    border-color: var(--hr-line-strong);
  }
  button:active:not(:disabled) {
    background: var(--shade);
  }
  button:disabled {
    cursor: default;
    opacity: 0.6;
  }
  button.primary {
    border-color: transparent;
    background: var(--hr-accent);
    color: var(--hr-on-accent);
  }
  button.primary:hover:not(:disabled),
  button.primary:active:not(:disabled) {
    background: var(--hr-accent-strong);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--hr-ink-soft);
  }
  button.quiet:hover:not(:disabled) {
    background: var(--shade);
    color: var(--hr-ink);
  }
  button.square {
    width: 2.25rem;
    padding: 0;
  }

  kbd {
    display: inline-grid;
    place-items: center;
    min-width: 1.375rem;
    height: 1.375rem;
    padding: 0 0.3rem;
    border: 1px solid currentColor;
    border-radius: 0.3rem;
    font: inherit;
    font-size: 0.6875rem;
    font-weight: 600;
    line-height: 1;
    opacity: 0.75;
  }

  .icon {
    flex: none;
    width: 1.125rem;
    height: 1.125rem;
  }
  .icon.small {
    width: 0.9375rem;
    height: 0.9375rem;
  }

  .spoken {
    ${unseen}
    margin: -1px;
    white-space: nowrap;
  }

  .mark {
    display: inline-flex;
    align-items: center;
    gap: var(--hr-space-1);
    min-height: 1.25rem;
    padding: 0 0.4375rem;
    border-radius: var(--hr-radius-pill);
    background: var(--shade);
    color: var(--hr-ink-soft);
    font-size: 0.75rem;
    font-weight: 500;
    line-height: 1.25rem;
    white-space: nowrap;
  }
  .mark.person {
    background: var(--hr-person-soft);
    color: var(--hr-person-strong);
  }
  .mark.accent {
    background: var(--hr-accent-soft);
    color: var(--hr-accent-strong);
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
