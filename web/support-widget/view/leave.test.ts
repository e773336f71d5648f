import { describe, expect, test } from "vitest";
import { faultsOf, type Draft } from "./leave.ts";

const good: Draft = { text: "Please call me.", channel: "email", value: "mina@example.com" };

describe("a message to leave", () => {
  test("may go with words and a place to answer", () => {
    expect(faultsOf(good)).toEqual([]);
    expect(faultsOf({ ...good, channel: "phone", value: "+82 10 1234-5678" })).toEqual([]);
  });
  test("needs words", () => {
    expect(faultsOf({ ...good, text: " \n" })).toEqual(["noMessage"]);
  });
  test.each(["", "mina", "mina@example", "mi na@example.com", `${"m".repeat(200)}@example.com`])(
    "is not answered at the e-mail address %j",
    (value) => expect(faultsOf({ ...good, value })).toEqual(["badEmail"]),
  );
  test.each(["", "12345", "call me", "+82 10 1234 5678 9012 3456"])(
    "is not answered at the number %j",
    (value) => expect(faultsOf({ ...good, channel: "phone", value })).toEqual(["badPhone"]),
  );
  test("tells everything that is wrong at once", () => {
    expect(faultsOf({ text: "", channel: "email", value: "" })).toEqual(["noMessage", "badEmail"]);
  });
});
