import { describe, expect, test } from "vitest";
import { en as shopEn } from "./shop/messages/en.ts";
import { ko as shopKo } from "./shop/messages/ko.ts";
import { en as widgetEn } from "./support-widget/messages/en.ts";
import { ko as widgetKo } from "./support-widget/messages/ko.ts";

type Catalogue = Readonly<Record<string, unknown>>;

describe.each<[string, Catalogue, Catalogue]>([
  ["widget", widgetEn, widgetKo],
  ["shop", shopEn, shopKo],
])("the catalogues of the %s", (_name, en, ko) => {
  test("have the same keys, in the same order", () => {
    expect(Object.keys(ko)).toEqual(Object.keys(en));
  });

  test("leave nothing empty, and fill the same gaps", () => {
    for (const [key, english] of Object.entries(en)) {
      const korean = ko[key];
      expect(typeof korean, key).toBe(typeof english);
      if (typeof english === "function") {
        for (const filled of [english, korean as typeof english]) {
          expect(String(filled(7)), key).toContain("7");
        }
      } else expect(String(korean).trim(), key).not.toBe("");
    }
  });

  test("the Korean one is in Korean", () => {
    const foreign = new Set(["otherLanguage", "switchLanguage"]);
    for (const [key, korean] of Object.entries(ko)) {
      if (foreign.has(key)) continue;
      const words = typeof korean === "function" ? String(korean(1)) : String(korean);
      if (!/[가-힣]/.test(words)) expect(words, key).toMatch(/^[\d@.·\s–-]+$/);
    }
  });
});
