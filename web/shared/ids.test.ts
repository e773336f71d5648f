import { expect, test } from "vitest";
import { newId } from "./ids.ts";

test("an id fits the protocol and does not come twice", () => {
  const ids = Array.from({ length: 1_000 }, newId);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
