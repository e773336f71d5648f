/** The desk at work: the pure reducer, the socket, the tab's memory and the few timers there are. */

import { Connection, type ConnectionState } from "../../shared/connection.ts";
import {
  PROTOCOL,
  type AgentIn,
  type AgentOut,
  type Disposition,
  type PresenceStatus,
} from "../../shared/frames.ts";
import { newId } from "../../shared/ids.ts";
import {
  newDesk,
  remember,
  update,
  type Action,
  type Desk,
  type Notice,
  type Request,
  type Writing,
} from "../core/desk.ts";
import { now } from "./clock.ts";
import type { TabMemory } from "./tab-memory.ts";

/** A burst of entries becomes one rendering. Milliseconds, one frame of the screen. */
const GATHER = 16;
/** A customer's typing mark goes when no further sign came for so long. Milliseconds. */
const TYPING_LASTS = 6000;
/** At most one typing sign of ours in so long. Milliseconds. */
const TYPING_EVERY = 3000;
/** When the store behind the gateway was away, what is followed is asked for again after so long. */
const RESYNC_AFTER = 3000;

/** A frame before it has its id. */
type Wish = Request extends infer R ? (R extends Request ? Omit<R, "id"> : never) : never;

export class DeskStore {
  readonly #connection: Connection<AgentIn, AgentOut>;
  readonly #memory: TabMemory;
  readonly #changed: () => void;
  readonly #typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #typingSent = new Map<string, number>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #resync: ReturnType<typeof setTimeout> | undefined;
  #desk: Desk;

  /**
   * @param changed called soon after the desk or the connection changed.
   * @param signedOut called when the gateway no longer knows the sign-in.
   */
  constructor(url: string, memory: TabMemory, changed: () => void, signedOut: () => void) {
    this.#memory = memory;
    this.#changed = changed;
    this.#desk = newDesk(memory.load());
    this.#connection = new Connection<AgentIn, AgentOut>({
      url,
      hello: () => ({ type: "hello", protocol: PROTOCOL }),
      onFrame: (frame) => this.#receive(frame),
      onState: (state) => {
        if (state.code === 4401) signedOut();
        this.#notify();
      },
    });
    for (const { frame } of this.#desk.pending) this.#connection.send(frame);
  }

  get desk(): Desk {
    return this.#desk;
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.keep();
    this.#connection.stop();
    clearTimeout(this.#gathering);
    clearTimeout(this.#resync);
    for (const timer of this.#typingTimers.values()) clearTimeout(timer);
  }

  /** Writes down what the tab must remember; the page calls it when it is about to go. */
  keep(): void {
    this.#memory.save(remember(this.#desk));
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  select(conversation: string | null): void {
    this.#dispatch({ type: "select", conversation });
  }

  attend(attentive: boolean): void {
    this.#dispatch({ type: "attention", attentive });
  }

  setPresence(status: PresenceStatus): void {
    this.#dispatch({ type: "presence", status });
  }

  /** Keeps what is being written, and tells the customer that somebody writes to them. */
  write(of: Writing, conversation: string, text: string): void {
    this.#dispatch({ type: "draft", of, conversation, text });
    const at = now();
    if (of === "note") return;
    if (text === "" || at - (this.#typingSent.get(conversation) ?? 0) < TYPING_EVERY) return;
    this.#typingSent.set(conversation, at);
    this.#connection.send({ type: "typing", conversation });
  }

  /** Takes a waiting conversation; the one that has waited longest when none is named. */
  accept(conversation?: string): void {
    this.#ask(conversation === undefined ? { type: "accept" } : { type: "accept", conversation });
  }

  reply(conversation: string, text: string): void {
    this.#typingSent.delete(conversation);
    this.#ask({ type: "reply", conversation, text });
  }

  /** Keeps a note for colleagues. */
  note(conversation: string, text: string): void {
    this.#ask({ type: "note", conversation, text });
  }

  retryReply(id: string): void {
    this.#dispatch({ type: "retry", id });
  }

  takeBackReply(id: string): void {
    this.#connection.forget(id);
    this.#dispatch({ type: "take_back", id });
  }

  release(conversation: string): void {
    this.#ask({ type: "release", conversation });
  }

  /** Asks the customer whether the bot may go on. */
  handBack(conversation: string, recap: string): void {
    this.#ask({ type: "hand_back", conversation, recap });
  }

  /** Passes the conversation on, to a queue or to a colleague. */
  transfer(conversation: string, to: { queue: string } | { agent: string }, note: string): void {
    this.#ask({ type: "transfer", conversation, ...to, note });
  }

  /** Ends the conversation for the customer, and wraps it up once that is kept. */
  end(conversation: string, disposition: Disposition): void {
    this.#ask(
      { type: "end", conversation },
      { type: "wrap_up", conversation, disposition, id: newId() },
    );
  }

  wrapUp(conversation: string, disposition: Disposition): void {
    this.#ask({ type: "wrap_up", conversation, disposition });
  }

  dismiss(notice: Notice): void {
    this.#dispatch({ type: "dismiss", notice });
  }

  #ask(wish: Wish, then?: Request): void {
    const frame = { ...wish, id: newId() };
    this.#dispatch({ type: "request", frame, at: now(), ...(then && { then }) });
  }

  #receive(frame: AgentIn): void {
    this.#dispatch({ type: "frame", frame });
    if (frame.type === "typing" && frame.who === "customer") this.#awaitSilence(frame.conversation);
    if (frame.type === "error" && frame.id === null && frame.code === "unavailable") {
      clearTimeout(this.#resync);
      this.#resync = setTimeout(() => this.#dispatch({ type: "resync" }), RESYNC_AFTER);
    }
  }

  #awaitSilence(conversation: string): void {
    clearTimeout(this.#typingTimers.get(conversation));
    this.#typingTimers.set(
      conversation,
      setTimeout(() => this.#dispatch({ type: "typing_stopped", conversation }), TYPING_LASTS),
    );
  }

  #dispatch(action: Action): void {
    const { desk, send } = update(this.#desk, action);
    if (desk === this.#desk && send.length === 0) return;
    this.#desk = desk;
    for (const frame of send) this.#connection.send(frame);
    this.#notify();
  }

  #notify(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.keep();
      this.#changed();
    }, GATHER);
  }
}
