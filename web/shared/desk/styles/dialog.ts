/** What lies over the page. */

import { css } from "lit";

export const dialog = css`
  dialog {
    border: 1px solid var(--hr-line);
    border-radius: var(--hr-radius-l);
    background: var(--hr-raised);
    color: var(--hr-ink);
    box-shadow: var(--hr-lift);
  }
  dialog::backdrop {
    background: rgb(20 14 10 / 40%);
  }
  dialog h2 {
    font-size: var(--hr-text-l);
    font-weight: 650;
  }
`;
