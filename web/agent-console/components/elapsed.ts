import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { stopwatch } from "../core/elapsed.ts";
import { now, Ticking } from "../shell/clock.ts";

/** A waiting clock: counts up from `since` (milliseconds since 1970) by the gateway's time. */
@customElement("hr-elapsed")
export class Elapsed extends LitElement {
  static override styles = base;

  @property({ type: Number }) since = 0;

  constructor() {
    super();
    new Ticking(this);
  }

  override render(): TemplateResult {
    return html`<time role="timer" datetime=${new Date(this.since).toISOString()}
      >${stopwatch(this.since, now())}</time
    >`;
  }
}
