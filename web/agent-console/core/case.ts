/** The case beside a conversation: what its card and its log say about the customer and the wait. Pure. */

import type { CaseFile, Contact, Form, Locale, Page } from "../../shared/frames.ts";
import type { Desk } from "./desk.ts";
import { cardOf, isWaiting, standingOf } from "./desk-view.ts";

export interface Case {
  readonly conversation: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly verified: boolean;
  readonly language: Locale | null;
  readonly page: Page | null;
  readonly cause: string | null;
  /** What the bot had been told for a job before it handed over. */
  readonly form: Form | null;
  /** Times in milliseconds since 1970. */
  readonly wait: Wait | null;
  readonly startedAt: number | null;
  readonly agentName: string | null;
  /** What the gateway gathered; null before it came. */
  readonly file: CaseFile | null;
}

/** What was noted, and what the customer says instead; null where they corrected nothing. */
export interface Fact {
  readonly field: string;
  readonly noted: string;
  readonly corrected: string | null;
}

export type Wait =
  | { readonly is: "waiting"; readonly since: number }
  | { readonly is: "over"; readonly since: number; readonly until: number };

/** The case of a followed conversation; null when the desk knows nothing of it yet. */
export function caseOf(desk: Desk, conversation: string): Case | null {
  const log = desk.logs[conversation];
  const card = cardOf(desk, conversation);
  if (!log && !card) return null;
  const view = log?.view;
  const stage = standingOf(desk, conversation)?.stage;
  const withBot = stage === "bot";
  const waits = isWaiting(stage);
  const cardPage = card?.page_url ? { url: card.page_url, title: card.page_title } : null;
  const since = view?.handoff?.at ?? (waits ? card?.since : undefined);
  return {
    conversation,
    name: view?.customer.name ?? card?.customer_name ?? null,
    email: view?.customer.email ?? null,
    verified: view?.customer.verified || (card?.customer_verified ?? false),
    language: view?.locale ?? card?.locale ?? null,
    page: view?.page ?? cardPage,
    // Back with the bot, the reason for which a person was asked once is history.
    cause: withBot ? null : (view?.handoff?.cause ?? card?.cause ?? null),
    form: withBot ? null : (view?.handoff?.form ?? null),
    wait:
      withBot || since === undefined
        ? null
        : waitOf(waits || stage === "assigned", since, log?.extra.answeredAt ?? null),
    startedAt: log?.extra.startedAt ?? null,
    agentName:
      waits || withBot ? null : (view?.agent?.name ?? card?.agent_name ?? null),
    file: desk.files[conversation] ?? null,
  };
}

/** The wait ends with an agent's first word, not with their having the conversation. */
function waitOf(waiting: boolean, since: number, until: number | null): Wait | null {
  if (until !== null) return { is: "over", since, until };
  return waiting ? { is: "waiting", since } : null;
}

/** The question and what the bot filled in, and whatever else the customer corrected. */
export function factsOf({ question, filled, corrections }: CaseFile): Fact[] {
  const said = new Map(corrections.map(({ field, value }) => [field, value]));
  const noted = new Map([
    ...(question === "" ? [] : [["question", question] as const]),
    ...filled.map(({ field, value }) => [field, value] as const),
  ]);
  const others = [...said.keys()].filter((field) => !noted.has(field));
  return [
    ...[...noted].map(([field, value]) => ({
      field,
      noted: value,
      corrected: said.get(field) ?? null,
    })),
    ...others.map((field) => ({ field, noted: "", corrected: said.get(field) ?? null })),
  ];
}

/** The address that writes to a contact, or calls it. */
export function contactLink({ channel, value }: Contact): string {
  return channel === "email"
    ? `mailto:${encodeURIComponent(value).replace("%40", "@")}`
    : `tel:${value.replace(/[^+0-9]/g, "")}`;
}
