import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { SignedIn } from "../../shared/desk/account.ts";
import { isForWriting } from "../../shared/desk/keyboard.ts";
import { base } from "../../shared/desk/styles/base.ts";
import { layout } from "../../shared/desk/styles/layout.ts";
import type { PresenceStatus } from "../../shared/frames.ts";
import type { Locale } from "../../shared/i18n.ts";
import { attentionCount, isWaiting, neighbour, standingOf } from "../core/desk-view.ts";
import { shortcutOf, type Shortcut } from "../core/shortcuts.ts";
import type { Catalogue } from "../messages/messages.ts";
import { DeskStore } from "../shell/desk-store.ts";
import { keepShortcutsWanted, shortcutsWanted } from "../shell/preferences.ts";
import { socketUrl } from "../shell/socket-url.ts";
import { tabMemoryOf } from "../shell/tab-memory.ts";
import "./announcer.ts";
import type { CasePanel } from "./case.ts";
import "./case.ts";
import "./connection-banner.ts";
import type { Conversation } from "./conversation.ts";
import "./conversation.ts";
import "./header.ts";
import type { Lists } from "./lists.ts";
import "./lists.ts";
import type { Shortcuts } from "./shortcuts.ts";
import "./shortcuts.ts";

/** Inputs in which the single keys go on working. */
const PRESSED: readonly string[] = ["radio", "checkbox"];

