/** A question that lies over the page, or a list to look something up in. */

import { css, type CSSResultGroup } from "lit";
import { dialog } from "../../shared/desk/styles/dialog.ts";

export const question: CSSResultGroup = [
  dialog,
  css`
    dialog {
      width: min(30rem, calc(100vw - 2rem));
      padding: var(--hr-space-5);
    }
    dialog[open] {
      display: grid;
      gap: var(--hr-space-3);
    }
  `,
];
