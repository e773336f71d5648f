import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Pencil } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { icon } from "../../shared/icon.ts";
import { OWN_NAMES, otherLocale, type Locale } from "../../shared/i18n.ts";
import { questionOf, type Row } from "../core/entries.ts";
import type { DraftEntry } from "../core/yaml-entries.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";
import { talking } from "../styles/talking.ts";
import { answer, talk } from "./talk.ts";

/**
 * How customers will see the entry that is being edited, in each language.
 *
 * @fires write - `detail: locale`; the editor wants to change the answer in it
 */
@customElement("hr-preview")
export class Preview extends LitElement {
  static override styles = [
    base,
    talking,
    css`
      :host {
        gap: var(--hr-space-5);
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
              @click=${() => this.write(locale)}
            >
              ${icon(Pencil)}${words.write}
            </button>
          </div>
          ${this.seen(entry, locale)}
        </section>`,
    )}`;
  }

  private write(locale: Locale): void {
    this.dispatchEvent(new CustomEvent("write", { detail: locale, bubbles: true, composed: true }));
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
    return talk(
      words,
      locale,
      entry.question[locale],
      answer(messagesOf(locale), {
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
      }),
    );
  }
}
