/** What stands beside the text: a conversation as customers see it, to look at. */

import { css, type CSSResultGroup } from "lit";
import { prose } from "../../shared/desk/styles/prose.ts";

const bubbles = css`
  :host {
    display: grid;
    align-content: start;
    padding: var(--hr-space-4);
    overflow-y: auto;
  }
  .talk {
    display: grid;
    justify-items: start;
    gap: var(--hr-space-1);
    padding: var(--hr-space-3);
    border: 1px solid var(--hr-line);
    border-radius: var(--hr-radius-m);
    background: var(--hr-ground);
    font-size: var(--hr-text-s);
  }
  .who {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    color: var(--hr-ink-soft);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .who .icon {
    width: 0.875rem;
    height: 0.875rem;
  }
  .own {
    justify-self: end;
  }
  .bubble {
    max-width: min(100%, 32rem);
    padding: 0.5rem var(--hr-space-3);
    border-radius: var(--hr-radius-m);
    background: var(--hr-accent-soft);
    overflow-wrap: anywhere;
  }
  .bubble.own {
    border: 1px solid var(--hr-line);
    background: var(--hr-surface);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--hr-space-1);
    margin-top: var(--hr-space-1);
  }
  .choices li {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--hr-accent);
    border-radius: var(--hr-radius-m);
    color: var(--hr-accent-strong);
    font-size: var(--hr-text-s);
  }
  .choices .to-person {
    border-color: var(--hr-person);
    color: var(--hr-person-strong);
  }
  .choices .icon {
    width: 1rem;
    height: 1rem;
  }
`;

export const talking: CSSResultGroup = [prose, bubbles];
