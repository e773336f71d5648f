import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import {
  ArrowLeft,
  ArrowRightLeft,
  BadgeCheck,
  Bot,
  CircleCheck,
  Coffee,
  LockKeyhole,
  PanelRight,
  Undo2,
  type IconNode,
} from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Desk, Notice, Writing } from "../core/desk.ts";
import { cardOf, isUnderway, isWaiting, queueName, standingOf, type Standing } from "../core/desk-view.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { DeskStore } from "../shell/desk-store.ts";
import type { Composer } from "./composer.ts";
import "./composer.ts";
import type { HandBack } from "./hand-back.ts";
import "./hand-back.ts";
import "./notice.ts";
import type { Target, Transfer } from "./transfer.ts";
import "./transfer.ts";
import "./transcript.ts";
import type { WrapUp } from "./wrap-up.ts";
import "./wrap-up.ts";

/** The middle: one conversation, what was said, and what the agent can do with it. */
@customElement("hr-conversation")
export class Conversation extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hr-space-1) var(--hr-space-3);
        min-height: 3.5rem;
        padding: var(--hr-space-2) var(--hr-space-4);
        border-bottom: 1px solid var(--hr-line);
      }
      .who {
        display: flex;
        flex: 1 1 10rem;
        align-items: center;
        gap: var(--hr-space-2);
        min-width: 0;
      }
      h1 {
        overflow: hidden;
        font-size: var(--hr-text-l);
        font-weight: 650;
        letter-spacing: -0.005em;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .verified {
        display: inline-flex;
        color: var(--hr-accent);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hr-space-2);
      }
      .asked {
        display: flex;
        align-items: center;
        gap: var(--hr-space-2);
        max-width: 54rem;
        margin: 0 auto;
        padding: var(--hr-space-2) var(--hr-space-4) 0;
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .asked .icon {
        color: var(--hr-accent);
      }
      .foot .quiet {
        padding: 0 var(--hr-space-3);
        font-size: var(--hr-text-s);
      }
      .noting {
        padding-top: var(--hr-space-2);
        border-top: 1px solid var(--hr-line);
        background: var(--hr-surface);
        text-align: center;
      }
      .back,
      .case {
        display: none;
      }
      hr-transcript {
        flex: 1;
      }
      hr-notice {
        margin: var(--hr-space-2) var(--hr-space-4) 0;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: var(--hr-space-2) var(--hr-space-4);
        padding: var(--hr-space-4);
        border-top: 1px solid var(--hr-line);
        background: var(--hr-surface);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .foot button {
        min-height: 2.5rem;
        padding: 0 var(--hr-space-5);
        font-size: var(--hr-text-m);
      }
      .quiet-desk {
        display: grid;
        flex: 1;
        align-content: center;
        justify-items: center;
        gap: var(--hr-space-2);
        padding: var(--hr-space-6);
        color: var(--hr-ink-soft);
        text-align: center;
      }
      .quiet-desk .icon {
        width: 2.25rem;
        height: 2.25rem;
        margin-bottom: var(--hr-space-2);
        color: var(--hr-accent);
        stroke-width: 1.25;
      }
      .quiet-desk h1 {
        color: var(--hr-ink);
      }
      .quiet-desk p {
        max-width: 26rem;
      }
      @media (max-width: 74rem) {
        .case {
          display: inline-flex;
        }
      }
      @media (max-width: 45rem) {
        header {
          padding: var(--hr-space-1) var(--hr-space-2);
        }
        .back {
          display: inline-flex;
        }
        .case {
          order: 1;
        }
        .actions {
          order: 2;
          flex-basis: 100%;
          justify-content: space-between;
          gap: 0;
        }
        .actions .icon {
          display: none;
        }
        .actions button {
          padding: 0 0.375rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) store!: DeskStore;
  @property({ type: Boolean }) caseShown = false;

  /** The conversation for which the agent pressed End and has not yet said what came of it. */
  @state() private ending: string | null = null;
  /** The conversations in which a note is written, not a reply. */
  @state() private noting: ReadonlySet<string> = new Set();

  /** Puts the focus where a reply is written, if one can be. */
  async focusComposer(): Promise<void> {
    await this.updateComplete;
    const composer = this.renderRoot.querySelector<Composer>("hr-composer");
    await composer?.updateComplete;
    composer?.focus();
  }

  /** Goes to where a note on this conversation is written. */
  async writeNote(): Promise<void> {
    const { selected } = this.desk;
    if (selected === null) return;
    this.setMode(selected, "note");
    await this.focusComposer();
  }

  /** Asks to whom the conversation goes, if it is the agent's to pass on. */
  askTransfer(): void {
    this.renderRoot.querySelector<Transfer>("hr-transfer")?.show();
  }

  /** Puts the focus back on what had opened the case. */
  focusCaseToggle(): void {
    this.renderRoot.querySelector<HTMLElement>(".case")?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("ending") && this.ending !== null) {
      const panel = this.renderRoot.querySelector<WrapUp>("hr-wrap-up");
      void panel?.updateComplete.then(() => panel.focus());
    }
  }

  override render(): TemplateResult {
    const { desk, words } = this;
    const id = desk.selected;
    const log = id === null ? undefined : desk.logs[id];
    if (id === null || log === undefined) return this.nothingChosen();
    const standing = standingOf(desk, id);
    const customer = log.view.customer.name ?? cardOf(desk, id)?.customer_name ?? words.visitor;
    return html`
      ${this.head(id, customer, standing)}
      ${desk.notices
        .filter((notice) => isHere(notice, id) && !IN_A_DIALOG.has(notice.about))
        .map(
          (notice) =>
            html`<hr-notice
              .words=${words}
              .notice=${notice}
              .dismiss=${this.store.dismiss.bind(this.store)}
            ></hr-notice>`,
        )}
      ${keyed(
        id,
        html`<hr-transcript
          .words=${words}
          .locale=${this.locale}
          .log=${log}
          .pending=${desk.pending.filter(({ frame }) => (frame.type === "reply" || frame.type === "note") && frame.conversation === id)}
          .me=${desk.me?.id ?? null}
          .customer=${customer}
          .typing=${desk.typing[id] ?? false}
          .seen=${desk.seen[id] ?? 0}
          .queue=${(queue: string) => queueName(desk, queue, this.locale)}
          .store=${this.store}
        ></hr-transcript>`,
      )}
      ${standing === null ? nothing : this.foot(id, customer, standing)}
    `;
  }

  private nothingChosen(): TemplateResult {
    const { words, desk } = this;
    const quiet = desk.ready && desk.queue.length + desk.mine.length === 0;
    return html`<div class="quiet-desk">
      ${icon(Coffee)}
      <h1>${quiet ? words.nothingWaitingTitle : words.chooseConversation}</h1>
      <p>${quiet ? words.nothingWaitingHint : words.chooseConversationHint}</p>
    </div>`;
  }

  private head(id: string, customer: string, standing: Standing | null): TemplateResult {
    const { words, store, desk } = this;
    const view = desk.logs[id]?.view;
    const verified = view?.customer.verified || (cardOf(desk, id)?.customer_verified ?? false);
    const acts = standing?.mine === true && standing.stage === "assigned";
    return html`<header>
      <div class="who">
        <button
          class="quiet square back"
          aria-label=${words.backToList}
          @click=${() => store.select(null)}
        >
          ${icon(ArrowLeft)}
        </button>
        <h1>${customer}</h1>
        ${
          verified
            ? html`<span class="verified" title=${words.verified}
                >${icon(BadgeCheck)}<span class="spoken">${words.verified}</span></span
              >`
            : nothing
        }
        ${
          standing
            ? html`<span
                class="mark ${isWaiting(standing.stage) ? "person" : standing.mine ? "accent" : ""}"
              >
                ${standing.mine && standing.stage === "assigned" ? words.withYou : words.stages[standing.stage]}
              </span>`
            : nothing
        }
      </div>
      ${
        acts
          ? html`<div class="actions">
                ${this.action(ArrowRightLeft, words.transfer, words.transferTitle, () => this.askTransfer(), {
                  busy: isUnderway(desk, "transfer", id),
                })}
                ${this.action(Bot, words.handBack, words.handBackTitle, () => this.askHandBack(), {
                  busy: isUnderway(desk, "hand_back", id) || view?.recap != null,
                })}
                ${this.action(Undo2, words.release, words.releaseHint, () => store.release(id), {
                  busy: isUnderway(desk, "release", id),
                })}
                <button
                  title=${words.end}
                  aria-expanded=${this.ending === id}
                  @click=${() => (this.ending = this.ending === id ? null : id)}
                >
                  ${icon(CircleCheck)}${words.end}
                </button>
              </div>
              <hr-transfer
                .words=${words}
                .locale=${this.locale}
                .desk=${desk}
                .failed=${failedOf(desk, id, "transfer")}
                .send=${(to: Target, note: string) => store.transfer(id, to, note)}
                .busy=${live(isUnderway(desk, "transfer", id))}
              ></hr-transfer>
              <hr-hand-back
                .words=${words}
                .failed=${failedOf(desk, id, "hand_back")}
                .send=${(recap: string) => store.handBack(id, recap)}
                .busy=${live(isUnderway(desk, "hand_back", id))}
              ></hr-hand-back>`
          : nothing
      }
      <button
        class="quiet square case"
        aria-label=${words.showCase}
        title=${words.showCase}
        aria-expanded=${this.caseShown}
        @click=${() => this.dispatchEvent(new CustomEvent("toggle-case", { bubbles: true, composed: true }))}
      >
        ${icon(PanelRight)}
      </button>
    </header>`;
  }

  private action(
    node: IconNode,
    text: string,
    hint: string,
    act: () => void,
    { busy }: { busy: boolean },
  ): TemplateResult {
    return html`<button class="quiet" title=${hint} ?disabled=${busy} @click=${act}>
      ${icon(node)}${text}
    </button>`;
  }

  private askHandBack(): void {
    this.renderRoot.querySelector<HandBack>("hr-hand-back")?.show();
  }

  private setMode(id: string, mode: Writing): void {
    const others = [...this.noting].filter((one) => one !== id);
    this.noting = new Set(mode === "note" ? [...others, id] : others);
  }

  private composer(id: string, customer: string, mode: Writing, canReply: boolean): TemplateResult {
    const { words, store, desk } = this;
    const drafts = mode === "note" ? desk.notes : desk.drafts;
    return html`${keyed(
      `${id}:${mode}`,
      html`<hr-composer
        .words=${words}
        .customer=${customer}
        .mode=${mode}
        .setMode=${canReply ? (next: Writing) => this.changeMode(id, next) : null}
        .draft=${drafts[id] ?? ""}
        .write=${(text: string) => store.write(mode, id, text)}
        .send=${(text: string) => (mode === "note" ? store.note(id, text) : store.reply(id, text))}
      ></hr-composer>`,
    )}`;
  }

  private changeMode(id: string, mode: Writing): void {
    this.setMode(id, mode);
    void this.focusComposer();
  }

  /** Below the transcript: where the agent writes, what came of it, or why nothing can be written here. */
  private foot(id: string, customer: string, standing: Standing): TemplateResult {
    const { words, store, desk } = this;
    if (standing.mine && standing.stage === "wrap_up") {
      return html`<hr-wrap-up
        .words=${words}
        .choose=${(disposition: Parameters<DeskStore["wrapUp"]>[1]) => store.wrapUp(id, disposition)}
        ?busy=${isUnderway(desk, "wrap_up", id)}
      ></hr-wrap-up>`;
    }
    if (standing.mine && standing.stage === "assigned") {
      if (this.ending === id) {
        return html`<hr-wrap-up
          ending
          .words=${words}
          .choose=${(disposition: Parameters<DeskStore["end"]>[1]) => store.end(id, disposition)}
          .cancel=${() => {
            this.ending = null;
            void this.focusComposer();
          }}
          ?busy=${isUnderway(desk, "end", id)}
        ></hr-wrap-up>`;
      }
      const recap = desk.logs[id]?.view.recap;
      return html`
        ${recap == null ? nothing : html`<p class="asked" role="status">${icon(Bot)}${words.consentAsked}</p>`}
        ${this.composer(id, customer, this.noting.has(id) ? "note" : "reply", true)}
      `;
    }
    if (this.noting.has(id)) {
      return html`<div class="noting">
        ${this.composer(id, customer, "note", false)}
        <button class="quiet" @click=${() => this.setMode(id, "reply")}>${words.stopNoting}</button>
      </div>`;
    }
    const note = html`<button class="quiet" @click=${() => void this.writeNote()}>
      ${icon(LockKeyhole)}${words.addNote}
    </button>`;
    if (isWaiting(standing.stage)) {
      const busy = isUnderway(desk, "accept", id);
      return html`<div class="foot">
        <span>${standing.stage === "ticket" ? words.readOnlyTicket : words.readOnlyQueued}</span>
        <button class="primary" ?disabled=${busy} @click=${() => store.accept(id)}>
          ${busy ? words.accepting : words.accept}
        </button>
        ${note}
      </div>`;
    }
    return html`<div class="foot">${readOnly(words, standing)}${note}</div>`;
  }
}

/** What was refused of these is told in their dialog. */
const IN_A_DIALOG: ReadonlySet<Notice["about"]> = new Set(["transfer", "hand_back"] as const);

function isHere({ place, conversation }: Notice, id: string): boolean {
  return place === "conversation" && conversation === id;
}

function failedOf(desk: Desk, id: string, about: Notice["about"]): Notice | null {
  return desk.notices.find((notice) => isHere(notice, id) && notice.about === about) ?? null;
}

/** Why nothing can be written into a conversation. */
function readOnly(words: Catalogue, { stage, agentName }: Standing): string {
  if (stage === "bot") return words.readOnlyBot;
  if (stage === "closed") return words.readOnlyClosed;
  return agentName === null ? words.readOnlyOtherUnknown : words.readOnlyOther(agentName);
}
