/** A desk fills the window: the header, and below it panes that scroll by themselves. */

import { css } from "lit";

export const layout = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100dvh;
    overflow: hidden;
  }
  .skip {
    position: absolute;
    inset: var(--hr-space-2) auto auto var(--hr-space-2);
    z-index: 10;
    transform: translateY(-200%);
  }
  .skip:focus-visible {
    transform: none;
  }
  .panes {
    display: grid;
    flex: 1;
    min-height: 0;
  }
  .panes > * {
    min-width: 0;
    min-height: 0;
  }
  main {
    display: grid;
    outline: none;
  }
`;
