import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Drafts } from "../core/drafts.ts";
import { appendEntry } from "../core/yaml-edits.ts";
import { DELIVERY } from "../testing/content.ts";
import { FakeService } from "../testing/fake-service.ts";
import { EditorApi } from "./api.ts";
import { EditorStore } from "./editor-store.ts";

let service: FakeService;
let kept: Drafts;
let shut: string[];
let store: EditorStore;

async function begin(): Promise<EditorStore> {
  const memory = { load: () => kept, save: (drafts: Drafts) => ((kept = drafts), true) };
  const next = new EditorStore(
    new EditorApi(service.fetch),
    memory,
    () => undefined,
    (why) => shut.push(why),
  );
  await next.start();
  return next;
}

const checks = () => service.calls.filter(({ path }) => path === "check");
const typo = DELIVERY.replace("business days", "busines days");

beforeEach(async () => {
  vi.useFakeTimers();
  service = new FakeService({ "delivery.yml": DELIVERY, "gifts.yml": "- id: wrap\n" });
  kept = {};
  shut = [];
  store = await begin();
  await store.file("delivery.yml");
});
afterEach(() => {
  store.stop();
  vi.useRealTimers();
});

describe("a draft", () => {
  it("is kept at once, and checked when the typing rests", async () => {
    store.edit("delivery.yml", `${DELIVERY}# b`);
    store.edit("delivery.yml", `${DELIVERY}# broken`);
    expect(kept["delivery.yml"]!.text).toBe(`${DELIVERY}# broken`);
    expect(checks()).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(400);
    expect(checks()).toHaveLength(1);
    expect(store.state.checked.errors).toMatchObject([
      { file: "delivery.yml", message: "Broken." },
    ]);
  });

  it("survives a reload, and is checked again", async () => {
    store.edit("delivery.yml", `${DELIVERY}# broken`);
    store.stop();
    const again = await begin();
    expect(again.textOf("delivery.yml")).toBe(`${DELIVERY}# broken`);
    expect(again.state.checked.errors).toHaveLength(1);
    again.stop();
  });

  it("that is typed back is none", async () => {
    store.edit("delivery.yml", typo);
    store.edit("delivery.yml", DELIVERY);
    expect(kept).toEqual({});
  });

  it("is made in a file that was never opened, and in one that is new", async () => {
    await store.apply("gifts.yml", (text) => appendEntry(text, "- id: card"));
    await store.apply("new.yml", (text) => appendEntry(text, "- id: first"));
    expect(store.textOf("gifts.yml")).toBe("- id: wrap\n\n- id: card\n");
    expect(kept["new.yml"]).toMatchObject({ revision: null, text: "- id: first\n" });
  });

  it("is gone when it is discarded", async () => {
    store.edit("delivery.yml", typo);
    store.discard("delivery.yml");
    expect(kept).toEqual({});
    expect(store.textOf("delivery.yml")).toBe(DELIVERY);
  });
});

describe("publishing", () => {
  it("makes the draft the published text", async () => {
    store.edit("delivery.yml", typo);
    expect((await store.publish("why")).is).toBe("ok");
    expect(service.files.get("delivery.yml")).toBe(typo);
    expect(store.state.drafts).toEqual({});
    expect(store.textOf("delivery.yml")).toBe(typo);
    expect(store.state.success).toMatchObject({ number: 2 });
    expect(service.calls.find(({ path }) => path === "publish")!.body).toMatchObject({
      message: "why",
      files: { "delivery.yml": typo },
    });
  });

  it("keeps what is typed while it runs", async () => {
    store.edit("delivery.yml", typo);
    const running = store.publish("why");
    store.edit("delivery.yml", `${typo}# more`);
    await running;
    expect(store.state.drafts["delivery.yml"]!.text).toBe(`${typo}# more`);
    expect(store.outdated).toEqual([]);
  });

  it("changes nothing when the draft is broken, and says where", async () => {
    store.edit("delivery.yml", `${DELIVERY}# broken`);
    expect((await store.publish("")).is).toBe("broken");
    expect(service.files.get("delivery.yml")).toBe(DELIVERY);
    expect(store.state.checked.errors).toHaveLength(1);
    expect(kept).toHaveProperty("delivery.yml");
  });

  it("shows both versions when somebody was faster, and goes over theirs when told", async () => {
    store.edit("delivery.yml", typo);
    service.publishedElsewhere("delivery.yml", `${DELIVERY}# theirs`);
    expect((await store.publish("")).is).toBe("conflict");
    const [conflict] = store.state.conflicts;
    expect(conflict!.text).toBe(`${DELIVERY}# theirs`);
    store.resolve(conflict!, { mine: `${typo}# theirs` });
    expect((await store.publish("")).is).toBe("ok");
    expect(service.files.get("delivery.yml")).toBe(`${typo}# theirs`);
  });

  it("drops the own version when theirs is taken", async () => {
    store.edit("delivery.yml", typo);
    service.publishedElsewhere("delivery.yml", `${DELIVERY}# theirs`);
    await store.publish("");
    store.resolve(store.state.conflicts[0]!, "theirs");
    expect(kept).toEqual({});
    expect(store.textOf("delivery.yml")).toBe(`${DELIVERY}# theirs`);
  });
});

describe("what is live", () => {
  it("is looked at again and again, and a newer file replaces the one in hand", async () => {
    service.publishedElsewhere("delivery.yml", `${DELIVERY}# theirs`);
    await vi.advanceTimersByTimeAsync(21_000);
    expect(store.textOf("delivery.yml")).toBe(`${DELIVERY}# theirs`);
  });

  it("tells that a draft is outdated before it is published", async () => {
    store.edit("delivery.yml", typo);
    service.publishedElsewhere("delivery.yml", `${DELIVERY}# theirs`);
    await vi.advanceTimersByTimeAsync(21_000);
    expect(store.outdated).toEqual(["delivery.yml"]);
    expect(store.textOf("delivery.yml")).toBe(typo);
    await store.showConflicts();
    expect(store.state.conflicts).toMatchObject([{ text: `${DELIVERY}# theirs` }]);
  });
});

describe("trouble", () => {
  it.each(["away", 503] as const)(
    "a service that is %s costs no draft, and is asked again",
    async (kind) => {
      store.edit("delivery.yml", typo);
      service.trouble = kind;
      expect((await store.publish("")).is).toBe("away");
      expect(store.state.away).toBe(true);
      expect(kept).toHaveProperty("delivery.yml");
      service.trouble = null;
      await vi.advanceTimersByTimeAsync(21_000);
      expect(store.state.away).toBe(false);
    },
  );

  it("a sign-in that has run out, or a role that is gone, is told", async () => {
    service.trouble = 401;
    await store.look();
    service.trouble = 403;
    await store.look();
    expect(shut).toEqual(["signed_out", "forbidden"]);
  });

  it("a refusal is told in the service's words", async () => {
    service.trouble = 400;
    await store.loadHistory();
    expect(store.state.refusal).toBe("No.");
  });
});
