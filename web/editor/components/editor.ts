import { css, html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Present, SignedIn } from "../../shared/desk/account.ts";
import { languageButton } from "../../shared/desk/language.ts";
import { DeskPage } from "../../shared/desk/page.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";

const ROLES: readonly string[] = ["editor", "admin"];

/** The whole editor page. */
@customElement("hr-editor")
export class EditorPage extends DeskPage<Catalogue> {
  static override styles = [
    DeskPage.styles,
    css`
      .still {
        gap: var(--hr-space-4);
        place-content: center;
        justify-items: center;
        padding: var(--hr-space-5);
        text-align: center;
      }
      .still p {
        max-width: 32rem;
      }
    `,
  ];

  constructor() {
    super("handrail-editor-locale");
  }

  protected override get words(): Catalogue {
    return messagesOf(this.locale);
  }

  protected override async admits({ account }: Present): Promise<boolean> {
    if (!account.roles.some((role: string) => ROLES.includes(role))) return false;
    // The text editor is most of the page's weight: the sign-in need not wait for it.
    await import("./desk.ts");
    return true;
  }

  protected override desk(account: SignedIn): TemplateResult {
    return html`<hr-editor-desk
      .editor=${account}
      .words=${this.words}
      .locale=${this.locale}
      @switch-locale=${this.switchLocale}
      @sign-out=${this.leave}
      @shut=${(event: CustomEvent<"signed_out" | "forbidden">) => this.shut(event.detail)}
    ></hr-editor-desk>`;
  }

  protected override turnedAway({ email }: SignedIn): TemplateResult {
    const { words } = this;
    return html`<main class="still">
      <p role="alert">${words.notAnEditor(email)}</p>
      <div>
        <button @click=${this.leave}>${words.signOut}</button>
        ${languageButton(this.locale, this.switchLocale)}
      </div>
    </main>`;
  }
}
