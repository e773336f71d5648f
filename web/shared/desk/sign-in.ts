import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isDemo, signIn, signInToDemo, type SignInResult } from "./account.ts";
import { logo } from "./logo.ts";
import type { DeskWords } from "./messages/en.ts";
import { base } from "./styles/base.ts";
import { gate } from "./styles/gate.ts";

/** The sign-in page. Fires `signed-in` when the gateway knows the account. */
@customElement("hr-sign-in")
export class SignIn extends LitElement {
  static override styles = [
    base,
    gate,
    css`
      :host {
        background:
          radial-gradient(60rem 30rem at 50% -10rem, var(--hr-accent-soft), transparent),
          var(--hr-ground);
      }
      main {
        display: grid;
        gap: var(--hr-space-5);
        width: min(24rem, 100%);
      }
      header {
        display: grid;
        justify-items: center;
        gap: var(--hr-space-2);
        text-align: center;
      }
      h1 {
        font-size: var(--hr-text-xl);
        font-weight: 650;
        letter-spacing: -0.01em;
      }
      header p,
      .note {
        color: var(--hr-ink-soft);
      }
      .card {
        display: grid;
        gap: var(--hr-space-4);
        padding: var(--hr-space-5);
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-l);
        background: var(--hr-surface);
        box-shadow: var(--hr-lift);
      }
      .field {
        display: grid;
        gap: var(--hr-space-1);
      }
      label {
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      input {
        width: 100%;
        min-height: 2.75rem;
        padding: 0 var(--hr-space-3);
        border: 1px solid var(--hr-line-strong);
        border-radius: var(--hr-radius-s);
        background: var(--hr-ground);
        font-size: 1rem;
      }
      .secret {
        position: relative;
      }
      .secret input {
        padding-right: 5rem;
      }
      .secret button {
        position: absolute;
        inset: 0.25rem 0.25rem 0.25rem auto;
        color: var(--hr-accent);
      }
      .card > button {
        min-height: 2.75rem;
        font-size: var(--hr-text-m);
      }
      .error {
        padding: var(--hr-space-3);
        border-radius: var(--hr-radius-s);
        background: var(--hr-danger-soft);
        color: var(--hr-danger);
        font-size: var(--hr-text-s);
      }
      .notice {
        padding: var(--hr-space-3);
        border-radius: var(--hr-radius-s);
        background: var(--hr-warn-soft);
        color: var(--hr-warn);
        font-size: var(--hr-text-s);
      }
      .demo {
        display: grid;
        gap: var(--hr-space-2);
        text-align: center;
        font-size: var(--hr-text-s);
      }
      .demo button {
        min-height: 2.75rem;
        border-color: var(--hr-accent);
        background: transparent;
        color: var(--hr-accent-strong);
        font-size: var(--hr-text-m);
      }
      footer {
        display: flex;
        justify-content: center;
      }
    `,
  ];

  @property({ attribute: false }) words!: DeskWords;
  /** The sign-in ran out at the desk. */
  @property({ type: Boolean }) expired = false;

  @state() private demo = false;
  @state() private busy = false;
  @state() private shown = false;
  @state() private error: ((words: DeskWords) => string) | null = null;

  @query("#email") private email!: HTMLInputElement;
  @query("#password") private password!: HTMLInputElement;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.demo = await isDemo();
  }

  override firstUpdated(): void {
    this.email.focus();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<main>
      <header>
        ${logo(44)}
        <h1>${words.product}</h1>
        <p>${words.signInLead}</p>
      </header>
      <form class="card" novalidate aria-label=${words.signIn} @submit=${this.submit}>
        ${
          this.expired && this.error === null
            ? html`<p class="notice" role="status">${words.signedOutElsewhere}</p>`
            : nothing
        }
        ${this.error ? html`<p class="error" role="alert">${this.error(words)}</p>` : nothing}
        <div class="field">
          <label for="email">${words.email}</label>
          <input
            id="email"
            name="email"
            type="email"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
          />
        </div>
        <div class="field">
          <label for="password">${words.password}</label>
          <div class="secret">
            <input
              id="password"
              name="password"
              type=${this.shown ? "text" : "password"}
              autocomplete="current-password"
              required
            />
            <button
              type="button"
              class="quiet"
              aria-pressed=${this.shown}
              @click=${() => (this.shown = !this.shown)}
            >
              ${this.shown ? words.hidePassword : words.showPassword}
            </button>
          </div>
        </div>
        <button class="primary" type="submit" aria-disabled=${this.busy}>
          ${this.busy ? words.signingIn : words.signIn}
        </button>
      </form>
      ${
        this.demo
          ? html`<div class="demo">
              <button type="button" @click=${this.enterDemo}>${words.demoSignIn}</button>
              <p class="note">${words.demoNote}</p>
            </div>`
          : nothing
      }
      <footer><slot></slot></footer>
    </main>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const email = this.email.value.trim();
    if (email === "") return this.refuse(this.email, (words) => words.emailMissing);
    if (this.password.value === "")
      return this.refuse(this.password, (words) => words.passwordMissing);
    await this.attempt(() => signIn(email, this.password.value));
  };

  private readonly enterDemo = (): Promise<void> => this.attempt(signInToDemo);

  private refuse(field: HTMLInputElement, error: (words: DeskWords) => string): void {
    this.error = error;
    field.focus();
  }

  private async attempt(enter: () => Promise<SignInResult>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    const result = await enter();
    this.busy = false;
    if (result.is === "ok") {
      this.dispatchEvent(new CustomEvent("signed-in"));
      return;
    }
    this.error = explain(result);
    if (result.is === "wrong") this.password.select();
  }
}

function explain(result: Exclude<SignInResult, { is: "ok" }>): (words: DeskWords) => string {
  switch (result.is) {
    case "wrong":
      return (words) => words.wrongPassword;
    case "too_many":
      return (words) => words.tooManyTries(result.seconds);
    case "not_offered":
      return (words) => words.demoOff;
    case "away":
      return (words) => words.serverAway;
  }
}
