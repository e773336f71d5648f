/** Whatever the way loses, doubles or reorders, the desk ends in the same view, and no reply is lost or doubled. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AgentOut, Entry, Event } from "../../shared/frames.ts";
import { newDesk, remember } from "./desk.ts";
import { standingOf, unreadOf } from "./desk-view.ts";
import { lines } from "./transcript.ts";
import {
  ASKED,
  ASSIGNED,
  Bench,
  CONVERSATION,
  ME,
  NOON,
  OTHER,
  STARTED,
  WELCOME,
  agentSaid,
  botReplied,
  card,
  customerSaid,
  deskFrame,
  entry,
  log,
  owning,
} from "./testing.ts";

const anEvent = fc.constantFrom<Event>(
  customerSaid("hello"),
  botReplied("one", "two"),
  agentSaid("agent-said", "hi"),
  ASKED,
  ASSIGNED,
  { kind: "assigned", agent: OTHER },
  { kind: "released", agent: ME },
  { kind: "handed_back", agent: ME, recap: "" },
  { kind: "transferred", agent: ME, to_agent: null, to_queue: "billing", note: "careful" },
  { kind: "note_added", id: "note-1", agent: OTHER, text: "careful" },
  { kind: "hand_back_offered", agent: ME, recap: "Friday" },
  { kind: "hand_back_declined" },
  { kind: "sla_stepped", after: 120, actions: ["widen"] },
  {
    kind: "message_left",
    id: "left-1",
    text: "Call me",
    contact: { channel: "phone", value: "+82 10 1234 5678" },
    promised_at: NOON,
  },
  { kind: "case_corrected", field: "name", value: "Mina" },
  { kind: "handoff_cancelled" },
  { kind: "context_changed", locale: "ko", page: null },
  { kind: "context_changed", locale: null, page: { url: "https://shop.example/x", title: "X" } },
  { kind: "identified", customer_name: "Mina", verified: true, email: "mina@example.com" },
  { kind: "ended", by: "agent" },
);
const aLog = fc
  .array(anEvent, { minLength: 1, maxLength: 25 })
  .map((events) => log(STARTED, ...events));

/** What the agent sees of the conversation. */
function view(bench: Bench): unknown {
  const log = bench.desk.logs[CONVERSATION];
  return {
    lines: lines(log?.entries ?? [], ME.id),
    view: log?.view,
    extra: log?.extra,
    standing: standingOf(bench.desk, CONVERSATION),
    unread: unreadOf(bench.desk, CONVERSATION),
  };
}

/** Tells the newest number, as the gateway does every 20 s, until nothing is asked for any more. */
function settle(bench: Bench, entries: readonly Entry[]): void {
  for (let round = 0; round < 2; round += 1) {
    bench.hear({ type: "tip", conversation: CONVERSATION, version: entries.length });
    for (const frame of bench.take()) {
      if (frame.type === "open") bench.hear(...entries.slice(frame.after));
    }
  }
}

describe("the desk's log", () => {
  it("ends in the same view however entries were dropped, doubled and reordered", () => {
    fc.assert(
      fc.property(
        aLog,
        fc.array(fc.nat(24), { maxLength: 60 }),
        fc.infiniteStream(fc.boolean()),
        (entries, arrivals, luck) => {
          const bench = owning([]);
          const lucky = (): boolean => luck.next().value === true;
          const answer = (sent: readonly AgentOut[]): void => {
            for (const frame of sent) {
              if (frame.type === "open" && lucky()) {
                bench.hear(...entries.slice(frame.after).filter(lucky));
              }
            }
          };
          for (const arrival of arrivals) {
            const arrived = entries[arrival % entries.length];
            if (arrived) bench.hear(arrived);
            answer(bench.take());
          }
          settle(bench, entries);
          expect(view(bench)).toEqual(view(owning(entries)));
        },
      ),
    );
  });

  it("is asked for no more than once a number without a tip between", () => {
    fc.assert(
      fc.property(aLog, fc.array(fc.nat(24), { maxLength: 60 }), (entries, arrivals) => {
        const bench = owning([]);
        for (const arrival of arrivals) {
          const arrived = entries[arrival % entries.length];
          if (arrived) bench.hear(arrived);
        }
        const asked = bench.take().flatMap((frame) => (frame.type === "open" ? [frame.after] : []));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});

/** A gateway that keeps a reply once an id, and forgets what it was going to say when the socket drops. */
class Gateway {
  readonly entries = log(STARTED, ASKED, ASSIGNED);
  readonly #kept = new Map<string, number>();

  keep(frame: AgentOut): { ack: Parameters<Bench["hear"]>[0]; entry: Entry } | null {
    if (frame.type !== "reply") return null;
    let seq = this.#kept.get(frame.id);
    if (seq === undefined) {
      seq = this.entries.length + 1;
      this.#kept.set(frame.id, seq);
      this.entries.push(entry(seq, agentSaid(frame.id, frame.text)));
    }
    return {
      ack: { type: "ack", id: frame.id, conversation: CONVERSATION, seq },
      entry: this.entries[seq - 1] as Entry,
    };
  }
}

const aStep = fc.oneof(
  { weight: 4, arbitrary: fc.constant("say" as const) },
  { weight: 1, arbitrary: fc.constant("reconnect" as const) },
  { weight: 1, arbitrary: fc.constant("reload" as const) },
);

describe("the agent's replies", () => {
  it("stand in the log exactly once each, whatever acks and entries were lost, over reconnects and reloads", () => {
    fc.assert(
      fc.property(
        fc.array(aStep, { maxLength: 20 }),
        fc.infiniteStream(fc.boolean()),
        (steps, luck) => {
          const gateway = new Gateway();
          const lucky = (): boolean => luck.next().value === true;
          let bench = owning(gateway.entries);
          /** What the connection does: what has no answer yet is sent again on the new socket. */
          const resend = (reliable: boolean): void => {
            for (const { frame, seq } of bench.desk.pending) {
              if (seq === null) deliver(frame, reliable);
            }
          };
          const deliver = (frame: AgentOut, reliable: boolean): void => {
            if (!reliable && !lucky()) return;
            const answer = gateway.keep(frame);
            if (answer === null) return;
            const frames = lucky() ? [answer.ack, answer.entry] : [answer.entry, answer.ack];
            for (const one of frames) if (reliable || lucky()) bench.hear(one);
          };
          const mine = deskFrame({ mine: [card({ stage: "assigned", version: 3 })] });
          const said: string[] = [];
          for (const [number, step] of steps.entries()) {
            if (step === "reload") {
              bench = Object.assign(new Bench(), { desk: newDesk(remember(bench.desk)) }).hear(
                WELCOME,
                mine,
              );
            } else if (step === "reconnect") {
              bench.hear(WELCOME, mine);
            } else {
              const id = `reply-${number}`;
              said.push(id);
              const frame = { type: "reply", id, conversation: CONVERSATION, text: id } as const;
              bench.act({ type: "request", frame, at: NOON });
              deliver(frame, false);
              continue;
            }
            resend(false);
            for (const frame of bench.take()) {
              if (frame.type === "open" && lucky())
                bench.hear(...gateway.entries.slice(frame.after));
            }
          }
          bench.hear(WELCOME, mine);
          resend(true);
          bench.take();
          settle(bench, gateway.entries);
          const shown = (bench.desk.logs[CONVERSATION]?.entries ?? []).flatMap(({ event }) =>
            event.kind === "agent_said" ? [event.id] : [],
          );
          expect(bench.desk.pending).toEqual([]);
          expect([...shown].sort()).toEqual([...said].sort());
        },
      ),
    );
  });
});
