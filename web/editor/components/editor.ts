import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { OWN_NAMES, type Locale } from "../../shared/i18n.ts";
import { signOut, whoAmI, type SignedIn } from "../../agent-console/shell/api.ts";
import { base } from "../../agent-console/styles/base.ts";
import type { SignInWords } from "../../agent-console/components/sign-in.ts";
import "../../agent-console/components/sign-in.ts";
import { otherLocale } from "../core/locales.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";
import { keepLocale, preferredLocale } from "../shell/preferences.ts";

type Phase =
  | { readonly is: "asking" }
  | { readonly is: "away" }
  | { readonly is: "signed_out"; readonly expired: boolean }
  | { readonly is: "forbidden"; readonly editor: SignedIn }
  | { readonly is: "signed_in"; readonly editor: SignedIn };

/** While the gateway does not answer at the start, it is asked again in so long. Milliseconds. */
const ASK_AGAIN = 3000;
const ROLES: readonly string[] = ["editor", "admin"];

/** The whole page: finds out who is here and whether they may edit. */
@customElement("hr-editor")
export class EditorPage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 100%;
      }
      .still {
        display: grid;
        gap: var(--hr-space-4);
        min-height: 100dvh;
        place-content: center;
        justify-items: center;
        padding: var(--hr-space-5);
        color: var(--hr-ink-soft);
        text-align: center;
      }
      .still p {
        max-width: 32rem;
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
        return html`<hr-sign-in
          .words=${words satisfies SignInWords}
          ?expired=${phase.expired}
          @signed-in=${this.ask}
        >
          ${this.language()}
        </hr-sign-in>`;
      case "forbidden":
        return html`<main class="still">
          <p role="alert">${words.notAnEditor(phase.editor.email)}</p>
          <div>
            <button @click=${this.leave}>${words.signOut}</button>
            ${this.language()}
          </div>
        </main>`;
      case "signed_in":
        return html`<hr-editor-desk
          .editor=${phase.editor}
          .words=${words}
          .locale=${this.locale}
          @switch-locale=${this.switchLocale}
          @sign-out=${this.leave}
          @shut=${this.shut}
        ></hr-editor-desk>`;
    }
  }

  override updated(): void {
    document.documentElement.lang = this.locale;
    if (this.phase.is !== "signed_in") {
      document.title = `${this.words.signIn} · ${this.words.product}`;
    }
  }

  private language(): TemplateResult {
    const other = otherLocale(this.locale);
    return html`<button class="quiet" lang=${other} @click=${this.switchLocale}>
      ${OWN_NAMES[other]}
    </button>`;
  }

  private readonly switchLocale = (): void => {
    this.locale = otherLocale(this.locale);
    keepLocale(this.locale);
  };

  private readonly ask = async (): Promise<void> => {
    const who = await whoAmI();
    switch (who.is) {
      case "signed_in": {
        const may = who.agent.roles.some((role: string) => ROLES.includes(role));
        // The text editor is most of the page's weight: the sign-in need not wait for it.
        if (may) await import("./desk.ts");
        this.phase = { is: may ? "signed_in" : "forbidden", editor: who.agent };
        break;
      }
      case "signed_out":
        this.phase = { is: "signed_out", expired: false };
        break;
      case "away":
        this.phase = { is: "away" };
        setTimeout(this.ask, ASK_AGAIN);
    }
  };

  private readonly shut = (event: CustomEvent<"signed_out" | "forbidden">): void => {
    if (this.phase.is !== "signed_in") return;
    this.phase =
      event.detail === "forbidden"
        ? { is: "forbidden", editor: this.phase.editor }
        : { is: "signed_out", expired: true };
  };

  private readonly leave = async (): Promise<void> => {
    this.phase = { is: "asking" };
    await signOut();
    this.phase = { is: "signed_out", expired: false };
  };
}
