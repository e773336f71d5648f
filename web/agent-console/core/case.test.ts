import { describe, expect, it } from "vitest";
import type { CaseFile } from "../../shared/frames.ts";
import { caseOf, contactLink, factsOf } from "./case.ts";
import {
  ASKED,
  ASSIGNED,
  Bench,
  CONVERSATION,
  NOON,
  STARTED,
  WELCOME,
  card,
  deskFrame,
  entry,
  log,
  owning,
} from "./testing.ts";

describe("the case", () => {
  it("shows a wait that goes on, and one that is over", () => {
    const waiting = new Bench().hear(WELCOME, deskFrame({ queue: [card({ version: 2 })] }));
    waiting.act({ type: "select", conversation: CONVERSATION }).hear(...log(STARTED, ASKED));
    expect(caseOf(waiting.desk, CONVERSATION)).toMatchObject({
      wait: { is: "waiting", since: NOON + 2000 },
      cause: "asked",
      agentName: null,
    });
    const taken = owning(log(STARTED, ASKED, ASSIGNED));
    expect(caseOf(taken.desk, CONVERSATION)).toMatchObject({
      wait: { is: "waiting", since: NOON + 2000 },
      agentName: "Jisoo",
    });
    const hello = { kind: "agent_said", id: "reply-0001", text: "Hi", agent: { name: "Jisoo" } } as const;
    const answered = owning(log(STARTED, ASKED, ASSIGNED, hello));
    expect(caseOf(answered.desk, CONVERSATION)).toMatchObject({
      wait: { is: "over", since: NOON + 2000, until: NOON + 4000 },
    });
  });

  it("shows what the bot had been told before it handed over, until it is back with the bot", () => {
    const form = { name: "track_order_form", slots: { order_number: "DB-204817" } };
    const asked = { ...ASKED, form };
    const taken = owning(log(STARTED, asked, ASSIGNED));
    expect(caseOf(taken.desk, CONVERSATION)?.form).toEqual(form);
    const handedBack = { kind: "handed_back", agent: { name: "Jisoo" } } as const;
    const back = owning(log(STARTED, asked, ASSIGNED, handedBack));
    expect(caseOf(back.desk, CONVERSATION)?.form).toBeNull();
  });

  it("follows the customer: name, e-mail, language and page as they are now", () => {
    const bench = owning([
      ...log(STARTED, ASKED, ASSIGNED),
      entry(4, {
        kind: "identified",
        customer_name: "Mina",
        verified: true,
        email: "mina@example.com",
      }),
      entry(5, {
        kind: "context_changed",
        locale: "ko",
        page: { url: "https://shop.example/new", title: "New" },
      }),
    ]);
    expect(caseOf(bench.desk, CONVERSATION)).toMatchObject({
      name: "Mina",
      email: "mina@example.com",
      verified: true,
      language: "ko",
      page: { url: "https://shop.example/new" },
    });
  });

  it("forgets the cause once the bot has the conversation again", () => {
    const bench = owning(log(STARTED, ASKED, { kind: "handoff_cancelled" }));
    expect(caseOf(bench.desk, CONVERSATION)).toMatchObject({ cause: null, wait: null });
  });
});

const FILE: CaseFile = {
  type: "case",
  conversation: CONVERSATION,
  locale: "en",
  customer_name: "Mina",
  email: null,
  proof: "none",
  page_title: "",
  page_url: null,
  cause: "asked",
  since: NOON,
  question: "Where is it?",
  tried: [],
  form: "track_order",
  filled: [{ field: "order_number", value: "DB-1" }],
  mood: "calm",
  message: null,
  corrections: [
    { field: "order_number", value: "DB-2" },
    { field: "contact", value: "mina@example.com" },
  ],
  earlier: [],
};

describe("what the gateway gathered", () => {
  it("is kept while the conversation is followed", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED)).hear(FILE);
    expect(caseOf(bench.desk, CONVERSATION)?.file).toEqual(FILE);
    bench.hear({ ...FILE, conversation: "c_other" });
    expect(Object.keys(bench.desk.files)).toEqual([CONVERSATION]);
  });

  it("shows corrections beside what was noted, also where nothing was", () => {
    expect(factsOf(FILE)).toEqual([
      { field: "question", noted: "Where is it?", corrected: null },
      { field: "order_number", noted: "DB-1", corrected: "DB-2" },
      { field: "contact", noted: "", corrected: "mina@example.com" },
    ]);
  });
});

describe("the contact of a message", () => {
  it("is written to or called", () => {
    expect(contactLink({ channel: "email", value: "mina@example.com" })).toBe(
      "mailto:mina@example.com",
    );
    expect(contactLink({ channel: "phone", value: "+82 (10) 1234-5678" })).toBe(
      "tel:+821012345678",
    );
  });

  it("cannot add anything to the letter", () => {
    const value = "mina@example.com?bcc=all@example.com";
    expect(contactLink({ channel: "email", value })).not.toContain("?");
  });
});
