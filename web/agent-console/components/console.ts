import { css, html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Present, SignedIn } from "../../shared/desk/account.ts";
import { DeskPage } from "../../shared/desk/page.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";
import { setClockOffset } from "../shell/clock.ts";
import { forgetTab } from "../shell/tab-memory.ts";
import "./desk.ts";
import "./no-agent.ts";

/** The whole console. */
@customElement("hr-console")
export class Console extends DeskPage<Catalogue> {
  static override styles = [
    DeskPage.styles,
    css`
      .still {
        place-items: center;
      }
    `,
  ];

  constructor() {
    super("handrail-console-locale");
  }

  protected override get words(): Catalogue {
    return messagesOf(this.locale);
  }

  protected override admits({ account, clockOffset }: Present): boolean {
    setClockOffset(clockOffset);
    return account.roles.includes("agent");
  }

  protected override desk(account: SignedIn): TemplateResult {
    return html`<hr-desk
      .agent=${account}
      .words=${this.words}
      .locale=${this.locale}
      @switch-locale=${this.switchLocale}
      @sign-out=${this.leave}
      @sign-in-needed=${() => this.shut("signed_out")}
    ></hr-desk>`;
  }

  protected override turnedAway({ name }: SignedIn): TemplateResult {
    return html`<hr-no-agent
      .words=${this.words}
      .name=${name}
      @sign-out=${this.leave}
    ></hr-no-agent>`;
  }

  protected override forget(): void {
    forgetTab();
  }
}
