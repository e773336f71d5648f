/** `<handrail-support>`: the widget as the host page sees it. Attributes, methods, events; focus and scrolling. */

import {
  html,
  LitElement,
  nothing,
  unsafeCSS,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { MAX_TEXT, type Page } from "../shared/frames.ts";
import { otherLocale, pickLocale } from "../shared/i18n.ts";
import tokens from "../shared/tokens.css?inline";
import { browserMemory } from "./memory.ts";
import { catalogues } from "./messages/catalogue.ts";
import { pageHere, webPage } from "./page.ts";
import { isOver, Session, type SessionState } from "./session.ts";
import styles from "./styles.css?inline";
import { bar } from "./view/bar.ts";
import { caseSheet, factsOf } from "./view/case.ts";
import { composer } from "./view/composer.ts";
import { connectionNote } from "./view/connection.ts";
import { header } from "./view/header.ts";
import { launcher } from "./view/launcher.ts";
import { faultsOf, leaveForm, type Draft, type Fault } from "./view/leave.ts";
import { log } from "./view/log.ts";
import type { Actions, Scene, Sheet } from "./view/scene.ts";

const NEAR_END = 64;
const ABOVE_NEWEST = 16;
/** Where one writes what is said next. */
const WRITING = ".foot textarea";

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
  // Not by decorators: their code would be a part of what every page loads.
  static override properties = {
    locale: {},
    theme: { reflect: true },
    label: {},
    isOpen: { type: Boolean, reflect: true, attribute: "open" },
    session_: { state: true },
    asksBot: { state: true },
    confirmsEnd: { state: true },
    hasNews: { state: true },
    tooLongBy: { state: true },
    sheet: { state: true },
    channel: { state: true },
    faults: { state: true },
    editing: { state: true },
  };

  /** `en` or `ko`; without it the page's language, then the browser's. */
  locale: string | null = null;
  /** `light` or `dark`; without it whatever the device prefers. */
  theme: string | null = null;
  /** What stands at the top, such as the shop's name. */
  label: string | null = null;
  /** Attribute `open`. */
  isOpen = false;

  private session_!: SessionState;
  private asksBot = false;
  private confirmsEnd = false;
  private hasNews = false;
  private tooLongBy = 0;
  private sheet: Sheet | null = null;
  private channel: Draft["channel"] = "email";
  private faults: readonly Fault[] = [];
  private editing: string | null = null;

  readonly #session: Session;
  /** A page that changes its language without loading takes the widget along. */
  readonly #language = new MutationObserver(() => this.requestUpdate());
  /** What is being written, by the name of its field. */
  readonly #drafts: Record<string, string | undefined> = {};
  /** For which name each field was filled; the one of the contact serves two. */
  readonly #filled = new WeakMap<Element, string>();
  readonly #seen = (): void => this.requestUpdate();
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
    document.addEventListener("visibilitychange", this.#seen);
    if (this.isOpen || this.#session.hasHistory) this.#session.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#language.disconnect();
    document.removeEventListener("visibilitychange", this.#seen);
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
    if (this.isOpen && this.sheet === null && document.visibilityState === "visible")
      this.#session.markRead();
    this.#hadFocus = this.isOpen && this.shadowRoot?.activeElement != null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#keepDrafts();
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
      this.#focusOn(".launcher");
      this.#tell("handrail-close");
    }
  }

  /** A field that was drawn anew gets what was written in the one before, or what is known. */
  #keepDrafts(): void {
    const fields = this.renderRoot.querySelectorAll<HTMLTextAreaElement>("[data-draft]");
    for (const field of fields) {
      const name = field.dataset.draft!;
      const written = this.#drafts[name];
      const known = name === "email" ? (this.session_.file?.email ?? undefined) : undefined;
      if (this.#filled.get(field) === name && (written !== undefined || known === undefined)) continue;
      this.#filled.set(field, name);
      field.value = written ?? known ?? "";
    }
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
        ${header(scene)} ${bar(scene)} ${this.sheet === null ? this.#talk(scene) : this.#over(scene)}
      </section>
    </div>`;
  }

  #over(scene: Scene): TemplateResult {
    return html`${this.sheet === "case" ? caseSheet(scene) : leaveForm(scene)}
    ${connectionNote(scene)}`;
  }

  #talk(scene: Scene): TemplateResult {
    return html`<div class="middle">
          <div
            class="log"
            role="log"
            aria-live="polite"
            aria-label=${scene.text.conversation}
            tabindex="0"
            @scroll=${(event: Event) => this.#scrolled(event.currentTarget as HTMLElement)}
          >
            ${log(scene)}
          </div>
          ${
            this.hasNews
              ? html`<button class="news" @click=${() => this.#toEnd()}>${scene.text.newMessages}</button>`
              : nothing
          }
        </div>
        ${connectionNote(scene)} ${composer(scene)}`;
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
      sheet: this.sheet,
      channel: this.channel,
      faults: this.faults,
      editing: this.editing,
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
      if (stage === "queued" || stage === "assigned") this.#focusOn(".status");
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
      this.#focusOn(WRITING);
    },
    wrote: (event) => this.#wrote(event.currentTarget as HTMLTextAreaElement),
    openSheet: (sheet) => this.#openSheet(sheet),
    closeSheet: () => this.#closeSheet(),
    answerBy: (channel) => {
      this.channel = channel;
      this.faults = [];
    },
    leaveMessage: () => this.#leaveMessage(),
    answerHandBack: (agree) => this.#session.answerHandBack(agree),
    edit: (field) => this.#edit(field),
    correct: (field) => this.#session.correctCase(field, this.#drafts[`case:${field}`]?.trim() ?? ""),
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
    this.#focusOn(WRITING);
  }

  #wrote(field: HTMLTextAreaElement): void {
    const name = field.dataset.draft!;
    this.#drafts[name] = field.value;
    if (name !== "say") return;
    const words = field.value.trim();
    this.tooLongBy = Math.max(0, [...words].length - MAX_TEXT);
    if (words !== "") this.#session.typing();
  }

  #submit(): void {
    const field = this.#find<HTMLTextAreaElement>(WRITING);
    const words = field?.value.trim() ?? "";
    if (field === null || words === "" || this.tooLongBy > 0) return;
    field.value = this.#drafts.say = "";
    this.#say(words);
  }

  #openSheet(sheet: Sheet): void {
    this.sheet = sheet;
    this.editing = null;
    this.faults = [];
    this.#session.watchFile(true);
    const first = sheet === "message" ? "#left-text" : "#sheet-title";
    void this.updateComplete.then(() => this.#focusOn(first));
  }

  #closeSheet(): void {
    this.sheet = null;
    this.#session.watchFile(false);
    this.#toEnd();
    void this.updateComplete.then(() => this.#focusInside());
  }

  #leaveMessage(): void {
    const draft = {
      text: this.#drafts.text ?? "",
      channel: this.channel,
      value: this.#drafts[this.channel] ?? this.session_.file?.email ?? "",
    };
    this.faults = faultsOf(draft);
    if (this.faults.length === 0) {
      const { channel, value } = draft;
      this.#session.leaveMessage(draft.text.trim(), { channel, value: value.trim() });
    } else void this.updateComplete.then(() => this.#focusOn('[aria-invalid="true"]'));
  }

  #edit(field: string | null): void {
    const before = this.editing;
    const fact = this.session_.file && factsOf(this.session_.file).find((one) => one.field === field);
    if (fact) this.#drafts[`case:${fact.field}`] = fact.corrected ?? fact.noted;
    this.editing = field;
    const next = field === null ? `[data-field="${before}"]` : "#correction";
    void this.updateComplete.then(() => this.#focusOn(next));
  }

  #find<E extends HTMLElement>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  #focusOn(selector: string): void {
    this.#find(selector)?.focus();
  }

  #askEnd(asks: boolean): void {
    this.confirmsEnd = asks;
    void this.updateComplete.then(() => {
      if (asks) this.#focusOn(".confirm button");
      else this.#focusOn(WRITING);
    });
  }

  #key(event: KeyboardEvent): void {
    // While a syllable is composed, Esc belongs to the input method.
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    if (this.editing !== null) this.#edit(null);
    else if (this.sheet !== null) this.#closeSheet();
    else if (this.confirmsEnd) this.#askEnd(false);
    else this.close();
  }

  #focusInside(): void {
    this.#focusOn(`${WRITING}, #sheet-title, .over button`);
  }

  #scrolled({ scrollHeight, scrollTop, clientHeight }: HTMLElement): void {
    this.#follows = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#follows) this.hasNews = false;
  }

  #toEnd(): void {
    this.#follows = true;
    this.hasNews = false;
    void this.updateComplete.then(() => this.#showNewest());
  }

  /** Down to the end; but a new answer or a card that is longer than the log is read from its beginning. */
  #showNewest(): void {
    const log = this.#find(".log");
    if (log === null) return;
    const { view, outgoing } = this.session_;
    if (view === null && outgoing.length === 0) return log.scrollTo({ top: 0 });
    const newest = view?.items.at(-1);
    const speaks = newest?.kind === "bot" || newest?.kind === "agent";
    const isNew = speaks && newest.key !== this.#newest;
    this.#newest = newest?.key;
    const drawn = isNew ? log.querySelector<HTMLElement>(".messages > :last-child") : null;
    const card = log.querySelector<HTMLElement>(".card");
    const tall = card && card.offsetHeight + 2 * ABOVE_NEWEST > log.clientHeight ? card : null;
    const top = drawn ?? tall;
    log.scrollTo({ top: top === null ? log.scrollHeight : top.offsetTop - ABOVE_NEWEST });
  }

  #sessionIs(now: SessionState): void {
    const before = this.session_;
    this.session_ = now;
    this.#minds(before, now);
    if (before === undefined || before.view === now.view || now.view === null) return;
    if (before.view?.conversation === now.view.conversation) this.#tellNews(before, now);
    if (before.view?.stage !== now.view.stage) {
      if (now.view.stage !== "queued") this.asksBot = false;
      if (isOver(now.view)) this.confirmsEnd = false;
      this.#tell("handrail-stage", { stage: now.view.stage });
    }
  }

  /** A sheet closes by itself when what it was for is done. */
  #minds(before: SessionState | undefined, { view, asked }: SessionState): void {
    if (this.sheet === "message" && view?.stage !== "queued") {
      // Somebody came in between: what was written for them is not lost.
      if (view?.stage === "assigned") this.#drafts.say ||= this.#drafts.text;
      this.#drafts.text = undefined;
      this.#closeSheet();
    }
    if (view === null && this.sheet !== null) this.#closeSheet();
    const wasCorrecting = before?.asked.correct_case === "sending";
    if (wasCorrecting && asked.correct_case === undefined && this.editing !== null) this.#edit(null);
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
