import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { OWN_NAMES, type Locale } from "../../shared/i18n.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";
import { signOut, whoAmI, type SignedIn } from "../shell/api.ts";
import { setClockOffset } from "../shell/clock.ts";
import { keepLocale, preferredLocale } from "../shell/preferences.ts";
import { forgetTab } from "../shell/tab-memory.ts";
import { base } from "../styles/base.ts";
import "./desk.ts";
import "./no-agent.ts";
import "./sign-in.ts";

type Phase =
  | { readonly is: "asking" }
  | { readonly is: "away" }
  | { readonly is: "signed_out"; readonly expired: boolean }
  | { readonly is: "no_agent"; readonly name: string }
  | { readonly is: "signed_in"; readonly agent: SignedIn };

/** While the gateway does not answer at the start, it is asked again in so long. Milliseconds. */
const ASK_AGAIN = 3000;

/** The whole console: finds out who is here, and shows the sign-in or the desk. */
@customElement("hr-console")
export class Console extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 100%;
      }
      .still {
        display: grid;
        min-height: 100dvh;
        place-items: center;
        color: var(--hr-ink-soft);
      }
    `,
  ];

  @state() private phase: Phase = { is: "asking" };
  @state() private locale: Locale = preferredLocale();

  private get words(): Catalogue {
    return messagesOf(this.locale);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.ask();
  }

  override render(): TemplateResult {
    const { phase, words } = this;
    switch (phase.is) {
      case "asking":
        return html`<p class="still" role="status">${words.loading}</p>`;
      case "away":
        return html`<p class="still" role="alert">${words.serverAway}</p>`;
      case "signed_out":
        return html`<hr-sign-in .words=${words} ?expired=${phase.expired} @signed-in=${this.ask}>
          <button class="quiet" lang=${this.other} @click=${this.switchLocale}>
            ${OWN_NAMES[this.other]}
          </button>
        </hr-sign-in>`;
      case "no_agent":
        return html`<hr-no-agent
          .words=${words}
          .name=${phase.name}
          @sign-out=${this.leave}
        ></hr-no-agent>`;
      case "signed_in":
        return html`<hr-desk
          .agent=${phase.agent}
          .words=${words}
          .locale=${this.locale}
          @switch-locale=${this.switchLocale}
          @sign-out=${this.leave}
          @sign-in-needed=${() => (this.phase = { is: "signed_out", expired: true })}
        ></hr-desk>`;
    }
  }

  override updated(): void {
    document.documentElement.lang = this.locale;
    // Signed in, the desk writes the title: it counts what waits.
    if (this.phase.is !== "signed_in")
      document.title = `${this.words.signIn} · ${this.words.product}`;
  }

  private get other(): Locale {
    return this.locale === "en" ? "ko" : "en";
  }

  private readonly switchLocale = (): void => {
    this.locale = this.other;
    keepLocale(this.locale);
  };

  private readonly ask = async (): Promise<void> => {
    const who = await whoAmI();
    switch (who.is) {
      case "signed_in":
        setClockOffset(who.clockOffset);
        this.phase = who.agent.roles.includes("agent")
          ? { is: "signed_in", agent: who.agent }
          : { is: "no_agent", name: who.agent.name };
        break;
      case "signed_out":
        this.phase = { is: "signed_out", expired: false };
        break;
      case "away":
        this.phase = { is: "away" };
        setTimeout(this.ask, ASK_AGAIN);
    }
  };

  private readonly leave = async (): Promise<void> => {
    this.phase = { is: "asking" };
    await signOut();
    forgetTab();
    this.phase = { is: "signed_out", expired: false };
  };
}
