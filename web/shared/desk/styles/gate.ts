/** A page before the desk: one thing in the middle of the window. */

import { css } from "lit";

export const gate = css`
  :host {
    display: grid;
    min-height: 100dvh;
    place-items: center;
    padding: var(--hr-space-5) var(--hr-space-4) 12vh;
  }
`;
