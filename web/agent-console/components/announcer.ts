import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { news } from "../core/announce.ts";
import type { Desk } from "../core/desk.ts";
import type { Catalogue } from "../messages/messages.ts";

/** The live region: says what happens beside the conversation that is on screen. */
@customElement("hr-announcer")
export class Announcer extends LitElement {
  static override styles = base;

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) desk!: Desk;

  private said = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("desk")) return;
    const sentences = news(changed.get("desk") ?? null, this.desk, this.words);
    if (sentences.length > 0) this.said = sentences.join(". ");
  }

  override render(): TemplateResult {
    return html`<p class="spoken" role="status">${this.said}</p>`;
  }
}
