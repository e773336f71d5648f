import { describe, expect, it } from "vitest";
import { hashOf, routeOf } from "./route.ts";

describe("the address", () => {
  it("leads back to where one was", () => {
    for (const route of [
      { view: "entries", file: "a b.yml", id: "x_1" },
      { view: "entries", file: null, id: null },
      { view: "history", file: null, id: "7" },
    ] as const) {
      expect(routeOf(hashOf(route))).toEqual(route);
    }
  });

  it("is the list when it says nothing, or nonsense", () => {
    expect(routeOf("").view).toBe("entries");
    expect(routeOf("#/%E0%A4%A/x").view).toBe("entries");
  });
});
