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
  .mark .icon {
    width: 0.8125rem;
    height: 0.8125rem;
  }
  .mark.alarm {
    background: var(--hr-danger-soft);
    color: var(--hr-danger);
    font-weight: 600;
  }
  .mark.here {
    background: none;
    color: var(--hr-good);
    padding-inline: 0.125rem;
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
