/** Everything said, in its order; then what is on its way, who is writing, and what waits. */

import { html, nothing, type TemplateResult } from "lit";
import { botOwes, isOver } from "../session.ts";
import { handBack } from "./hand-back.ts";
import {
  botMessage,
  greeting,
  leftMessage,
  outgoingMessage,
  ownMessage,
  personMessage,
} from "./message.ts";
import { notice } from "./notice.ts";
import { isOffline, type Scene } from "./scene.ts";
import { ticketCard } from "./ticket.ts";
import { waitingCard } from "./waiting.ts";

export function log(scene: Scene): TemplateResult {
  const { view, outgoing } = scene;
  const items = view?.items ?? [];
  const lastSaid = items.findLast((item) => item.kind !== "notice");
  const lastBot = items.findLast((item) => item.kind === "bot");
  return html`<ol class="messages">
      ${greeting(scene, items.length === 0 && outgoing.length === 0)}
      ${items.map((item) => {
        switch (item.kind) {
          case "customer":
            return ownMessage(scene, item, item === lastSaid);
          case "bot":
            return botMessage(scene, item, item === lastBot);
          case "agent":
            return personMessage(scene, item);
          case "message":
            return leftMessage(scene, item);
          case "notice":
            return notice(scene, item);
        }
      })}
      ${outgoing.map((message) => outgoingMessage(scene, message))} ${typing(scene)}
    </ol>
    ${waitingCard(scene)} ${ticketCard(scene)} ${handBack(scene)}`;
}

function typing(scene: Scene): TemplateResult | typeof nothing {
  const { text, view, typing, outgoing } = scene;
  if (view === null || isOver(view) || isOffline(scene)) return nothing;
  const person = view.stage === "assigned" && typing === "agent";
  const isOwed = botOwes(view) && !outgoing.some(({ status }) => status !== "failed");
  const bot = view.stage !== "assigned" && (isOwed || typing === "bot");
  if (!person && !bot) return nothing;
  const words = person ? text.personTyping(view.agent?.name ?? "") : text.botTyping;
  return html`<li class="typing" data-who=${person ? "person" : "bot"}>
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${words}
  </li>`;
}
