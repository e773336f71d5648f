import { describe, expect, it } from "vitest";
import { socketUrl } from "./socket-url.ts";

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
