/** `<handrail-support>`: the widget as the host page sees it. Attributes, methods, events; focus and scrolling. */

import {
  html,
  LitElement,
  nothing,
  unsafeCSS,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { property, query, state } from "lit/decorators.js";
import { MAX_TEXT, type Page } from "../shared/frames.ts";
import { otherLocale, pickLocale } from "../shared/i18n.ts";
import tokens from "../shared/tokens.css?inline";
import { browserMemory } from "./memory.ts";
import { catalogues } from "./messages/catalogue.ts";
import { pageHere, webPage } from "./page.ts";
import { isOver, Session, type SessionState } from "./session.ts";
import styles from "./styles.css?inline";
import { bar } from "./view/bar.ts";
import { composer } from "./view/composer.ts";
import { connectionNote } from "./view/connection.ts";
import { header } from "./view/header.ts";
import { launcher } from "./view/launcher.ts";
import { log } from "./view/log.ts";
import type { Actions, Scene } from "./view/scene.ts";

const NEAR_END = 64;
const ABOVE_NEWEST = 16;

/** What the host page may tell about where its customer is. */
export interface HostContext {
  /** `url` may be relative; a page without a web address is passed over. */
  readonly page?: { readonly url: string; readonly title?: string };
  readonly locale?: string;
}

/**
 * Events on the element, all of which bubble: `handrail-open`, `handrail-close`,
 * `handrail-message` with `{from: "bot" | "agent"}`, `handrail-stage` with `{stage}`.
 */
export class HandrailSupport extends LitElement {
  static override styles = [unsafeCSS(tokens), unsafeCSS(styles)];

  /** `en` or `ko`; without it the page's language, then the browser's. */
  @property() locale: string | null = null;
  /** `light` or `dark`; without it whatever the device prefers. */
  @property({ reflect: true }) theme: string | null = null;
  /** What stands at the top, such as the shop's name. */
  @property() label: string | null = null;
  /** Attribute `open`. */
  @property({ type: Boolean, reflect: true, attribute: "open" }) isOpen = false;

  @state() private session_!: SessionState;
  @state() private asksBot = false;
  @state() private confirmsEnd = false;
  @state() private hasNews = false;
  @state() private tooLongBy = 0;

  @query("textarea") private textarea!: HTMLTextAreaElement | null;
  @query(".log") private log!: HTMLElement | null;
  @query(".launcher") private launcher!: HTMLElement | null;
  @query(".status") private status!: HTMLElement | null;

  readonly #session: Session;
  /** A page that changes its language without loading takes the widget along. */
  readonly #language = new MutationObserver(() => this.requestUpdate());
  #draft = "";
  #field: HTMLTextAreaElement | null = null;
  /** The customer reads the newest; new entries pull the log along. */
  #follows = true;
  #hadFocus = false;
  /** Key of the newest thing shown. */
  #newest: string | undefined;
  #page: Page | null = null;

  constructor() {
    super();
    const server = new URL(import.meta.url);
    const socket = new URL("/ws/customer", server);
    socket.protocol = server.protocol === "https:" ? "wss:" : "ws:";
    this.#session = new Session({
      url: socket.href,
      memory: browserMemory(server.origin),
      locale: "en",
      page: () => this.#page ?? pageHere(),
      onState: (now) => this.#sessionIs(now),
    });
    this.session_ = this.#session.state;
  }

  // --- for the host page ---

  /** Opens the panel and puts the cursor where one writes. */
  open(): void {
    this.isOpen = true;
  }

  /** Closes the panel; the conversation goes on. */
  close(): void {
    this.isOpen = false;
  }

  /** Says who the customer is, by a JWT that the host website's server signed. */
  identify(token: string): void {
    this.#session.identify(token);
  }

  /** Says where the customer is, in a page that changes without loading, and which language they read. */
  setContext({ page, locale }: HostContext): void {
    const known = page === undefined ? null : webPage(page.url, page.title ?? "");
    if (known !== null) {
      this.#page = known;
      this.#session.setPage(known);
    }
    if (locale !== undefined) {
      // The page's own switch is the newer wish: what was chosen in the widget before it is over.
      this.#session.chooseLocale(null);
      this.locale = locale;
    }
  }

  // --- life ---

  override connectedCallback(): void {
    super.connectedCallback();
    this.#language.observe(document.documentElement, { attributeFilter: ["lang"] });
    if (this.isOpen || this.#session.hasHistory) this.#session.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#language.disconnect();
    this.#session.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#session.setLocale(
      pickLocale(
        this.#session.chosenLocale,
        this.locale,
        document.documentElement.lang,
        navigator.language,
      ),
    );
    if (changed.has("isOpen") && this.isOpen) this.#session.start();
    if (this.isOpen) this.#session.markRead();
    this.#hadFocus = this.isOpen && this.shadowRoot?.activeElement != null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#keepDraft();
    if (changed.has("isOpen")) this.#openedOrClosed(changed.get("isOpen"));
    // What had the focus was taken away by the drawing (a pressed button that is gone).
    if (this.#hadFocus && this.isOpen && this.shadowRoot?.activeElement == null)
      this.#focusInside();
    if (this.isOpen && this.#follows) this.#showNewest();
  }

  /** @param wasOpen - undefined when the page came with the panel open: then the focus stays the page's. */
  #openedOrClosed(wasOpen: boolean | undefined): void {
    if (this.isOpen) {
      this.#follows = true;
      if (wasOpen === false) this.#focusInside();
      this.#tell("handrail-open");
    } else if (wasOpen) {
      this.launcher?.focus();
      this.#tell("handrail-close");
    }
  }

  /** A field that was drawn anew gets what was written in the one before. */
  #keepDraft(): void {
    if (this.textarea === this.#field) return;
    this.#field = this.textarea;
    if (this.textarea) this.textarea.value = this.#draft;
  }

  protected override render(): TemplateResult {
    const scene = this.#scene();
    if (!this.isOpen) return html`<div class="root" lang=${scene.locale}>${launcher(scene)}</div>`;
    return html`<div class="root" lang=${scene.locale}>
      <section
        class="panel"
        role="dialog"
        aria-label=${scene.label}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        ${header(scene)} ${bar(scene)}
        <div class="middle">
          <div
            class="log"
            role="log"
            aria-live="polite"
            aria-label=${scene.text.conversation}
            tabindex="0"
            @scroll=${() => this.#scrolled()}
          >
            ${log(scene)}
          </div>
          ${
            this.hasNews
              ? html`<button class="news" @click=${() => this.#toEnd()}>${scene.text.newMessages}</button>`
              : nothing
          }
        </div>
        ${connectionNote(scene)} ${composer(scene)}
      </section>
    </div>`;
  }

  #scene(): Scene {
    const now = this.session_;
    const text = catalogues[now.locale];
    return {
      ...now,
      text,
      label: this.label ?? text.title,
      unread: this.#session.unread,
      asksBot: this.asksBot,
      confirmsEnd: this.confirmsEnd,
      tooLongBy: this.tooLongBy,
      act: this.#actions,
    };
  }

  readonly #actions: Actions = {
    open: () => this.open(),
    close: () => this.close(),
    switchLanguage: () => {
      this.#session.chooseLocale(otherLocale(this.session_.locale));
      this.requestUpdate();
    },
    askHuman: () => {
      const stage = this.session_.view?.stage;
      if (stage === "queued" || stage === "assigned") this.status?.focus();
      else this.#session.askHuman();
      this.#toEnd();
    },
    suggest: (words) => this.#say(words),
    choose: (button) => this.#say(button.label, button.id),
    rate: (seq, entry, helpful) => this.#session.rate(seq, entry, helpful),
    retry: (id) => this.#session.retry(id),
    retryNow: () => this.#session.retryNow(),
    backToBot: () => this.#session.cancelHandoff(),
    peopleFirst: (wish) => this.#session.setPeopleFirst(wish),
    address: (bot) => {
      this.asksBot = bot;
      this.textarea?.focus();
    },
    wrote: () => this.#wrote(),
    submit: () => this.#submit(),
    askEnd: (asks) => this.#askEnd(asks),
    end: () => {
      this.confirmsEnd = false;
      this.#session.end();
    },
    startAnew: () => {
      this.#session.startAnew();
      void this.updateComplete.then(() => this.#focusInside());
    },
  };

  #say(words: string, choice?: string): void {
    this.#follows = true;
    const queued = this.session_.view?.stage === "queued";
    this.#session.say(words, {
      ...(choice === undefined ? {} : { choice }),
      askBot: queued && this.asksBot && choice === undefined,
    });
    this.#toEnd();
    this.textarea?.focus();
  }

  #wrote(): void {
    this.#draft = this.textarea?.value ?? "";
    this.tooLongBy = Math.max(0, [...this.#draft.trim()].length - MAX_TEXT);
    if (this.#draft.trim() !== "") this.#session.typing();
  }

  #submit(): void {
    const words = this.textarea?.value.trim() ?? "";
    if (words === "" || this.tooLongBy > 0 || this.textarea === null) return;
    this.textarea.value = this.#draft = "";
    this.#say(words);
  }

  #askEnd(asks: boolean): void {
    this.confirmsEnd = asks;
    void this.updateComplete.then(() => {
      if (asks) this.renderRoot.querySelector<HTMLElement>(".confirm button")?.focus();
      else this.textarea?.focus();
    });
  }

  #key(event: KeyboardEvent): void {
    // While a syllable is composed, Esc belongs to the input method.
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    if (this.confirmsEnd) this.#askEnd(false);
    else this.close();
  }

  #focusInside(): void {
    const place = this.textarea ?? this.renderRoot.querySelector<HTMLElement>(".over button");
    place?.focus();
  }

  #scrolled(): void {
    if (this.log === null) return;
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.#follows = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#follows) this.hasNews = false;
  }

  #toEnd(): void {
    this.#follows = true;
    this.hasNews = false;
    void this.updateComplete.then(() => this.#showNewest());
  }

  /** Down to the end; but a new answer that is longer than the log is read from its beginning. */
  #showNewest(): void {
    const { log } = this;
    if (log === null) return;
    const { view, outgoing } = this.session_;
    if (view === null && outgoing.length === 0) return log.scrollTo({ top: 0 });
    const newest = view?.items.at(-1);
    const speaks = newest?.kind === "bot" || newest?.kind === "agent";
    const isNew = speaks && newest.key !== this.#newest;
    this.#newest = newest?.key;
    const drawn = isNew ? log.querySelector<HTMLElement>(".messages > :last-child") : null;
    log.scrollTo({ top: drawn === null ? log.scrollHeight : drawn.offsetTop - ABOVE_NEWEST });
  }

  #sessionIs(now: SessionState): void {
    const before = this.session_;
    this.session_ = now;
    if (before === undefined || before.view === now.view || now.view === null) return;
    if (before.view?.conversation === now.view.conversation) this.#tellNews(before, now);
    if (before.view?.stage !== now.view.stage) {
      if (now.view.stage !== "queued") this.asksBot = false;
      if (isOver(now.view)) this.confirmsEnd = false;
      this.#tell("handrail-stage", { stage: now.view.stage });
    }
  }

  #tellNews(before: SessionState, now: SessionState): void {
    const item = now.view?.items.at(-1);
    if (item === undefined || item.key === before.view?.items.at(-1)?.key) return;
    if (item.kind !== "bot" && item.kind !== "agent") return;
    if (this.isOpen && !this.#follows) this.hasNews = true;
    this.#tell("handrail-message", { from: item.kind });
  }

  #tell(name: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
