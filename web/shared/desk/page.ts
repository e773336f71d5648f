import { css, html, LitElement, type CSSResultGroup, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { otherLocale, type Locale } from "../i18n.ts";
import { signOut, whoAmI, type Present, type SignedIn } from "./account.ts";
import { languageButton } from "./language.ts";
import type { DeskWords } from "./messages/en.ts";
import { keepPreference, preferredLocale } from "./preferences.ts";
import "./sign-in.ts";
import { base } from "./styles/base.ts";

type Phase =
  | { readonly is: "asking" }
  | { readonly is: "away" }
  | { readonly is: "signed_out"; readonly expired: boolean }
  | { readonly is: "turned_away"; readonly account: SignedIn }
  | { readonly is: "signed_in"; readonly account: SignedIn };

/** While the gateway does not answer at the start, it is asked again in so long. Milliseconds. */
const ASK_AGAIN = 3000;

/** A whole page for which one signs in: finds out who is here, and shows the sign-in or the desk. */
export abstract class DeskPage<Words extends DeskWords> extends LitElement {
  static override styles: CSSResultGroup = [
    base,
    css`
      :host {
        display: block;
        min-height: 100%;
      }
      .still {
        display: grid;
        min-height: 100dvh;
        color: var(--hr-ink-soft);
      }
    `,
  ];

  @state() protected locale: Locale;
  @state() private phase: Phase = { is: "asking" };

  readonly #keptAs: string;

  /** @param keptAs - the name under which this device keeps the language that was chosen. */
  constructor(keptAs: string) {
    super();
    this.#keptAs = keptAs;
    this.locale = preferredLocale(keptAs);
  }

  protected abstract get words(): Words;

  /** Whether an account has a place at this desk; what the desk needs before it can be shown is made ready. */
  protected abstract admits(who: Present): boolean | Promise<boolean>;

  protected abstract desk(account: SignedIn): TemplateResult;

  /** What somebody sees who is signed in and has no place at this desk. */
  protected abstract turnedAway(account: SignedIn): TemplateResult;

  /** Forgets what the sign-out shall leave no trace of. */
  protected forget(): void {}

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
          ${languageButton(this.locale, this.switchLocale)}
        </hr-sign-in>`;
      case "turned_away":
        return this.turnedAway(phase.account);
      case "signed_in":
        return this.desk(phase.account);
    }
  }

  protected override updated(): void {
    document.documentElement.lang = this.locale;
    // Signed in, the desk writes the title: it counts what is to be done.
    if (this.phase.is !== "signed_in") {
      document.title = `${this.words.signIn} · ${this.words.product}`;
    }
  }

  protected readonly switchLocale = (): void => {
    this.locale = otherLocale(this.locale);
    keepPreference(this.#keptAs, this.locale);
  };

  protected readonly leave = async (): Promise<void> => {
    this.phase = { is: "asking" };
    await signOut();
    this.forget();
    this.phase = { is: "signed_out", expired: false };
  };

  /** The gateway does not let this account go on. */
  protected shut(why: "signed_out" | "forbidden"): void {
    if (this.phase.is !== "signed_in") return;
    this.phase =
      why === "forbidden"
        ? { is: "turned_away", account: this.phase.account }
        : { is: "signed_out", expired: true };
  }

  private readonly ask = async (): Promise<void> => {
    const who = await whoAmI();
    switch (who.is) {
      case "signed_in":
        this.phase = {
          is: (await this.admits(who)) ? "signed_in" : "turned_away",
          account: who.account,
        };
        break;
      case "signed_out":
        this.phase = { is: "signed_out", expired: false };
        break;
      case "away":
        this.phase = { is: "away" };
        setTimeout(this.ask, ASK_AGAIN);
    }
  };
}
