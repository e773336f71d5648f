/** What is wrong with the connection, while something is. */

import { html, nothing, type TemplateResult } from "lit";
import { CloudOff } from "lucide";
import { CLOSE_PROTOCOL_ERROR } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import { isOffline, type Scene } from "./scene.ts";

export function connectionNote(scene: Scene): TemplateResult | typeof nothing {
  const { text, connection, act } = scene;
  if (connection.code === CLOSE_PROTOCOL_ERROR && connection.status === "closed") {
    return html`<p class="offline" role="alert">${icon(CloudOff)}<span>${text.broken}</span></p>`;
  }
  if (!isOffline(scene)) return nothing;
  return html`<p class="offline" role="status">
    ${icon(CloudOff)}<span>${text.offline}</span>
    <button class="plain" @click=${act.retryNow}>${text.offlineRetry}</button>
  </p>`;
}
