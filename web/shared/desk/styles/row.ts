/** Rows of a list: the whole row is the target of its first button. */

import { css } from "lit";

export const row = css`
  .row {
    position: relative;
    padding: var(--hr-space-3) var(--hr-space-3) var(--hr-space-3) var(--hr-space-4);
    border-radius: var(--hr-radius-s);
    transition: background var(--hr-quick);
  }
  .row:hover {
    background: var(--shade);
  }
  .row.selected,
  .row.selected:hover {
    background: var(--hr-accent-soft);
  }
  .row.selected::after {
    position: absolute;
    inset: var(--hr-space-3) auto var(--hr-space-3) 0.25rem;
    width: 0.1875rem;
    border-radius: var(--hr-radius-pill);
    background: var(--hr-accent);
    content: "";
  }
  .choose {
    display: flex;
    flex: 1;
    justify-content: flex-start;
    gap: var(--hr-space-1);
    min-width: 0;
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none !important;
    font-size: var(--hr-text-m);
    text-align: start;
  }
  .choose::before {
    position: absolute;
    inset: 0;
    border-radius: var(--hr-radius-s);
    content: "";
  }
  .choose:focus-visible {
    outline: none;
  }
  .choose:focus-visible::before {
    outline: 2px solid var(--hr-focus);
    outline-offset: -2px;
  }
`;
