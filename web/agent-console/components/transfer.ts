import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Locale } from "../../shared/i18n.ts";
import type { Desk } from "../core/desk.ts";
import { colleagues } from "../core/desk-view.ts";
import { AskingDialog } from "./asking-dialog.ts";

export type Target = { readonly queue: string } | { readonly agent: string };

/** Asks to whom the conversation goes, and takes a note for them. */
@customElement("hr-transfer")
export class Transfer extends AskingDialog {
  static override styles = [
    AskingDialog.styles,
    css`
      fieldset {
        display: grid;
        gap: 0.125rem;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
      }
      .to {
        display: grid;
        gap: var(--hr-space-3);
        max-height: 40vh;
        overflow-y: auto;
      }
      .to label {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        min-height: 2.5rem;
        padding: 0 var(--hr-space-2);
        border-radius: var(--hr-radius-s);
        font-size: var(--hr-text-s);
        cursor: pointer;
      }
      .to label:hover {
        background: var(--shade);
      }
      .to label:has(:checked) {
        background: var(--hr-accent-soft);
        font-weight: 600;
      }
      .to input {
        width: 1.125rem;
        height: 1.125rem;
        margin: 0;
        accent-color: var(--hr-accent);
      }
      .name {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) send!: (to: Target, note: string) => void;

  /** Sending was tried with nobody chosen. */
  @state() private missing = false;
  @query("form") private form!: HTMLFormElement;

  override show(): void {
    this.missing = false;
    super.show();
  }

  protected override get title_(): string {
    return this.words.transferTitle;
  }

  protected override get action(): string {
    return this.words.transfer;
  }

  protected override content(): TemplateResult {
    const { words, desk } = this;
    const others = colleagues(desk);
    return html`
      <p>${words.transferHint}</p>
      <div class="to">
        ${
          desk.queues.length === 0
            ? nothing
            : html`<fieldset>
                <legend class="label">${words.transferQueues}</legend>
                ${desk.queues.map((queue) => this.choice(`queue:${queue.id}`, queue.name[this.locale]))}
              </fieldset>`
        }
        <fieldset>
          <legend class="label">${words.transferAgents}</legend>
          ${others.length === 0 ? html`<p>${words.transferNobody}</p>` : nothing}
          ${others.map((agent) =>
            this.choice(
              `agent:${agent.id}`,
              agent.name,
              html`${agent.status === "away" ? html`<span class="mark">${words.away}</span>` : nothing}
                <span class="mark">${words.agentLoad(agent.load, desk.capacity)}</span>`,
            ),
          )}
        </fieldset>
      </div>
      ${this.missing ? html`<p class="fault" role="alert">${words.transferChoose}</p>` : nothing}
      <label class="label" for="words">${words.transferNote}</label>
      <textarea id="words" name="words" rows="3" maxlength="4000"></textarea>
    `;
  }

  private choice(value: string, name: string, more: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<label>
      <input type="radio" name="to" value=${value} @change=${() => (this.missing = false)} />
      <span class="name">${name}</span>${more}
    </label>`;
  }

  protected override submit(written: string): boolean {
    const chosen = String(new FormData(this.form).get("to") ?? "");
    const id = chosen.slice(chosen.indexOf(":") + 1);
    this.missing = chosen === "";
    if (this.missing) return false;
    this.send(chosen.startsWith("queue:") ? { queue: id } : { agent: id }, written);
    return true;
  }
}