/** The desk of a signed-in agent: lists, conversation, case. Holds the store; its parts only show and ask. */
@customElement("hr-desk")
export class DeskScreen extends LitElement {
  static override styles = [
    base,
    layout,
    css`
      .panes {
        position: relative;
        grid-template-columns: 21.5rem minmax(0, 1fr) 18.5rem;
      }
      .panes:not(.chosen) main {
        grid-column: 2 / -1;
      }
      nav {
        display: grid;
        border-inline-end: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      aside {
        display: grid;
        border-inline-start: 1px solid var(--hr-line);
        background: var(--hr-surface);
      }
      @media (max-width: 74rem) {
        .panes {
          grid-template-columns: 20.5rem minmax(0, 1fr);
        }
        aside {
          position: absolute;
          inset: 0 0 0 auto;
          z-index: 5;
          width: min(20rem, 100%);
          box-shadow: var(--hr-lift);
        }
        .panes:not(.case-shown) aside {
          display: none;
        }
      }
      @media (max-width: 45rem) {
        .panes {
          grid-template-columns: minmax(0, 1fr);
        }
        .panes.chosen nav,
        .panes:not(.chosen) main {
          display: none;
        }
        main {
          grid-column: 1;
        }
        nav {
          border: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) agent!: SignedIn;
  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;

  @state() private caseShown = false;
  @state() private shortcutsActive = shortcutsWanted();

  @query("hr-lists") private lists!: Lists;
  @query("hr-conversation") private conversation!: Conversation;
  @query("hr-case") private casePanel!: CasePanel;
  @query("hr-shortcuts") private shortcuts!: Shortcuts;
  @query("main") private main!: HTMLElement;

  private store!: DeskStore;
  private mineBefore: ReadonlySet<string> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    this.store = new DeskStore(
      socketUrl(location),
      tabMemoryOf(this.agent.id),
      () => this.requestUpdate(),
      () => this.dispatchEvent(new CustomEvent("sign-in-needed")),
    );
    this.store.start();
    this.attend();
    window.addEventListener("keydown", this.key);
    window.addEventListener("pagehide", this.keep);
    window.addEventListener("focus", this.attend);
    window.addEventListener("blur", this.attend);
    document.addEventListener("visibilitychange", this.attend);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.stop();
    window.removeEventListener("keydown", this.key);
    window.removeEventListener("pagehide", this.keep);
    window.removeEventListener("focus", this.attend);
    window.removeEventListener("blur", this.attend);
    document.removeEventListener("visibilitychange", this.attend);
  }

  override render(): TemplateResult {
    const { words, locale, store } = this;
    const { desk } = store;
    const chosen = desk.selected !== null;
    return html`
      <button class="skip" @click=${() => this.main.focus()}>${words.skipToConversation}</button>
      <hr-header
        role="banner"
        .words=${words}
        .locale=${locale}
        .me=${desk.me}
        .connection=${store.connection}
        .waiting=${desk.queue.length}
        ?edits=${this.agent.roles.includes("editor")}
        @presence=${(event: CustomEvent<PresenceStatus>) => store.setPresence(event.detail)}
        @show-shortcuts=${() => this.shortcuts.show()}
      ></hr-header>
      <hr-connection-banner
        .words=${words}
        .connection=${store.connection}
        .retry=${() => store.retryNow()}
      ></hr-connection-banner>
      <div class="panes ${chosen ? "chosen" : ""} ${this.caseShown ? "case-shown" : ""}">
        <nav aria-label=${words.conversations}>
          <hr-lists
            .words=${words}
            .locale=${locale}
            .desk=${desk}
            .store=${store}
            @write=${this.write}
          ></hr-lists>
        </nav>
        <main tabindex="-1">
          <hr-conversation
            .words=${words}
            .locale=${locale}
            .desk=${desk}
            .store=${store}
            ?caseShown=${this.caseShown}
            @toggle-case=${this.toggleCase}
          ></hr-conversation>
        </main>
        ${
          chosen
            ? html`<aside aria-label=${words.caseFile}>
                <hr-case
                  .words=${words}
                  .locale=${locale}
                  .desk=${desk}
                  .close=${this.toggleCase}
                ></hr-case>
              </aside>`
            : nothing
        }
      </div>
      <hr-announcer .words=${words} .desk=${desk}></hr-announcer>
      <hr-shortcuts
        .words=${words}
        .setActive=${this.setShortcuts}
        ?active=${this.shortcutsActive}
      ></hr-shortcuts>
    `;
  }

  protected override updated(_changed: PropertyValues): void {
    const { desk } = this.store;
    const count = attentionCount(desk);
    document.title = `${count > 0 ? `(${count}) ` : ""}${this.words.console} · ${this.words.product}`;
    const mine = new Set(desk.mine.map((card) => card.conversation));
    const taken =
      desk.selected !== null && mine.has(desk.selected) && !this.mineBefore.has(desk.selected);
    // Not at the first picture: a reload is no reason to move the focus. Nor is what was given, not taken.
    if (taken && desk.accepted === desk.selected && this.mineBefore.size + 1 === mine.size) void this.write();
    this.mineBefore = mine;
  }

  /** Shows the desk as it is at this moment, and puts the focus where a reply is written. */
  private readonly write = async (): Promise<void> => {
    this.requestUpdate();
    await this.updateComplete;
    await this.conversation.focusComposer();
  };

  private readonly toggleCase = (): void => {
    this.caseShown = !this.caseShown;
    if (this.caseShown) void this.updateComplete.then(() => this.casePanel.focus());
    else this.conversation.focusCaseToggle();
  };

  private readonly setShortcuts = (active: boolean): void => {
    this.shortcutsActive = active;
    keepShortcutsWanted(active);
  };

  private readonly keep = (): void => this.store.keep();

  private readonly attend = (): void => {
    this.store.attend(document.visibilityState === "visible" && document.hasFocus());
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.caseShown) {
      this.toggleCase();
      return;
    }
    if (!this.shortcutsActive || event.isComposing || isForWriting(event, PRESSED)) return;
    const shortcut = shortcutOf(event);
    if (shortcut === null) return;
    event.preventDefault();
    this.obey(shortcut);
  };

  private obey(shortcut: Shortcut): void {
    const { store } = this;
    const { desk } = store;
    switch (shortcut) {
      case "next":
      case "previous": {
        const to = neighbour(desk, shortcut === "next" ? 1 : -1);
        if (to === null) return;
        store.select(to);
        this.lists.focusRow(to);
        return;
      }
      case "take":
        if (desk.queue.length > 0) store.accept();
        return;
      case "accept":
        if (desk.selected !== null && isWaiting(standingOf(desk, desk.selected)?.stage)) {
          store.accept(desk.selected);
        }
        return;
      case "reply":
        void this.write();
        return;
      case "note":
        void this.conversation.writeNote();
        return;
      case "transfer":
        this.conversation.askTransfer();
        return;
      case "help":
        this.shortcuts.show();
    }
  }
}
