/** What a row says of a customer: the name, and words. */

import { css } from "lit";

export const customerRow = css`
  .head {
    display: flex;
    align-items: center;
    gap: var(--hr-space-2);
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .verified {
    display: inline-flex;
    color: var(--hr-accent);
  }
  .words {
    display: -webkit-box;
    overflow: hidden;
    color: var(--hr-ink-soft);
    font-size: var(--hr-text-s);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
`;
