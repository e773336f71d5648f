/** Stand-ins for tests: a server one holds in the hand, and a clock that goes when told. */

import type { Signals, Timers, WebSocketLike } from "./connection.ts";

/** The server's end of one socket. */
export class FakeSocket implements WebSocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  /** Frames that the client sent on it. */
  readonly received: { type: string; id?: string; [field: string]: unknown }[] = [];
  isClosed = false;

  send(data: string): void {
    this.received.push(JSON.parse(data));
  }

  close(): void {
    this.isClosed = true;
  }

  /** The socket opens. */
  accept(): void {
    this.onopen?.();
  }

  /** The server says something. */
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server, or the network, ends it. */
  break(code: number): void {
    this.isClosed = true;
    this.onclose?.({ code });
  }
}

/** Everything outside a `Connection`, in a test's hands. */
export class FakeWorld {
  readonly sockets: FakeSocket[] = [];
  signals: Signals | null = null;
  #now = 1_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  readonly socket = (): WebSocketLike => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  readonly timers: Timers = {
    now: () => this.#now,
    after: (ms, run) => {
      const timer = { at: this.#now + ms, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
  };

  readonly listen = (signals: Signals): (() => void) => {
    this.signals = signals;
    return () => {
      this.signals = null;
    };
  };

  /** The newest socket. */
  get server(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("the client has not connected yet");
    return socket;
  }

  /** Time passes, in milliseconds; what was due runs in its order. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = until;
  }
}
