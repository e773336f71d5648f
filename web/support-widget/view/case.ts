/** What we know: the customer reads what the agents read, and corrects it. */

import { html, nothing, type TemplateResult } from "lit";
import type { CaseFile } from "../../shared/frames.ts";
import { dayAndTime } from "../../shared/i18n.ts";
import type { Messages } from "../messages/catalogue.ts";
import { isOver } from "../session.ts";
import type { Scene } from "./scene.ts";
import { sheet } from "./sheet.ts";

/** A field that can be corrected: what was noted, and what the customer says instead. */
export interface Fact {
  readonly field: string;
  readonly noted: string;
  readonly corrected: string | null;
}

/** The fields that the customer may correct, with what is known of each. */
export function factsOf({
  question,
  customer_name,
  email,
  message,
  filled,
  corrections,
}: CaseFile): Fact[] {
  const noted = new Map([
    ["question", question],
    ["name", customer_name ?? ""],
    ["contact", message?.contact.value ?? email ?? ""],
    ...filled.map(({ field, value }) => [field, value] as const),
  ]);
  const said = new Map(corrections.map(({ field, value }) => [field, value]));
  return [...noted].map(([field, value]) => ({
    field,
    noted: value,
    corrected: said.get(field) ?? null,
  }));
}

export function caseSheet(scene: Scene): TemplateResult {
  const { text, locale, file } = scene;
  if (file === null) return sheet(scene, text.caseTitle, html`<p>${text.caseLead}</p>`);
  return sheet(
    scene,
    text.caseTitle,
    html`<p>${text.caseLead}</p>
      <dl>
        ${factsOf(file).map((one) => fact(scene, one, file))}
        ${
          file.page_url === null
            ? nothing
            : html`<div>
                <dt>${text.casePage}</dt>
                <dd>${file.page_title || file.page_url}</dd>
              </div>`
        }
      </dl>
      ${
        file.earlier.length === 0
          ? nothing
          : html`<h4>${text.caseEarlier}</h4>
              <ul>
                ${file.earlier.map(
                  ({ question, opened }) =>
                    html`<li>
                      ${question} <span class="soft">${dayAndTime(locale, opened)}</span>
                    </li>`,
                )}
              </ul>`
      }`,
  );
}

function fact(scene: Scene, { field, noted, corrected }: Fact, { proof }: CaseFile): TemplateResult {
  const { text, view, editing, asked, act } = scene;
  const label = labelOf(text, field);
  if (editing === field) {
    const submit = (event: Event): void => {
      event.preventDefault();
      act.correct(field);
    };
    const state = asked.correct_case;
    return html`<div>
      <dt><label for="correction">${label}</label></dt>
      <dd>
        <form class="leave" @submit=${submit}>
          <textarea
            id="correction"
            rows="2"
            maxlength="1000"
            data-draft=${`case:${field}`}
            aria-describedby="correction-fault"
            @input=${act.wrote}
          ></textarea>
          <p class="fault" id="correction-fault" role="alert">
            ${state && state !== "sending" ? text.failed : nothing}
          </p>
          <div class="choices">
            <button class="primary" ?disabled=${state === "sending"}>${text.save}</button>
            <button type="button" class="secondary" @click=${() => act.edit(null)}>
              ${text.cancel}
            </button>
          </div>
        </form>
      </dd>
    </div>`;
  }
  return html`<div>
    <dt>${label}</dt>
    <dd>
      ${(corrected ?? noted) || "–"}
      ${corrected !== null && noted ? html`<span class="soft">${text.noted(noted)}</span>` : nothing}
      ${
        field === "name" && proof === "host_token"
          ? html`<span class="soft">${text.caseProven}</span>`
          : nothing
      }
      ${
        view === null || isOver(view)
          ? nothing
          : html`<button
              class="plain"
              data-field=${field}
              aria-label=${`${text.correct}: ${label}`}
              @click=${() => act.edit(field)}
            >
              ${text.correct}
            </button>`
      }
    </dd>
  </div>`;
}

function labelOf(text: Messages, field: string): string {
  const labels: Readonly<Record<string, string>> = {
    question: text.caseQuestion,
    name: text.caseName,
    contact: text.caseContact,
    order_number: text.caseOrder,
    email: text.caseOrderEmail,
  };
  return labels[field] ?? field.replaceAll("_", " ");
}
