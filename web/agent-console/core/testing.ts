/** Entries, cards and a small gateway for the tests of the desk. */

import type {
  AgentIn,
  AgentOut,
  AgentWelcome,
  ConversationCard,
  Desk as DeskFrame,
  Entry,
  Event,
} from "../../shared/frames.ts";
import {
  newDesk,
  NOTHING_REMEMBERED,
  update,
  type Action,
  type Desk,
  type Memory,
} from "./desk.ts";

export const ME = { id: "agent-me", name: "Jisoo" };
export const OTHER = { id: "agent-other", name: "Haneul" };
export const CONVERSATION = "c_one";
/** Noon of a day in the middle of a month, wherever the test runs. Milliseconds. */
export const NOON = new Date(2026, 5, 15, 12).getTime();

export const WELCOME: AgentWelcome = {
  type: "welcome",
  protocol: 1,
  agent: { ...ME, status: "online", load: 0 },
  email: "jisoo@example.com",
  capacity: 8,
};

export function card(over: Partial<ConversationCard> = {}): ConversationCard {
  return {
    conversation: CONVERSATION,
    stage: "queued",
    version: 0,
    locale: "en",
    customer_name: "Mina",
    customer_verified: true,
    page_title: "Orders",
    page_url: "https://shop.example/orders",
    cause: "asked",
    since: NOON,
    last_text: "Hello",
    last_from: "customer",
    agent_name: null,
    queue: null,
    actions: [],
    answered: false,
    promised_at: null,
    mood: "calm",
    ...over,
  };
}

export function deskFrame(over: Partial<DeskFrame> = {}): DeskFrame {
  return { type: "desk", queue: [], mine: [], here: [], agents: [WELCOME.agent], capacity: 8, ...over };
}

export function entry(
  seq: number,
  event: Event,
  at = NOON + seq * 1000,
  conversation = CONVERSATION,
): Entry {
  return { type: "entry", conversation, seq, at, event };
}

/** A log from its events, numbered from 1. */
export function log(...events: Event[]): Entry[] {
  return events.map((event, index) => entry(index + 1, event));
}

export const STARTED: Event = {
  kind: "started",
  locale: "en",
  page: { url: "https://shop.example/", title: "Shop" },
  continues: null,
  customer_name: null,
  verified: false,
  email: null,
};
export const ASKED: Event = { kind: "handoff_requested", cause: "asked", by: "customer" };
export const ASSIGNED: Event = { kind: "assigned", agent: ME };

export function customerSaid(text: string): Event {
  return { kind: "customer_said", id: `said-${text}`, text, choice: null, ask_bot: false };
}

export function agentSaid(id: string, text: string): Event {
  return { kind: "agent_said", id, text, agent: ME };
}

export function botReplied(...texts: string[]): Event {
  return {
    kind: "bot_replied",
    turn: 1,
    door: true,
    replies: texts.map((text) => ({
      text,
      buttons: [],
      source: { kind: "faq", id: "delivery_period" },
      confidence: 0.9,
    })),
  };
}

/** A desk with what it has sent. */
export class Bench {
  desk: Desk;
  sent: AgentOut[] = [];

  constructor(memory: Memory = NOTHING_REMEMBERED) {
    this.desk = newDesk(memory);
  }

  act(...actions: Action[]): this {
    for (const action of actions) {
      const { desk, send } = update(this.desk, action);
      this.desk = desk;
      this.sent.push(...send);
    }
    return this;
  }

  hear(...frames: AgentIn[]): this {
    return this.act(...frames.map((frame) => ({ type: "frame", frame }) as const));
  }

  /** What was sent since this was asked last. */
  take(): AgentOut[] {
    const sent = this.sent;
    this.sent = [];
    return sent;
  }
}

/** A desk that has the conversation on screen as the agent's own, with these entries. */
export function owning(entries: readonly Entry[]): Bench {
  const mine = [card({ stage: "assigned", version: entries.length, agent_name: ME.name })];
  const bench = new Bench()
    .hear(WELCOME, deskFrame({ mine }))
    .act({ type: "select", conversation: CONVERSATION })
    .hear(...entries);
  bench.take();
  return bench;
}
