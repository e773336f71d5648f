import { expect, test } from "vitest";
import { webPage } from "./page.ts";

const BASE = "https://dalbit.example/shop/";

test("a page is told by its whole address", () => {
  expect(webPage("../orders?x=1", "Orders", BASE)).toEqual({
    url: "https://dalbit.example/orders?x=1",
    title: "Orders",
  });
});

test("what has no web address, or one too long, is no page", () => {
  expect(webPage("file:///home/shop.html", "", BASE)).toBeNull();
  expect(webPage("http://", "", BASE)).toBeNull();
  expect(webPage(`/${"a".repeat(2000)}`, "", BASE)).toBeNull();
});

test("a long title is cut between characters, never within one", () => {
  const title = webPage("/", "🍵".repeat(301), BASE)!.title;
  expect(title).toBe("🍵".repeat(300));
});
