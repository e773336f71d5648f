import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { ArrowLeft, BadgeCheck, Bot, CircleCheck, Coffee, PanelRight, Undo2 } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import type { Desk } from "../core/desk.ts";
import { cardOf, isUnderway, standingOf, type Standing } from "../core/desk-view.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { DeskStore } from "../shell/desk-store.ts";
import type { Composer } from "./composer.ts";
import "./composer.ts";
import "./notice.ts";
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
        gap: var(--hr-space-2);
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
        .actions {
          gap: var(--hr-space-1);
        }
        .actions .icon {
          display: none;
        }
        .actions button {
          padding: 0 var(--hr-space-2);
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

  /** Puts the focus where a reply is written, if one can be. */
  async focusComposer(): Promise<void> {
    await this.updateComplete;
    const composer = this.renderRoot.querySelector<Composer>("hr-composer");
    await composer?.updateComplete;
    composer?.focus();
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
        .filter((notice) => notice.place === "conversation" && notice.conversation === id)
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
          .pending=${desk.pending.filter(({ frame }) => frame.type === "reply" && frame.conversation === id)}
          .me=${desk.me?.id ?? null}
          .customer=${customer}
          .typing=${desk.typing[id] ?? false}
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
                class="mark ${standing.stage === "queued" ? "person" : standing.mine ? "accent" : ""}"
              >
                ${standing.mine && standing.stage === "assigned" ? words.withYou : words.stages[standing.stage]}
              </span>`
            : nothing
        }
      </div>
      ${
        acts
          ? html`<div class="actions">
              <button
                class="quiet"
                title=${words.handBack}
                ?disabled=${isUnderway(desk, "hand_back", id)}
                @click=${() => store.handBack(id)}
              >
                ${icon(Bot)}${words.handBack}
              </button>
              <button
                class="quiet"
                title=${words.releaseHint}
                ?disabled=${isUnderway(desk, "release", id)}
                @click=${() => store.release(id)}
              >
                ${icon(Undo2)}${words.release}
              </button>
              <button
                title=${words.end}
                aria-expanded=${this.ending === id}
                @click=${() => (this.ending = this.ending === id ? null : id)}
              >
                ${icon(CircleCheck)}${words.end}
              </button>
            </div>`
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
      return html`${keyed(
        id,
        html`<hr-composer
          .words=${words}
          .customer=${customer}
          .draft=${desk.drafts[id] ?? ""}
          .write=${(text: string) => store.write(id, text)}
          .send=${(text: string) => store.reply(id, text)}
        ></hr-composer>`,
      )}`;
    }
    if (standing.stage === "queued") {
      const busy = isUnderway(desk, "accept", id);
      return html`<div class="foot">
        <span>${words.readOnlyQueued}</span>
        <button class="primary" ?disabled=${busy} @click=${() => store.accept(id)}>
          ${busy ? words.accepting : words.accept}
        </button>
      </div>`;
    }
    return html`<div class="foot">${readOnly(words, standing)}</div>`;
  }
}

/** Why nothing can be written into a conversation. */
function readOnly(words: Catalogue, { stage, agentName }: Standing): string {
  if (stage === "bot") return words.readOnlyBot;
  if (stage === "closed") return words.readOnlyClosed;
  return agentName === null ? words.readOnlyOtherUnknown : words.readOnlyOther(agentName);
}
