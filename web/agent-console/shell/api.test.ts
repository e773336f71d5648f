import { describe, expect, it } from "vitest";
import { offsetFrom, socketUrl } from "./api.ts";

describe("the gateway's clock", () => {
  it("is followed when it differs by more than the header can be wrong", () => {
    const served = Date.parse("Mon, 15 Jun 2026 12:00:00 GMT");
    expect(offsetFrom("Mon, 15 Jun 2026 12:00:00 GMT", served - 90_000)).toBe(90_000);
    expect(offsetFrom("Mon, 15 Jun 2026 12:00:00 GMT", served + 900)).toBe(0);
    expect(offsetFrom(null, served)).toBe(0);
    expect(offsetFrom("not a date", served)).toBe(0);
  });
});

describe("the socket's address", () => {
  it("is as safe as the page's", () => {
    expect(socketUrl({ protocol: "https:", host: "desk.example" })).toBe(
      "wss://desk.example/ws/agent",
    );
    expect(socketUrl({ protocol: "http:", host: "127.0.0.1:8700" })).toBe(
      "ws://127.0.0.1:8700/ws/agent",
    );
  });
});
