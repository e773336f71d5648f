import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { CircleAlert, CloudOff, HardDrive } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import type { Catalogue } from "../messages/messages.ts";
import type { State } from "../shell/editor-store.ts";
import "./problems.ts";

/** The line at the foot: what is live, what is kept in this browser, what is broken on disk. */
@customElement("hr-status")
export class StatusLine extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        border-top: 1px solid var(--hr-line);
        background: var(--hr-surface);
        font-size: var(--hr-text-s);
      }
      .line,
      .broken {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.125rem var(--hr-space-3);
        min-height: 2.25rem;
        padding: var(--hr-space-1) var(--hr-space-4);
      }
      .line > span {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
      }
      .dot {
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--hr-good);
      }
      .soft {
        color: var(--hr-ink-soft);
      }
      .space {
        flex: 1;
      }
      .warn {
        color: var(--hr-warn);
        font-weight: 600;
      }
      .broken {
        background: var(--hr-danger-soft);
        color: var(--hr-danger);
      }
      .broken p {
        flex: 1;
      }
      .broken button {
        min-height: 1.75rem;
        border-color: currentColor;
        background: none;
        color: inherit;
      }
      hr-problems {
        max-height: 12rem;
        overflow-y: auto;
      }
      .icon {
        width: 1rem;
        height: 1rem;
      }
      @media (max-width: 45rem) {
        .learning,
        .version {
          display: none !important;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) state!: State;

  @state() private opened = false;

  override render(): TemplateResult {
    const { words, state, locale } = this;
    const { content } = state;
    const errors = content?.errors ?? [];
    const count = Object.keys(state.drafts).length;
    return html`
      ${
        errors.length > 0
          ? html`<div class="broken" role="status">
                ${icon(CircleAlert)}
                <p>${words.brokenOnDisk(errors.length)}</p>
                <button aria-expanded=${this.opened} @click=${() => (this.opened = !this.opened)}>
                  ${this.opened ? words.hideErrors : words.showErrors}
                </button>
              </div>
              ${
                this.opened
                  ? html`<hr-problems .words=${words} .problems=${errors}></hr-problems>`
                  : nothing
              }`
          : nothing
      }
      <div class="line">
        ${
          state.away
            ? html`<span class="warn" role="alert">${icon(CloudOff)}${words.faqAwayKept}</span>`
            : content
              ? html`<span
                    ><span class="dot" aria-hidden="true"></span>${
                      content.published_at === null
                        ? words.live
                        : words.liveSince(dayAndTime(locale, content.published_at))
                    }</span
                  >
                  <span class="soft">${words.entryCount(content.entries.length)}</span>
                  <span class="soft version" title=${content.serving || content.version}
                    >${words.version} ${(content.serving || content.version).slice(0, 8)}</span
                  >
                  ${
                    content.fitted
                      ? nothing
                      : html`<span class="soft learning">${words.stillLearning}</span>`
                  }`
              : html`<span class="soft">${words.loading}</span>`
        }
        <span class="space"></span>
        ${
          !state.kept
            ? html`<span class="warn" role="alert">${icon(CircleAlert)}${words.notKept}</span>`
            : count > 0
              ? html`<span>${icon(HardDrive)}${words.keptHere(count)}</span>`
              : html`<span class="soft">${words.nothingUnpublished}</span>`
        }
      </div>
    `;
  }
}
