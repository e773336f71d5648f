/** Leaving a message instead of waiting: the words, where to answer, and by when that is done. */

import { html, nothing, type TemplateResult } from "lit";
import { MAX_TEXT, type Contact } from "../../shared/frames.ts";
import { dayAndTime } from "../../shared/i18n.ts";
import { isOffline, type Scene } from "./scene.ts";
import { sheet } from "./sheet.ts";

export interface Draft {
  readonly text: string;
  readonly channel: Contact["channel"];
  readonly value: string;
}

export type Fault = "noMessage" | "badEmail" | "badPhone";

/** As `handoff_gateway/frames.py` takes them. */
const PLAUSIBLE = {
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  phone: /^\+?(?:[ ().-]*[0-9]){7,15}$/,
};
const LONGEST_CONTACT = 200;

/** What keeps a message from being left, in the order of the fields. */
export function faultsOf({ text, channel, value }: Draft): Fault[] {
  const faults: Fault[] = [];
  if (text.trim() === "") faults.push("noMessage");
  const contact = value.trim();
  if (contact.length > LONGEST_CONTACT || !PLAUSIBLE[channel].test(contact))
    faults.push(channel === "email" ? "badEmail" : "badPhone");
  return faults;
}

export function leaveForm(scene: Scene): TemplateResult {
  const { text, locale, waiting, channel, faults, asked, act } = scene;
  const state = asked.leave_message;
  const wrong = faults.find((fault) => fault === "badEmail" || fault === "badPhone");
  const email = channel === "email";
  const wrongText = faults.find((fault) => fault !== wrong);
  const submit = (event: Event): void => {
    event.preventDefault();
    act.leaveMessage();
  };
  const choice = (its: Draft["channel"], label: string): TemplateResult =>
    html`<label>
      <input
        type="radio"
        name="channel"
        .checked=${channel === its}
        @change=${() => act.answerBy(its)}
      />
      <span>${label}</span>
    </label>`;
  return sheet(
    scene,
    text.leave,
    html`<p>
        ${text.leaveLead} ${waiting ? text.leaveBy(dayAndTime(locale, waiting.answer_by)) : nothing}
      </p>
      <form class="leave" novalidate @submit=${submit}>
        <label for="left-text">${text.leaveText}</label>
        <textarea
          id="left-text"
          rows="4"
          maxlength=${MAX_TEXT}
          data-draft="text"
          aria-invalid=${wrongText ? "true" : "false"}
          aria-describedby="left-text-fault"
          @input=${act.wrote}
        ></textarea>
        <p class="fault" id="left-text-fault">${wrongText ? text[wrongText] : nothing}</p>
        <div class="addressee" role="radiogroup" aria-label=${text.caseContact}>
          ${choice("email", text.leaveEmail)} ${choice("phone", text.leavePhone)}
        </div>
        <label for="left-contact">${email ? text.leaveEmail : text.leavePhone}</label>
        <input
          id="left-contact"
          type=${email ? "email" : "tel"}
          autocomplete=${email ? "email" : "tel"}
          data-draft=${channel}
          aria-invalid=${wrong ? "true" : "false"}
          aria-describedby="left-contact-fault"
          @input=${act.wrote}
        />
        <p class="fault" id="left-contact-fault">${wrong ? text[wrong] : nothing}</p>
        <p class="fault" role="alert">
          ${state && state !== "sending" ? text.failed : nothing}
        </p>
        <div class="choices">
          <button class="primary" ?disabled=${state === "sending"}>
            ${state !== "sending" ? text.leaveSend : isOffline(scene) ? text.waitingForConnection : text.sending}
          </button>
          <button type="button" class="secondary" @click=${act.closeSheet}>${text.cancel}</button>
        </div>
      </form>`,
  );
}
