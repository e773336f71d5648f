import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Bot, Pencil, UserRound } from "lucide";
import { icon } from "../../shared/icon.ts";
import { OWN_NAMES, type Locale } from "../../shared/i18n.ts";
import { base } from "../../agent-console/styles/base.ts";
import { prose } from "../../agent-console/styles/prose.ts";
import { questionOf, type Row } from "../core/entries.ts";
import { otherLocale } from "../core/locales.ts";
import type { DraftEntry } from "../core/yaml-entries.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";
import { bubbles } from "../styles/bubbles.ts";
import { answer } from "./answer.ts";

/**
 * How customers will see the entry that is being edited, in each language.
 *
 * @fires write - `detail: locale`; the editor wants to change the answer in it
 */
@customElement("hr-preview")
export class Preview extends LitElement {
  static override styles = [
    base,
    prose,
    bubbles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--hr-space-5);
        padding: var(--hr-space-4);
        overflow-y: auto;
      }
      section {
        display: grid;
        gap: var(--hr-space-2);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      .head button {
        min-height: 1.75rem;
      }
      h3 {
        margin: 0;
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      .none {
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) entry: DraftEntry | null = null;
  @property({ attribute: false }) rows: readonly Row[] = [];

  override render(): TemplateResult {
    const { words, entry } = this;
    if (entry === null) return html`<p class="none">${words.nothingToPreview}</p>`;
    const order = [this.locale, otherLocale(this.locale)];
    return html`${order.map(
      (locale) =>
        html`<section>
          <div class="head">
            <h3 lang=${locale}>${OWN_NAMES[locale]}</h3>
            <button
              class="quiet"
              aria-label=${words.writeAnswer[locale]}
              @click=${() => this.dispatchEvent(new CustomEvent("write", { detail: locale }))}
            >
              ${icon(Pencil)}${words.write}
            </button>
          </div>
          ${this.seen(entry, locale)}
        </section>`,
    )}`;
  }

  private seen(entry: DraftEntry, locale: Locale): TemplateResult {
    const { words } = this;
    const told = entry.answer[locale];
    if (told === undefined) {
      const other = otherLocale(locale);
      return html`<p class="none">
        ${entry.answer[other] === undefined ? words.noAnswerYet : words.getsTheOther[locale]}
      </p>`;
    }
    const question = entry.question[locale];
    return html`<div class="talk" lang=${locale}>
      ${
        question
          ? html`<p class="who own">${icon(UserRound)}${words.customer}</p>
              <div class="bubble own">${question}</div>`
          : nothing
      }
      <p class="who">${icon(Bot)}${words.bot}</p>
      ${answer(messagesOf(locale), {
        answer: told,
        links: entry.links.map((link) => ({
          url: link.url,
          label: link.label[locale] ?? link.label[otherLocale(locale)] ?? link.url,
        })),
        follow_ups: entry.followUps.map((id) => ({
          id,
          question: questionOf(
            this.rows.find((row) => row.id === id) ?? { id, question: {} },
            locale,
          ),
        })),
        suggest_person: entry.suggestPerson,
      })}
    </div>`;
  }
}
