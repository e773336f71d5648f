import { expect, test } from "vitest";
import { clockTime, dayAndTime, pickLocale } from "./i18n.ts";

test("the first wish that we speak counts, by its language alone", () => {
  expect(pickLocale(null, undefined, "ko-KR", "en")).toBe("ko");
  expect(pickLocale("fr", "en-GB")).toBe("en");
  expect(pickLocale("fr", "")).toBe("en");
  expect(pickLocale("KO")).toBe("ko");
});

test("times are written as each language writes them", () => {
  const at = new Date(2026, 10, 23, 9, 5).getTime();
  expect(clockTime("en", at)).toMatch(/9:05.AM/);
  expect(clockTime("ko", at)).toMatch(/^(오전|AM) 9:05$/);
  expect(dayAndTime("en", at)).toMatch(/Mon, Nov 23, 9:05.AM/);
  expect(dayAndTime("ko", at)).toMatch(/^11월 23일 \(월\) (오전|AM) 9:05$/);
});
