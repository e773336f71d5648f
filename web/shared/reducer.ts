/**
 * A conversation as it is seen: the pure fold of its numbered entries.
 *
 * Entries count only in the order of their numbers. One that was seen already changes nothing, and one
 * that comes too early changes nothing either: it shows that something is missing, and the reader opens
 * the conversation again from `version`. So any loss, doubling or disorder ends in the same view.
 */

import type {
  AgentName,
  BotReply,
  Entry,
  Form,
  LeftMessage,
  Locale,
  Page,
  SlaAction,
  Stage,
} from "./frames.ts";

/** One thing to show, in the order of the log. `key` is unique in the conversation and never changes. */
export type Item = { readonly key: string; readonly seq: number; readonly at: number } & (
  | {
      readonly kind: "customer";
      readonly id: string;
      readonly text: string;
      readonly choice: string | null;
      readonly askBot: boolean;
    }
  | {
      readonly kind: "bot";
      readonly turn: number;
      readonly replies: readonly BotReply[];
      /** Whether an FAQ answer in it helped, by the answer's `source.id`; what was not rated is not there. */
      readonly ratings: Readonly<Record<string, boolean>>;
    }
  | {
      readonly kind: "agent";
      readonly id: string;
      readonly text: string;
      readonly agent: AgentName;
    }
  /** What the customer left instead of waiting. */
  | { readonly kind: "message"; readonly id: string; readonly message: LeftMessage }
  | { readonly kind: "notice"; readonly notice: Notice }
);

/** A line that no person and no bot said: the conversation changed hands. */
export type Notice =
  | { readonly kind: "started"; readonly continues: string | null }
  | { readonly kind: "identified"; readonly name: string | null }
  | { readonly kind: "handoff_requested"; readonly cause: string; readonly by: "customer" | "bot" }
  | { readonly kind: "handoff_cancelled"; readonly withdrawn: boolean }
  | { readonly kind: "assigned"; readonly agent: AgentName; readonly by: "agent" | "routing" }
  | {
      readonly kind: "released";
      readonly agent: AgentName;
      readonly cause: "agent" | "absent" | "unanswered";
    }
  | {
      readonly kind: "transferred";
      readonly agent: AgentName;
      /** Null: to a queue. */
      readonly to: AgentName | null;
    }
  | { readonly kind: "hand_back_declined" }
  | { readonly kind: "handed_back"; readonly agent: AgentName; readonly recap: string }
  | { readonly kind: "ended"; readonly by: "customer" | "agent" | "silence" }
  | { readonly kind: "wrapped_up"; readonly disposition: string };

export interface Handoff {
  readonly cause: string;
  readonly by: "customer" | "bot";
  /** When. Milliseconds since 1970. */
  readonly at: number;
  readonly form: Form | null;
  /** What the steps of the wait did, each once, in their order. */
  readonly actions: readonly SlaAction[];
  /** What the customer left instead of waiting, until it is answered. */
  readonly message: LeftMessage | null;
  /** They wait for words here, not only where they left word. */
  readonly live: boolean;
}

export interface View {
  readonly conversation: string;
  /** The last number applied; 0 before the first. */
  readonly version: number;
  readonly stage: Stage;
  /** The agent who has the conversation, or had it last once it ended. */
  readonly agent: AgentName | null;
  readonly locale: Locale | null;
  readonly page: Page | null;
  readonly customer: {
    readonly name: string | null;
    readonly email: string | null;
    readonly verified: boolean;
  };
  /** The request for a person that is open, or was last met. */
  readonly handoff: Handoff | null;
  /** What the agent who would hand back says was agreed, until the customer has answered that; null: not asked. */
  readonly recap: string | null;
  /** The customer's next conversations begin with a person. */
  readonly peopleFirst: boolean;
  readonly items: readonly Item[];
}

export interface Step {
  readonly view: View;
  /** Something before this is missing: open the conversation again from `view.version`. */
  readonly gap: boolean;
}

/** A conversation of which nothing was seen yet. */
export function unseen(conversation: string): View {
  return {
    conversation,
    version: 0,
    stage: "bot",
    agent: null,
    locale: null,
    page: null,
    customer: { name: null, email: null, verified: false },
    handoff: null,
    recap: null,
    peopleFirst: false,
    items: [],
  };
}

/** The view after an entry of the same conversation. */
export function follow(view: View, entry: Entry): Step {
  if (entry.seq <= view.version) return { view, gap: false };
  if (entry.seq > view.version + 1) return { view, gap: true };
  return { view: { ...evolve(view, entry), version: entry.seq }, gap: false };
}

/** Whether a `tip` shows that something was missed. */
export function isBehind(view: View, version: number): boolean {
  return version > view.version;
}

/** Nobody has it: back to the queue, or to the messages that are to be answered. */
function givenUp(view: View): Pick<View, "stage" | "agent" | "recap"> {
  const live = view.handoff?.live ?? true;
  return { stage: live ? "queued" : "ticket", agent: null, recap: null };
}

