/** A conversation as the widget shows it: the question, the answer, its further links, what may be asked next. */

import { html, nothing, type TemplateResult } from "lit";
import { Bot, UserRound } from "lucide";
import { icon } from "../../shared/icon.ts";
import type { Locale } from "../../shared/i18n.ts";
import { markdown } from "../../shared/markdown.ts";
import type { FoundEntry } from "../core/contract.ts";
import type { Catalogue } from "../messages/messages.ts";

type Shown = Pick<FoundEntry, "answer" | "links" | "follow_ups" | "suggest_person">;

/**
 * A question and what the bot says to it.
 *
 * @param words - in the editor's language: whose words they are.
 * @param locale - the customer's language.
 */
export function talk(
  words: Catalogue,
  locale: Locale,
  question: string | undefined,
  said: TemplateResult,
): TemplateResult {
  return html`<div class="talk" lang=${locale}>
    ${
      question
        ? html`<p class="who own">${icon(UserRound)}${words.customer}</p>
            <div class="bubble own">${question}</div>`
        : nothing
    }
    <p class="who">${icon(Bot)}${words.bot}</p>
    ${said}
  </div>`;
}

export function answer(words: Catalogue, entry: Shown): TemplateResult {
  // A link that the answer holds already is not said twice.
  const links = entry.links.filter(({ url }) => !entry.answer.includes(url));
  return html`
    <div class="bubble prose">${markdown(entry.answer)}</div>
    ${
      links.length > 0
        ? html`<div class="bubble prose">
            ${markdown(links.map(({ label, url }) => `- [${label}](${url})`).join("\n"))}
          </div>`
        : nothing
    }
    ${choices(
      words,
      entry.follow_ups.map(({ question }) => question),
      entry.suggest_person,
    )}
  `;
}

/** Choices as the customer is offered them; here they are only to be looked at. */
export function choices(
  words: Catalogue,
  questions: readonly string[],
  person: boolean,
): TemplateResult | typeof nothing {
  if (questions.length === 0 && !person) return nothing;
  return html`<ul class="choices">
    ${questions.map((question) => html`<li>${question}</li>`)}
    ${person ? html`<li class="to-person">${icon(UserRound)}${words.talkToPerson}</li>` : nothing}
  </ul>`;
}
