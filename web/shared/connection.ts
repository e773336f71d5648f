/**
 * A socket that comes back by itself.
 *
 * It says `hello` on each new socket, keeps every frame that has an `id` until its `ack` or `error` came,
 * and sends what is left again, in order, after each `welcome`. The gateway knows a frame by its id, so a
 * frame sent twice is kept once. Frames without an id (typing, context) are worth nothing later and are
 * dropped while the socket is not open.
 */

import { CLOSE_PROTOCOL_ERROR, CLOSE_SIGN_IN_NEEDED } from "./frames.ts";

export interface ConnectionState {
  /** `closed` is final until `start()`: stopped, a protocol error (4400) or sign-in needed (4401). */
  readonly status: "connecting" | "open" | "waiting" | "closed";
  /** Tries since the last `welcome`. */
  readonly attempt: number;
  /** When the next try comes, in milliseconds of the clock given; null when none is planned. */
  readonly retryAt: number | null;
  /** The code with which the last socket closed. */
  readonly code?: number;
}

/** The part of the browser's WebSocket that is used here. */
export interface WebSocketLike {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((close: { code: number }) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The moments at which the device says that the network came, went, or that somebody looks again. */
export interface Signals {
  readonly wake: () => void;
  readonly offline: () => void;
}

interface Incoming {
  readonly type: string;
  readonly id?: string | null;
  readonly code?: string;
  /** Seconds. */
  readonly retry_after?: number | null;
}
interface Outgoing {
  readonly type: string;
  readonly id?: string;
}

export interface ConnectionOptions<In extends Incoming, Out extends Outgoing> {
  readonly url: string;
  /** Made anew for each socket: it names the last number seen. */
  readonly hello: () => Out;
  readonly onFrame: (frame: In) => void;
  readonly onState: (state: ConnectionState) => void;
  readonly socket?: (url: string) => WebSocketLike;
  /** A number in [0, 1). */
  readonly random?: () => number;
  readonly timers?: Timers;
  /** Begins to listen to the device; returns what ends it. */
  readonly listen?: (signals: Signals) => () => void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** A socket that gives no `welcome`, or no `ack` to a frame, for so long is taken for dead. */
const ANSWER_WITHIN = 10_000;
/** After so much silence (`tip` comes every 20 s) a socket that wakes from sleep is not trusted. */
const STALE_AFTER = 45_000;

export class Connection<In extends Incoming, Out extends Outgoing> {
  readonly #options: ConnectionOptions<In, Out>;
  readonly #timers: Timers;
  readonly #outbox = new Map<string, Out>();
  /** Ids that this socket has carried already. */
  readonly #carried = new Set<string>();
  #socket: WebSocketLike | null = null;
  #state: ConnectionState = { status: "closed", attempt: 0, retryAt: null };
  #heardAt = 0;
  #helloIsOld = false;
  /** With too many connections open, no try makes sense before. */
  #notBefore = 0;
  #cancelRetry = (): void => undefined;
  #deadline: (() => void) | null = null;
  #unlisten: (() => void) | null = null;

  constructor(options: ConnectionOptions<In, Out>) {
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Frames that are not acknowledged yet, oldest first. */
  get pending(): readonly Out[] {
    return [...this.#outbox.values()];
  }

  /** Connects, and stays connected until `stop()` or a final close. */
  start(): void {
    if (this.#state.status !== "closed") return;
    this.#unlisten ??= (this.#options.listen ?? listenToBrowser)({
      wake: () => this.#wake(),
      offline: () => this.#lost(undefined),
    });
    this.#connect(0);
  }

  /** Closes the socket and stays closed; the outbox is kept for the next `start()`. */
  stop(): void {
    this.#drop();
    this.#unlisten?.();
    this.#unlisten = null;
    this.#become({ status: "closed", attempt: 0, retryAt: null });
  }

  /**
   * Sends a frame now, or, when it has an id, as soon as possible. One without an id that comes
   * before the welcome may change what the hello said, so that is said again afterwards.
   *
   * @returns whether it went out now.
   */
  send(frame: Out): boolean {
    if (frame.id !== undefined) {
      this.#outbox.set(frame.id, frame);
      this.#carried.delete(frame.id);
      this.#flush();
      return this.#carried.has(frame.id);
    }
    if (this.#state.status !== "open") {
      this.#helloIsOld = true;
      return false;
    }
    this.#socket?.send(JSON.stringify(frame));
    return true;
  }

  /** Takes a frame back that was not acknowledged; whether the gateway already has it is not known. */
  forget(id: string): void {
    this.#outbox.delete(id);
  }

  /** Tries at once instead of when the back-off is over. */
  retryNow(): void {
    if (this.#state.status === "waiting") this.#connect(this.#state.attempt);
  }

  /** Says hello again on the open socket: what was missed comes again. */
  greet(): void {
    if (this.#state.status === "open") this.#socket?.send(JSON.stringify(this.#options.hello()));
  }

  #connect(attempt: number): void {
    this.#cancelRetry();
    this.#become({ status: "connecting", attempt, retryAt: null });
    let socket: WebSocketLike;
    try {
      socket = (this.#options.socket ?? browserSocket)(this.#options.url);
    } catch {
      // A page's own rules may forbid the socket; what stands around it must go on.
      this.#lost(undefined);
      return;
    }
    this.#socket = socket;
    this.#carried.clear();
    socket.onopen = () => {
      this.#helloIsOld = false;
      socket.send(JSON.stringify(this.#options.hello()));
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as In);
    socket.onclose = ({ code }) => this.#lost(code);
    this.#watch();
  }

  #receive(frame: In): void {
    this.#heardAt = this.#timers.now();
    if (frame.type === "welcome") {
      this.#become({ status: "open", attempt: 0, retryAt: null });
      this.#unwatch();
      if (this.#helloIsOld) this.greet();
      this.#helloIsOld = false;
      this.#flush();
    } else if ((frame.type === "ack" || frame.type === "error") && frame.id) {
      this.#outbox.delete(frame.id);
      this.#unwatch();
      this.#watch();
    } else if (frame.type === "error" && frame.code === "too_many") {
      this.#notBefore = this.#timers.now() + (frame.retry_after ?? 0) * 1000;
    }
    this.#options.onFrame(frame);
  }

  #flush(): void {
    if (this.#state.status !== "open") return;
    for (const [id, frame] of this.#outbox) {
      if (this.#carried.has(id)) continue;
      this.#carried.add(id);
      this.#socket?.send(JSON.stringify(frame));
    }
    this.#watch();
  }

  /** While an answer is owed, silence is not trusted for long. */
  #watch(): void {
    const owed = this.#state.status === "connecting" || this.#outbox.size > 0;
    if (owed) this.#deadline ??= this.#timers.after(ANSWER_WITHIN, () => this.#lost(undefined));
  }

  #unwatch(): void {
    this.#deadline?.();
    this.#deadline = null;
  }

  #lost(code: number | undefined): void {
    if (this.#state.status === "closed" || this.#state.status === "waiting") return;
    this.#drop();
    const attempt = this.#state.attempt + 1;
    const closed = code === undefined ? {} : { code };
    if (code === CLOSE_PROTOCOL_ERROR || code === CLOSE_SIGN_IN_NEEDED) {
      this.#become({ status: "closed", attempt, retryAt: null, ...closed });
      return;
    }
    // Full jitter: after an outage a thousand widgets must not come back in the same second.
    const random = (this.#options.random ?? Math.random)();
    const told = Math.max(0, this.#notBefore - this.#timers.now());
    const delay = told + random * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
    this.#cancelRetry = this.#timers.after(delay, () => this.#connect(attempt));
    this.#become({ status: "waiting", attempt, retryAt: this.#timers.now() + delay, ...closed });
  }

  #wake(): void {
    if (this.#state.status === "waiting") this.#connect(this.#state.attempt);
    else if (this.#state.status === "open" && this.#timers.now() - this.#heardAt > STALE_AFTER) {
      this.#drop();
      this.#connect(0);
    }
  }

  #drop(): void {
    this.#cancelRetry();
    this.#unwatch();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

const browserTimers: Timers = {
  now: () => Date.now(),
  after: (ms, run) => {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};

function browserSocket(url: string): WebSocketLike {
  return new WebSocket(url) as WebSocketLike;
}

function listenToBrowser({ wake, offline }: Signals): () => void {
  const look = (): void => {
    if (document.visibilityState === "visible") wake();
  };
  window.addEventListener("online", wake);
  window.addEventListener("offline", offline);
  document.addEventListener("visibilitychange", look);
  return () => {
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", offline);
    document.removeEventListener("visibilitychange", look);
  };
}