function evolve(view: View, entry: Entry): View {
  const { event, seq, at } = entry;
  const place = { key: `${entry.conversation}:${seq}`, seq, at };
  const told = (notice: Notice): readonly Item[] => [
    ...view.items,
    { ...place, kind: "notice", notice },
  ];
  const changed = (change: Partial<Handoff>): Handoff | null =>
    view.handoff && { ...view.handoff, ...change };
  switch (event.kind) {
    case "started":
      return {
        ...view,
        locale: event.locale,
        page: event.page,
        customer: {
          name: event.customer_name,
          email: event.email ?? null,
          verified: event.verified,
        },
        peopleFirst: event.people_first ?? false,
        items: told({ kind: "started", continues: event.continues }),
      };
    case "context_changed":
      return { ...view, locale: event.locale ?? view.locale, page: event.page ?? view.page };
    case "identified":
      return {
        ...view,
        customer: {
          name: event.customer_name,
          email: event.email ?? view.customer.email,
          verified: true,
        },
        items: told({ kind: "identified", name: event.customer_name }),
      };
    case "customer_said":
      return {
        ...view,
        // Whoever left a message and speaks with the agent is here again.
        handoff: view.stage === "assigned" ? changed({ live: true }) : view.handoff,
        items: [
          ...view.items,
          {
            ...place,
            kind: "customer",
            id: event.id,
            text: event.text,
            choice: event.choice,
            askBot: event.ask_bot,
          },
        ],
      };
    case "bot_replied":
      return {
        ...view,
        items: [
          ...view.items,
          { ...place, kind: "bot", turn: event.turn, replies: event.replies, ratings: {} },
        ],
      };
    case "answer_rated":
      return {
        ...view,
        items: view.items.map((item) =>
          item.kind === "bot" && item.seq === event.seq
            ? { ...item, ratings: { ...item.ratings, [event.entry]: event.helpful } }
            : item,
        ),
      };
    case "preference_set":
      return { ...view, peopleFirst: event.people_first };
    case "agent_said":
      return {
        ...view,
        items: [
          ...view.items,
          { ...place, kind: "agent", id: event.id, text: event.text, agent: event.agent },
        ],
      };
    case "handoff_requested":
      return {
        ...view,
        stage: "queued",
        handoff: {
          cause: event.cause,
          by: event.by,
          at,
          form: event.form ?? null,
          actions: [],
          message: view.handoff?.message ?? null,
          live: true,
        },
        items: told({ kind: "handoff_requested", cause: event.cause, by: event.by }),
      };
    case "sla_stepped": {
      const actions = new Set([...(view.handoff?.actions ?? []), ...event.actions]);
      return { ...view, handoff: changed({ actions: [...actions] }) };
    }
    case "message_left": {
      const message = {
        text: event.text,
        contact: event.contact,
        promised_at: event.promised_at,
      };
      return {
        ...view,
        stage: "ticket",
        agent: null,
        handoff: changed({ message, live: false }),
        items: [...view.items, { ...place, kind: "message", id: event.id, message }],
      };
    }
    case "handoff_cancelled": {
      // Who had left a message before they asked for a person still gets its answer.
      const waits = view.stage === "queued" && view.handoff?.message != null;
      return {
        ...view,
        stage: waits ? "ticket" : "bot",
        handoff: waits ? changed({ live: false }) : null,
        items: told({ kind: "handoff_cancelled", withdrawn: view.stage === "ticket" }),
      };
    }
    case "assigned":
      return {
        ...view,
        stage: "assigned",
        agent: event.agent,
        recap: null,
        items: told({ kind: "assigned", agent: event.agent, by: event.by ?? "agent" }),
      };
    case "released":
      return {
        ...view,
        ...givenUp(view),
        items: told({ kind: "released", agent: event.agent, cause: event.cause ?? "agent" }),
      };
    case "transferred":
      return {
        ...view,
        ...givenUp(view),
        items: told({ kind: "transferred", agent: event.agent, to: event.to_agent }),
      };
    case "hand_back_offered":
      return { ...view, recap: event.recap };
    case "hand_back_declined":
      return { ...view, recap: null, items: told({ kind: "hand_back_declined" }) };
    case "handed_back":
      return {
        ...view,
        stage: "bot",
        agent: null,
        handoff: null,
        recap: null,
        items: told({ kind: "handed_back", agent: event.agent, recap: event.recap ?? "" }),
      };
    case "ended":
      return {
        ...view,
        // What an agent still owes is the wrap-up; without an agent there is none.
        stage: view.stage === "assigned" ? "wrap_up" : "closed",
        recap: null,
        items: told({ kind: "ended", by: event.by }),
      };
    case "wrapped_up":
      return {
        ...view,
        stage: "closed",
        items: told({ kind: "wrapped_up", disposition: event.disposition }),
      };
    default:
      // A kind this version does not know (a newer gateway's): it counts, and shows nothing.
      return view;
  }
}
