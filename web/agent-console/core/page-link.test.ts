import { describe, expect, it } from "vitest";
import { pageLink } from "./page-link.ts";

describe("a page's address", () => {
  it("is a link only with http or https", () => {
    expect(pageLink("https://shop.example/a b")).toBe("https://shop.example/a%20b");
    expect(pageLink("javascript:alert(1)")).toBeNull();
    expect(pageLink("data:text/html,x")).toBeNull();
    expect(pageLink("/orders")).toBeNull();
    expect(pageLink(null)).toBeNull();
  });
});
