/** What the widget keeps in the browser, so that a conversation goes on after a reload. */

import type {
  AnswerHandBack,
  AskHuman,
  CancelHandoff,
  CorrectCase,
  CustomerEnd,
  LeaveMessage,
  Locale,
  Rate,
  Say,
  SetPreference,
} from "../shared/frames.ts";

/** A frame that must arrive. */
export type Pending =
  | Say
  | Rate
  | AskHuman
  | CancelHandoff
  | LeaveMessage
  | AnswerHandBack
  | CorrectCase
  | SetPreference
  | CustomerEnd;

export interface Remembered {
  /** Proves to the gateway that this is the same customer. */
  readonly token: string | null;
  readonly conversation: string | null;
  /** The ended conversation that the customer put away by starting anew. */
  readonly left: string | null;
  /** The last number seen with the panel open. */
  readonly read: number;
  /** The language the customer chose in the widget; null when none was chosen. */
  readonly locale: Locale | null;
}

export const NOTHING: Remembered = {
  token: null,
  conversation: null,
  left: null,
  read: 0,
  locale: null,
};

export interface Memory {
  load(): Remembered;
  save(remembered: Remembered): void;
  /** Frames not acknowledged yet, of this tab alone: another tab has its own. */
  loadPending(): readonly Pending[];
  savePending(pending: readonly Pending[]): void;
}

/**
 * Memory in the browser's storage. Where that is forbidden or full, it lasts as long as the page.
 *
 * @param server - origin of the gateway: two gateways' widgets on one website must not mix.
 */
export function browserMemory(server: string): Memory {
  const lasting = slot<Remembered>(() => localStorage, `handrail:${server}`);
  const tab = slot<readonly Pending[]>(() => sessionStorage, `handrail:${server}:pending`);
  return {
    load: () => ({ ...NOTHING, ...lasting.read() }),
    save: (remembered) => lasting.write(remembered),
    loadPending: () => tab.read() ?? [],
    savePending: (pending) => tab.write(pending),
  };
}

interface Slot<T> {
  read(): T | null;
  write(value: T): void;
}

function slot<T>(storage: () => Storage, key: string): Slot<T> {
  let fallback: string | null = null;
  return {
    read() {
      try {
        return JSON.parse(storage().getItem(key) ?? "null") as T | null;
      } catch {
        return JSON.parse(fallback ?? "null") as T | null;
      }
    },
    write(value) {
      fallback = JSON.stringify(value);
      try {
        storage().setItem(key, fallback);
      } catch {
        // A private window, a full disk, a host page that forbids it: the page's own memory remains.
      }
    },
  };
}
