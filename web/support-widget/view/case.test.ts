import { describe, expect, test } from "vitest";
import type { CaseFile } from "../../shared/frames.ts";
import { factsOf } from "./case.ts";

const FILE: CaseFile = {
  type: "case",
  conversation: "c_1",
  locale: "en",
  customer_name: "Mina",
  email: "mina@example.com",
  proof: "host_token",
  page_title: "",
  page_url: null,
  cause: "asked",
  since: 1,
  question: "Where is it?",
  tried: [],
  form: null,
  filled: [{ field: "order_number", value: "DB-1" }],
  mood: "calm",
  message: null,
  corrections: [{ field: "order_number", value: "DB-2" }],
  earlier: [],
};

describe("what the customer may correct", () => {
  test("is the question, the name, the contact, and what the bot asked for", () => {
    expect(factsOf(FILE)).toEqual([
      { field: "question", noted: "Where is it?", corrected: null },
      { field: "name", noted: "Mina", corrected: null },
      { field: "contact", noted: "mina@example.com", corrected: null },
      { field: "order_number", noted: "DB-1", corrected: "DB-2" },
    ]);
  });

  test("the contact is the one of the message they left", () => {
    const contact = { channel: "phone", value: "+82 10 1234 5678" } as const;
    const message = { text: "Call me", contact, promised_at: 9 };
    const facts = factsOf({ ...FILE, message });
    expect(facts.find(({ field }) => field === "contact")?.noted).toBe("+82 10 1234 5678");
  });

  test("a correction to nothing is a correction", () => {
    const facts = factsOf({ ...FILE, corrections: [{ field: "name", value: "" }] });
    expect(facts.find(({ field }) => field === "name")?.corrected).toBe("");
  });
});
