/** One message, marked with who said it. */

import { html, nothing, type TemplateResult } from "lit";
import { Bot, RotateCcw, UserRound } from "lucide";
import type { BotReply, ReplyButton } from "../../shared/frames.ts";
import { clockTime, dayAndTime } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import { markdown, plain } from "../../shared/markdown.ts";
import type { Item } from "../../shared/reducer.ts";
import { withBot, type Outgoing } from "../session.ts";
import { disappointed, endsAnswer, rating } from "./rating.ts";
import { isOffline, offersDoor, type Scene } from "./scene.ts";

type Of<K extends Item["kind"]> = Extract<Item, { kind: K }>;

/** Said before the first word, by the widget itself: it needs no server. */
export function greeting(scene: Scene, suggests: boolean): TemplateResult {
  const { text, name, act } = scene;
  const suggestions = [text.suggestTrack, text.suggestDelivery, text.suggestReturns];
  return html`<li class="message" data-who="bot">
    ${byBot(scene)}
    <div class="bubble">
      <p>${name ? text.greetingNamed(name) : text.greeting}</p>
      <p>${text.greetingDoor}</p>
    </div>
    ${
      suggests
        ? html`<div class="choices" role="group" aria-label=${text.suggestions}>
          ${suggestions.map(
            (words) => html`<button @click=${() => act.suggest(words)}>${words}</button>`,
          )}
        </div>`
        : nothing
    }
  </li>`;
}

export function botMessage(scene: Scene, item: Of<"bot">, isLast: boolean): TemplateResult {
  // In a person's hands the bot's buttons would lead nowhere.
  const { view } = scene;
  const offers = isLast && view !== null && (withBot(view) || view.stage === "queued");
  const endsAtDoor = isLast && offersDoor(scene);
  return html`<li class="message" data-who="bot">
    ${byBot(scene, item.at)}
    ${item.replies.map(
      (reply, index) => html`<div class="bubble">${markdown(reply.text)}</div>
        ${endsAnswer(item, index) ? rating(scene, item, reply.source.id, isLast) : nothing}
        ${offers ? choices(scene, reply) : nothing}`,
    )}
    ${endsAtDoor && disappointed(scene, item) ? html`<p class="sorry">${scene.text.sorry}</p>` : nothing}
    ${endsAtDoor ? door(scene) : nothing}
  </li>`;
}

export function personMessage(scene: Scene, item: Of<"agent">): TemplateResult {
  return html`<li class="message" data-who="person">
    <p class="who">
      <span class="face">${icon(UserRound)}</span>${scene.text.person(item.agent.name)}
      ${time(scene, item.at)}
    </p>
    <div class="bubble written">${plain(item.text)}</div>
  </li>`;
}

/** @param isLast - nobody said anything after it: that it arrived is not plain from an answer. */
export function ownMessage(scene: Scene, item: Of<"customer">, isLast: boolean): TemplateResult {
  const { text, seen } = scene;
  const state = html`<p class="state">${seen >= item.seq ? text.read : text.sent}</p>`;
  return own(scene, item.text, item.at, isLast ? state : nothing);
}

/** What the customer left instead of waiting. */
export function leftMessage(scene: Scene, { at, message }: Of<"message">): TemplateResult {
  const by = scene.text.ticketAnswer(
    dayAndTime(scene.locale, message.promised_at),
    message.contact.value,
  );
  return own(scene, message.text, at, html`<p class="state">${by}</p>`);
}

export function outgoingMessage(
  scene: Scene,
  { frame, status, code, at }: Outgoing,
): TemplateResult {
  const { text, act } = scene;
  if (status !== "failed") {
    const waits = status === "sending" && isOffline(scene);
    const word = waits ? text.waitingForConnection : status === "sent" ? text.sent : text.sending;
    return own(scene, frame.text, at, html`<p class="state">${word}</p>`);
  }
  const why = code === "too_fast" ? text.failedTooFast : text.failed;
  const again = html`<p class="state failed">
    ${why}
    <button class="plain" @click=${() => act.retry(frame.id)}>
      ${icon(RotateCcw)}${text.tryAgain}
    </button>
  </p>`;
  return own(scene, frame.text, at, again);
}

function own(
  scene: Scene,
  words: string,
  at: number,
  state: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<li class="message" data-who="you">
    <p class="who">${scene.text.you} ${time(scene, at)}</p>
    <div class="bubble written">${plain(words)}</div>
    ${state}
  </li>`;
}

function byBot(scene: Scene, at?: number): TemplateResult {
  return html`<p class="who">
    <span class="face">${icon(Bot)}</span>${scene.text.bot} ${at ? time(scene, at) : nothing}
  </p>`;
}

function time({ locale }: Scene, at: number): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()}>${clockTime(locale, at)}</time>`;
}

/** The choices that came with a reply, all of them and no others. */
function choices({ act }: Scene, { buttons }: BotReply): TemplateResult | typeof nothing {
  if (buttons.length === 0) return nothing;
  const one = (button: ReplyButton): TemplateResult =>
    html`<button @click=${() => act.choose(button)}>${button.label}</button>`;
  return html`<div class="choices">${buttons.map(one)}</div>`;
}

/** Every turn of the bot ends at the same door that stands in the frame. */
function door({ text, act }: Scene): TemplateResult {
  return html`<div class="choices">
    <button class="to-person" @click=${act.askHuman}>${icon(UserRound)}${text.door}</button>
  </div>`;
}
