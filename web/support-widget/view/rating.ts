/** Whether an answer helped: two thumbs under it, and what is said to them. */

import { html, nothing, type TemplateResult } from "lit";
import { ThumbsDown, ThumbsUp, type IconNode } from "lucide";
import { icon } from "../../shared/icon.ts";
import type { Item } from "../../shared/reducer.ts";
import { ratingOf } from "../session.ts";
import { offersDoor, type Scene } from "./scene.ts";

type Answered = Extract<Item, { kind: "bot" }>;

/**
 * The thumbs under the answer of one FAQ entry.
 *
 * @param speaks - in words too; under older answers the thumbs alone are enough.
 */
export function rating(
  scene: Scene,
  { seq }: Answered,
  entry: string,
  speaks: boolean,
): TemplateResult {
  const { text, act } = scene;
  const said = ratingOf(scene, seq, entry);
  // Where the door stands below, what is said to a "no" stands beside it.
  const thanks = said === true || (said === false && !offersDoor(scene));
  const thumb = (helpful: boolean, label: string, node: IconNode): TemplateResult =>
    html`<button
      class="thumb"
      aria-label=${label}
      title=${label}
      aria-pressed=${said === helpful ? "true" : "false"}
      @click=${() => act.rate(seq, entry, helpful)}
    >
      ${icon(node)}
    </button>`;
  return html`<div class="rating" role="group" aria-label=${text.rate}>
    ${speaks && said === null ? html`<span aria-hidden="true">${text.rate}</span>` : nothing}
    ${thumb(true, text.rateYes, ThumbsUp)} ${thumb(false, text.rateNo, ThumbsDown)}
    ${speaks && thanks ? html`<span>${text.rated}</span>` : nothing}
  </div>`;
}

/** Whether the reply at `index` ends what one FAQ entry says: an answer may come in several bubbles. */
export function endsAnswer({ replies }: Answered, index: number): boolean {
  const source = replies[index]?.source;
  return (
    source?.kind === "faq" &&
    !replies.slice(index + 1).some((later) => isSame(later.source, source))
  );
}

/** Whether the customer said of an answer in this message that it did not help. */
export function disappointed(scene: Scene, { seq, replies }: Answered): boolean {
  return replies.some(
    ({ source }) => source.kind === "faq" && ratingOf(scene, seq, source.id) === false,
  );
}

function isSame(one: { kind: string; id: string }, other: { kind: string; id: string }): boolean {
  return one.kind === other.kind && one.id === other.id;
}
