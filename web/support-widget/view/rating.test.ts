import { describe, expect, test } from "vitest";
import type { BotReply, Source } from "../../shared/frames.ts";
import { disappointed, endsAnswer } from "./rating.ts";
import type { Scene } from "./scene.ts";

const message = (...sources: [Source["kind"], string][]): Parameters<typeof endsAnswer>[0] => ({
  key: "c:3",
  seq: 3,
  at: 0,
  kind: "bot",
  turn: 2,
  ratings: { returns: false },
  replies: sources.map(
    ([kind, id]): BotReply => ({ text: id, buttons: [], source: { kind, id }, confidence: null }),
  ),
});
const ends = (item: Parameters<typeof endsAnswer>[0]): number[] =>
  item.replies.flatMap((_, index) => (endsAnswer(item, index) ? [index] : []));

describe("the thumbs", () => {
  test("stand once under each answer, below the last of its bubbles", () => {
    expect(ends(message(["faq", "delivery"], ["faq", "delivery"], ["faq", "returns"]))).toEqual([
      1, 2,
    ]);
  });

  test("stand under nothing but answers of the FAQ", () => {
    expect(ends(message(["abstain", "ask_back"], ["job", "track"], ["smalltalk", "hi"]))).toEqual(
      [],
    );
  });
});

test("one answer of several that did not help is enough to say sorry", () => {
  const item = message(["faq", "delivery"], ["faq", "returns"]);
  const scene = { ratings: [], view: { items: [item] } } as unknown as Scene;
  expect(disappointed(scene, item)).toBe(true);
  expect(disappointed(scene, message(["faq", "delivery"]))).toBe(false);
});
