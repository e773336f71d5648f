import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { base } from "../../shared/desk/styles/base.ts";
import { LOCALES, OWN_NAMES, percent, type Locale } from "../../shared/i18n.ts";
import type { Problem, Tried } from "../core/contract.ts";
import { withShortNames } from "../core/problems.ts";
import { messagesOf, type Catalogue } from "../messages/messages.ts";
import type { EditorStore } from "../shell/editor-store.ts";
import { talking } from "../styles/talking.ts";
import { bar } from "./bar.ts";
import { entryLink, entryLinkStyle } from "./entry-link.ts";
import "./problems.ts";
import { answer, choices, talk } from "./talk.ts";

type Outcome =
  | { readonly is: "nothing" }
  | { readonly is: "asking" }
  | { readonly is: "away" }
  | { readonly is: "broken"; readonly errors: readonly Problem[]; readonly why: string }
  | { readonly is: "tried"; readonly text: string; readonly locale: Locale; readonly tried: Tried };

/**
 * A question asked of the draft: what the customer would see, what came next, and how sure the bot is.
 *
 * @fires open-entry - `detail: {id}`
 */
@customElement("hr-try")
export class TryOut extends LitElement {
  static override styles = [
    base,
    talking,
    entryLinkStyle,
    css`
      :host {
        gap: var(--hr-space-4);
      }
      form {
        display: grid;
        gap: var(--hr-space-2);
      }
      .ask {
        display: flex;
        gap: var(--hr-space-2);
      }
      input[type="text"] {
        flex: 1;
        min-width: 0;
        min-height: 2.5rem;
        padding: 0 var(--hr-space-3);
        border: 1px solid var(--hr-line-strong);
        border-radius: var(--hr-radius-s);
        background: var(--hr-surface);
      }
      .ask button {
        min-height: 2.5rem;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hr-space-1) var(--hr-space-4);
        margin: 0;
        padding: 0;
        border: 0;
        font-size: var(--hr-text-s);
      }
      fieldset label {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
        min-height: 1.5rem;
      }
      fieldset input {
        width: 1rem;
        height: 1rem;
        margin: 0;
        accent-color: var(--hr-accent);
      }
      .result {
        display: grid;
        gap: var(--hr-space-3);
      }
      h3 {
        margin: 0;
        font-size: var(--hr-text-s);
        font-weight: 600;
      }
      .soft {
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .found {
        display: grid;
        gap: var(--hr-space-2);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .found li {
        display: grid;
        gap: 0.125rem;
      }
      .found .name {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--hr-space-2);
        font-size: var(--hr-text-s);
      }
      .found .sure {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) locale!: Locale;
  @property({ attribute: false }) store!: EditorStore;

  @state() private outcome: Outcome = { is: "nothing" };
  @state() private asked: Locale | null = null;

  @query("#question") private question!: HTMLInputElement;

  override focus(): void {
    this.question.focus();
  }

  override render(): TemplateResult {
    const { words } = this;
    const language = this.asked ?? this.locale;
    return html`
      <form @submit=${this.submit}>
        <label class="soft" for="question">${words.tryLead}</label>
        <div class="ask">
          <input
            id="question"
            type="text"
            maxlength="4000"
            autocomplete="off"
            placeholder=${words.tryPlaceholder}
            @input=${this.guess}
          />
          <button class="primary" type="submit">${words.tryIt}</button>
        </div>
        <fieldset>
          <legend class="spoken">${words.customersLanguage}</legend>
          ${LOCALES.map(
            (locale) =>
              html`<label lang=${locale}>
                <input
                  type="radio"
                  name="language"
                  value=${locale}
                  .checked=${language === locale}
                  @change=${() => (this.asked = locale)}
                />${OWN_NAMES[locale]}
              </label>`,
          )}
        </fieldset>
      </form>
      <div class="result" role="status">${this.shown()}</div>
    `;
  }

  private shown(): TemplateResult | typeof nothing {
    const { words, outcome } = this;
    switch (outcome.is) {
      case "nothing":
        return nothing;
      case "asking":
        return html`<p class="soft">${words.asking}</p>`;
      case "away":
        return html`<p class="soft">${words.faqAway}</p>`;
      case "broken":
        return html`<p class="soft">${outcome.why || words.tryBroken}</p>
          <hr-problems .words=${words} .problems=${outcome.errors}></hr-problems>`;
      case "tried":
        return this.tried(outcome);
    }
  }

  private tried({ text, locale, tried }: Extract<Outcome, { is: "tried" }>): TemplateResult {
    const { words } = this;
    const marks = tried.thresholds ? [tried.thresholds.ask, tried.thresholds.answer] : [];
    return html`
      ${talk(words, locale, text, this.said(messagesOf(locale), tried))}
      <p class="soft outcome">
        ${words.outcomes[tried.outcome]}
        ${
          tried.thresholds
            ? words.thresholds(
                percent(this.locale, tried.thresholds.answer),
                percent(this.locale, tried.thresholds.ask),
              )
            : nothing
        }
      </p>
      <h3>${words.alsoFound}</h3>
      <ol class="found">
        ${tried.candidates.map(
          ({ id, question, confidence }, place) =>
            html`<li>
              <span class="name">
                ${entryLink(id, question, locale)}
                <span class="sure">${percent(this.locale, confidence)}</span>
              </span>
              ${bar([{ share: confidence, tone: place === 0 ? "accent" : "plain" }], marks)}
            </li>`,
        )}
      </ol>
    `;
  }

  /** What the bot says, in the customer's language. */
  private said(theirs: Catalogue, tried: Tried): TemplateResult {
    return html`${tried.outcome === "answer" && tried.entry ? answer(theirs, tried.entry) : nothing}
    ${tried.more?.map(({ entry }) => answer(theirs, entry))}
    ${
      tried.outcome === "ask"
        ? html`<div class="bubble">${theirs.asksBack}</div>
            ${choices(
              theirs,
              [...tried.choices.map(({ question }) => question), theirs.noneOfThese],
              true,
            )}`
        : nothing
    }
    ${
      tried.outcome === "abstain"
        ? html`<div class="bubble">${theirs.declines}</div>
            ${choices(theirs, [], true)}`
        : nothing
    }`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = this.question.value.trim();
    if (text === "") return;
    const locale = this.asked ?? this.locale;
    this.outcome = { is: "asking" };
    const result = await this.store.try(text, locale);
    if (result.is === "ok") this.outcome = { is: "tried", text, locale, tried: result.value };
    else if (result.is === "refused") {
      const { errors = [] } = result.body as { readonly errors?: readonly Problem[] };
      const known = errors.filter((error) => error.file !== undefined);
      const broken = withShortNames({ errors: known, warnings: [], golden: null });
      this.outcome = { is: "broken", errors: broken.errors, why: result.error };
    } else this.outcome = { is: "away" };
  };

  /** Hangul is asked as a Korean customer would; the editor may say otherwise. */
  private readonly guess = (event: Event): void => {
    const hangul = /\p{Script=Hangul}/u.test((event.target as HTMLInputElement).value);
    if (hangul && this.asked === null && this.locale === "en") this.asked = "ko";
  };
}
