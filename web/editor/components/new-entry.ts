import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { isFileName } from "../core/drafts.ts";
import type { Catalogue } from "../messages/messages.ts";
import { panel } from "../styles/panel.ts";
import { question } from "../styles/question.ts";

const ANOTHER = "";

/**
 * Asks in which file a new entry shall stand.
 *
 * @fires chosen - `detail: file`
 */
@customElement("hr-new-entry")
export class NewEntry extends LitElement {
  static override styles = [
    base,
    panel,
    question,
    css`
      :host {
        overflow: visible;
      }
      form {
        display: grid;
        gap: var(--hr-space-3);
      }
      label {
        display: grid;
        gap: var(--hr-space-1);
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      .error {
        color: var(--hr-danger);
        font-size: var(--hr-text-s);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) files: readonly string[] = [];

  @state() private file = ANOTHER;
  @state() private wrong = false;

  @query("dialog") private dialog!: HTMLDialogElement;
  @query("input") private name!: HTMLInputElement | null;

  show(likely: string | null): void {
    this.file = likely ?? this.files[0] ?? ANOTHER;
    this.wrong = false;
    this.dialog.showModal();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${words.newEntry}</h2>
      <form @submit=${this.choose}>
        <label
          >${words.whichFile}
          <select
            @change=${(event: Event) => (this.file = (event.target as HTMLSelectElement).value)}
          >
            ${[...this.files, ANOTHER].map(
              (name) =>
                html`<option value=${name} ?selected=${name === this.file}>
                  ${name || words.newFile}
                </option>`,
            )}
          </select>
        </label>
        ${
          this.file === ANOTHER
            ? html`<label
                  >${words.fileName}<input type="text" placeholder="gifts.yml" autocomplete="off" />
                </label>
                ${this.wrong ? html`<p class="error" role="alert">${words.fileNameHint}</p>` : nothing}`
            : nothing
        }
        <div class="line">
          <button class="primary" type="submit">${words.goOn}</button>
          <button type="button" @click=${() => this.dialog.close()}>${words.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private readonly choose = (event: Event): void => {
    event.preventDefault();
    const name = this.file === ANOTHER ? (this.name?.value.trim() ?? "") : this.file;
    if (this.file === ANOTHER && !isFileName(name)) {
      this.wrong = true;
      this.name?.focus();
      return;
    }
    this.dialog.close();
    this.dispatchEvent(new CustomEvent("chosen", { detail: name }));
  };
}
