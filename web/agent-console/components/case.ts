import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { BadgeCheck, Check, Copy, ExternalLink, X } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import type { CaseFile } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import type { Desk } from "../core/desk.ts";
import { caseOf, contactLink, factsOf, type Case, type Fact } from "../core/case.ts";
import { stopwatch } from "../core/elapsed.ts";
import { pageLink } from "../core/page-link.ts";
import { causeText, fieldText, slotText, type Catalogue } from "../messages/messages.ts";
import "./earlier.ts";
import "./elapsed.ts";

/** For so long a copy is told. Milliseconds. */
const COPIED = 1500;

/** The right side: who the customer is, where they are, why and how long they wait. */
@customElement("hr-case")
export class CasePanel extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow-y: auto;
        background: var(--hr-surface);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 3.5rem;
        padding: 0 var(--hr-space-3) 0 var(--hr-space-4);
      }
      h2 {
        font-size: var(--hr-text-m);
        font-weight: 650;
      }
      .close {
        display: none;
      }
      .person {
        display: grid;
        gap: 0.125rem;
        padding: 0 var(--hr-space-4) var(--hr-space-4);
        border-bottom: 1px solid var(--hr-line);
      }
      .name {
        font-size: var(--hr-text-l);
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      .email {
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        overflow-wrap: anywhere;
      }
      .sure {
        display: inline-flex;
        align-items: center;
        gap: 0.3rem;
        margin-top: var(--hr-space-1);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .sure.yes {
        color: var(--hr-accent);
        font-weight: 600;
      }
      dl {
        display: grid;
        gap: var(--hr-space-3);
        padding: var(--hr-space-4);
      }
      dt {
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
        font-weight: 500;
      }
      dd {
        font-size: var(--hr-text-s);
        overflow-wrap: anywhere;
      }
      dd a {
        color: var(--hr-accent-strong);
        text-underline-offset: 0.15em;
      }
      dd a .icon {
        width: 0.8125rem;
        height: 0.8125rem;
        margin-inline-start: 0.25rem;
        vertical-align: -0.1em;
      }
      .url {
        display: block;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .clock {
        color: var(--hr-person);
        font-weight: 650;
        font-variant-numeric: tabular-nums;
      }
      .soft {
        color: var(--hr-ink-soft);
      }
      .left {
        display: grid;
        gap: var(--hr-space-2);
        margin: var(--hr-space-4) var(--hr-space-4) 0;
        padding: var(--hr-space-3);
        border: 1px solid color-mix(in srgb, var(--hr-person) 35%, transparent);
        border-radius: var(--hr-radius-s);
        background: var(--hr-person-soft);
        font-size: var(--hr-text-s);
        overflow-wrap: anywhere;
      }
      .left h3,
      .tried h3 {
        margin: 0;
        font-size: var(--hr-text-s);
        font-weight: 650;
      }
      .left p {
        white-space: pre-wrap;
      }
      .left a {
        padding-block: 0.1875rem;
        color: var(--hr-person-strong);
        font-weight: 600;
        text-underline-offset: 0.15em;
      }
      .tried {
        display: grid;
        gap: var(--hr-space-2);
        padding: 0 var(--hr-space-4) var(--hr-space-4);
      }
      .tried li {
        padding: var(--hr-space-1) 0;
        font-size: var(--hr-text-s);
        overflow-wrap: anywhere;
      }
      .tried .soft {
        display: block;
        font-size: 0.75rem;
      }
      .noted {
        display: block;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .id {
        display: flex;
        align-items: center;
        gap: var(--hr-space-1);
      }
      .id code {
        font-size: 0.75rem;
      }
      .id button {
        flex: none;
        width: 1.75rem;
        min-height: 1.75rem;
        padding: 0;
      }
      .id .icon {
        width: 0.9375rem;
        height: 0.9375rem;
      }
      hr-earlier[open] {
        height: 100%;
      }
      @media (max-width: 74rem) {
        .close {
          display: inline-flex;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) close!: () => void;

  @state() private copied = false;
  /** An earlier conversation takes the panel while it is read. */
  @state() private reading = false;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".close")?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { words, desk } = this;
    const file = desk.selected === null ? null : caseOf(desk, desk.selected);
    if (file === null) return nothing;
    return html`
      ${this.reading ? nothing : this.file(file)}
      <hr-earlier
        .words=${words}
        .locale=${this.locale}
        .conversation=${file.conversation}
        .customer=${file.name ?? words.visitor}
        .me=${desk.me?.id ?? null}
        @reading=${(event: CustomEvent<boolean>) => (this.reading = event.detail)}
      ></hr-earlier>
    `;
  }

  private file(file: Case): TemplateResult {
    const { words } = this;
    return html`
      <header>
        <h2>${words.caseFile}</h2>
        <button class="quiet square close" aria-label=${words.hideCase} @click=${this.close}>
          ${icon(X)}
        </button>
      </header>
      <div class="person">
        <span class="name">${file.name ?? words.visitor}</span>
        ${file.email ? html`<span class="email">${file.email}</span>` : nothing}
        <span class="sure ${file.verified ? "yes" : ""}">
          ${file.verified ? html`${icon(BadgeCheck)}${words.verified}` : words.notVerified}
        </span>
      </div>
      ${file.file?.message ? this.left(file.file.message) : nothing}
      <dl>
        ${this.facts(file)}
        <div>
          <dt>${words.conversationId}</dt>
          <dd class="id">
            <code>${file.conversation}</code>
            ${this.copyButton(file.conversation)}
          </dd>
        </div>
      </dl>
      ${file.file ? this.tried(file.file) : nothing}
    `;
  }

  private left({ text, contact, promised_at }: NonNullable<CaseFile["message"]>): TemplateResult {
    const { words, locale } = this;
    return html`<section class="left">
      <h3>${words.leftMessageTitle}</h3>
      <p>${text}</p>
      <div>
        ${words.answerAt} <a href=${contactLink(contact)}>${contact.value}</a>
        <span class="noted">${words.answerBy} ${dayAndTime(locale, promised_at)}</span>
      </div>
    </section>`;
  }

  private tried({ tried, locale }: CaseFile): TemplateResult | typeof nothing {
    const { words } = this;
    if (tried.length === 0) return nothing;
    return html`<section class="tried">
      <h3>${words.whatBotTried}</h3>
      <ul>
        ${tried.map(
          (one) =>
            html`<li>
              <span lang=${locale}>${one.words ?? words.pressedButton}</span>
              <span class="soft">${[words.outcomes[one.outcome], ...one.entries].join(" · ")}</span>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  /** What the customer says instead stands first; what was noted stays beside it. */
  private fact({ noted, corrected }: Fact): TemplateResult | string {
    const { words } = this;
    if (corrected === null) return noted;
    return html`${corrected || "–"}
      <span class="noted">
        ${words.byCustomer}${noted === "" ? nothing : html` · ${words.noted(noted)}`}
      </span>`;
  }

  private facts(file: Case): TemplateResult[] {
    const { words, locale } = this;
    const { cause, form, language, page, wait, startedAt, agentName } = file;
    const gathered = file.file;
    // The gateway's case file knows the form too, and what of it was corrected.
    const slots = gathered ? [] : Object.entries(form?.slots ?? {});
    return [
      [words.cause, cause && causeText(words, cause)] as const,
      ...slots.map(([slot, value]) => [slotText(words, slot), value] as const),
      ...(gathered ? factsOf(gathered) : []).map(
        (one) => [fieldText(words, one.field), this.fact(one)] as const,
      ),
      [words.mood, gathered?.mood === "upset" && words.moods.upset] as const,
      [words.language, language && (language === "ko" ? words.korean : words.english)] as const,
      [words.page, page && this.page(page)] as const,
      [
        words.waitingSince,
        wait?.is === "waiting" &&
          html`<hr-elapsed class="clock" .since=${wait.since}></hr-elapsed>
            <span class="soft">· ${dayAndTime(locale, wait.since)}</span>`,
      ] as const,
      [words.waited, wait?.is === "over" && stopwatch(wait.since, wait.until)] as const,
      [words.handledBy, agentName] as const,
      [words.startedAt, startedAt !== null && dayAndTime(locale, startedAt)] as const,
    ].flatMap(([label, value]) =>
      value
        ? [
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
          ]
        : [],
    );
  }

  private page({ url, title }: { url: string; title: string }): TemplateResult | string {
    const address = pageLink(url);
    if (address === null) return title || url;
    return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow"
        >${title || address}${icon(ExternalLink)}<span class="spoken">
          (${this.words.opensNewTab})</span
        ></a
      >${title ? html`<span class="url">${address.replace(/^https?:\/\//, "")}</span>` : nothing}`;
  }

  private copyButton(text: string): TemplateResult | typeof nothing {
    // The clipboard exists on https and on this machine only.
    if (!("clipboard" in navigator)) return nothing;
    const label = this.copied ? this.words.copied : this.words.copy;
    return html`<button
      class="quiet"
      aria-label=${label}
      title=${label}
      @click=${() => this.copy(text)}
    >
      ${icon(this.copied ? Check : Copy)}
    </button>`;
  }

  private async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.copied = true;
    setTimeout(() => (this.copied = false), COPIED);
  }
}
