/** Declarations that take something from the eye and leave it to the ear. */

import { css } from "lit";

export const unseen = css`
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
`;
