import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { AskingDialog } from "./asking-dialog.ts";

/** Asks the customer, through the agent's recap, whether the bot may go on. */
@customElement("hr-hand-back")
export class HandBack extends AskingDialog {
  @property({ attribute: false }) send!: (recap: string) => void;

  protected override get title_(): string {
    return this.words.handBackTitle;
  }

  protected override get action(): string {
    return this.words.handBackAsk;
  }

  protected override content(): TemplateResult {
    const { words } = this;
    return html`
      <p>${words.handBackHint}</p>
      <label class="label" for="words">${words.handBackRecap}</label>
      <textarea id="words" name="words" rows="4" maxlength="4000" autofocus></textarea>
    `;
  }

  protected override submit(written: string): boolean {
    this.send(written);
    return true;
  }
}
