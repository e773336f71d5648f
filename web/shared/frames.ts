/** Every frame of the socket protocol, as the gateway types them (`handoff_gateway/frames.py`, `docs/protocol.md`). */

export const PROTOCOL = 1;
/** Characters of one utterance. */
export const MAX_TEXT = 4000;

/** The gateway closes with it when a frame broke the protocol: reconnecting would break it again. */
export const CLOSE_PROTOCOL_ERROR = 4400;
/** The gateway closes with it when the token or the agent's session no longer counts. */
export const CLOSE_SIGN_IN_NEEDED = 4401;

export type Locale = "en" | "ko";

export interface Page {
  readonly url: string;
  readonly title: string;
}

// --- what happened: the `event` of an entry ----------------------------------------------------

export interface AgentName {
  readonly name: string;
  /** Only agents see it. */
  readonly id?: string;
}

/** Where a reply comes from. `abstain` with id `bot_unavailable` is the gateway's own sentence while the bot is away. */
export interface Source {
  readonly kind: "faq" | "job" | "smalltalk" | "handoff" | "abstain";
  readonly id: string;
}

export interface ReplyButton {
  readonly id: string;
  readonly label: string;
}

export interface BotReply {
  /** Markdown. */
  readonly text: string;
  readonly buttons: readonly ReplyButton[];
  readonly source: Source;
  readonly confidence: number | null;
}

/** A job's form as far as it was filled in when a person was asked for. */
export interface Form {
  readonly name: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** Where a customer wants to be answered. */
export interface Contact {
  readonly channel: "email" | "phone";
  readonly value: string;
}

/** What a step of the wait does. */
export type SlaAction = "widen" | "alert" | "raise_priority" | "offer_message";

export type Event =
  | {
      readonly kind: "started";
      readonly locale: Locale;
      readonly page: Page | null;
      readonly continues: string | null;
      readonly customer_name: string | null;
      readonly verified: boolean;
      /** Begins with a person; a gateway older than this does not say. */
      readonly people_first?: boolean;
      /** Only agents see it. */
      readonly email?: string | null;
    }
  | { readonly kind: "context_changed"; readonly locale: Locale | null; readonly page: Page | null }
  | {
      readonly kind: "identified";
      readonly customer_name: string | null;
      readonly verified: true;
      /** Only agents see it. */
      readonly email?: string | null;
    }
  | {
      readonly kind: "customer_said";
      readonly id: string;
      readonly text: string;
      readonly choice: string | null;
      readonly ask_bot: boolean;
    }
  | {
      readonly kind: "bot_replied";
      /** Seq of the `customer_said` it answers. */
      readonly turn: number;
      readonly replies: readonly BotReply[];
      readonly door: true;
    }
  | {
      readonly kind: "answer_rated";
      /** Seq of the `bot_replied` that holds the answer. */
      readonly seq: number;
      /** `source.id` of the answer. */
      readonly entry: string;
      readonly helpful: boolean;
    }
  | { readonly kind: "preference_set"; readonly people_first: boolean }
  | {
      readonly kind: "handoff_requested";
      readonly cause: string;
      readonly by: "customer" | "bot";
      /** Only agents see it. */
      readonly form?: Form | null;
    }
  | { readonly kind: "handoff_cancelled" }
  | {
      readonly kind: "assigned";
      readonly agent: AgentName;
      /** `routing` gave it to them; a gateway older than this does not say. */
      readonly by?: "agent" | "routing";
    }
  | {
      readonly kind: "released";
      readonly agent: AgentName;
      readonly cause?: "agent" | "absent" | "unanswered";
    }
  | {
      readonly kind: "transferred";
      readonly agent: AgentName;
      /** One of both is null. */
      readonly to_agent: AgentName | null;
      readonly to_queue: string | null;
      /** Only agents see it. */
      readonly note?: string;
    }
  /** Only agents see it; customers see the kind `internal`. */
  | {
      readonly kind: "note_added";
      readonly id: string;
      readonly agent: AgentName;
      readonly text: string;
    }
  /** Something that is not for customers: it only keeps the numbers without gaps. */
  | { readonly kind: "internal" }
  | { readonly kind: "hand_back_offered"; readonly agent: AgentName; readonly recap: string }
  | { readonly kind: "hand_back_declined" }
  | {
      readonly kind: "sla_stepped";
      /** Seconds since the request. */
      readonly after: number;
      readonly actions: readonly SlaAction[];
    }
  | {
      readonly kind: "message_left";
      readonly id: string;
      readonly text: string;
      readonly contact: Contact;
      /** Milliseconds since 1970. */
      readonly promised_at: number;
    }
  | { readonly kind: "case_corrected"; readonly field: string; readonly value: string }
  | {
      readonly kind: "agent_said";
      readonly id: string;
      readonly text: string;
      readonly agent: AgentName;
    }
  | { readonly kind: "handed_back"; readonly agent: AgentName; readonly recap?: string }
  | { readonly kind: "ended"; readonly by: "customer" | "agent" | "silence" }
  | { readonly kind: "wrapped_up"; readonly disposition: Disposition };

// --- customer to gateway -----------------------------------------------------------------------

export interface CustomerHello {
  readonly type: "hello";
  readonly protocol: typeof PROTOCOL;
  readonly locale: Locale;
  readonly token: string | null;
  readonly identity: string | null;
  readonly page: Page | null;
  readonly conversation: string | null;
  readonly after: number;
}

export interface Say {
  readonly type: "say";
  readonly id: string;
  readonly text: string;
  /** Id of the bot's button that was pressed; `text` is then its label. */
  readonly choice?: string;
  /** While waiting for a person: these words are for the bot. */
  readonly ask_bot?: boolean;
}

/** Whether an FAQ answer helped; said again, the last word counts. */
export interface Rate {
  readonly type: "rate";
  readonly id: string;
  readonly conversation: string;
  /** Seq of the `bot_replied` that holds the answer. */
  readonly seq: number;
  /** `source.id` of the answer. */
  readonly entry: string;
  readonly helpful: boolean;
}

export interface AskHuman {
  readonly type: "ask_human";
  readonly id: string;
}

export interface CancelHandoff {
  readonly type: "cancel_handoff";
  readonly id: string;
}

/** Whether the next conversations begin with a person, the bot being skipped. */
export interface SetPreference {
  readonly type: "set_preference";
  readonly id: string;
  readonly people_first: boolean;
}

export interface CustomerEnd {
  readonly type: "end";
  readonly id: string;
}

/** Instead of waiting. */
export interface LeaveMessage {
  readonly type: "leave_message";
  readonly id: string;
  readonly text: string;
  readonly contact: Contact;
}

/** Whether the bot may go on, when the agent has asked. */
export interface AnswerHandBack {
  readonly type: "answer_hand_back";
  readonly id: string;
  readonly agree: boolean;
}

export interface CorrectCase {
  readonly type: "correct_case";
  readonly id: string;
  readonly field: string;
  readonly value: string;
}

/** The conversation was seen up to here. */
export interface Read {
  readonly type: "read";
  readonly conversation: string;
  readonly seq: number;
}

export type CustomerOut =
  | CustomerHello
  | Say
  | Rate
  | AskHuman
  | CancelHandoff
  | LeaveMessage
  | AnswerHandBack
  | CorrectCase
  | Read
  | { readonly type: "read_case" }
  | SetPreference
  | CustomerEnd
  | { readonly type: "set_context"; readonly locale?: Locale; readonly page?: Page }
  | { readonly type: "identify"; readonly identity: string }
  | { readonly type: "typing" };

// --- agent to gateway --------------------------------------------------------------------------

export type Disposition = "solved" | "follow_up" | "not_solved" | "no_answer";
export type PresenceStatus = "online" | "away";

export type AgentOut =
  | { readonly type: "hello"; readonly protocol: typeof PROTOCOL }
  | { readonly type: "presence"; readonly status: PresenceStatus }
  | { readonly type: "accept"; readonly id: string; readonly conversation?: string }
  | { readonly type: "open"; readonly conversation: string; readonly after: number }
  | { readonly type: "leave"; readonly conversation: string }
  | {
      readonly type: "reply";
      readonly id: string;
      readonly conversation: string;
      readonly text: string;
    }
  | { readonly type: "typing"; readonly conversation: string }
  | { readonly type: "release"; readonly id: string; readonly conversation: string }
  | {
      readonly type: "transfer";
      readonly id: string;
      readonly conversation: string;
      /** Either a queue or an agent. */
      readonly queue?: string;
      readonly agent?: string;
      readonly note: string;
    }
  | {
      readonly type: "note";
      readonly id: string;
      readonly conversation: string;
      readonly text: string;
    }
  | Read
  | {
      readonly type: "hand_back";
      readonly id: string;
      readonly conversation: string;
      readonly recap: string;
    }
  | { readonly type: "end"; readonly id: string; readonly conversation: string }
  | {
      readonly type: "wrap_up";
      readonly id: string;
      readonly conversation: string;
      readonly disposition: Disposition;
    };

// --- gateway to both ---------------------------------------------------------------------------

/** One numbered entry of a conversation's log; the first is number 1. */
export interface Entry {
  readonly type: "entry";
  readonly conversation: string;
  readonly seq: number;
  /** Milliseconds since 1970, the gateway's clock. */
  readonly at: number;
  readonly event: Event;
}

/** The frame with this id is durable as entry `seq`. */
export interface Ack {
  readonly type: "ack";
  readonly id: string;
  readonly conversation: string;
  readonly seq: number;
}

export interface TypingNotice {
  readonly type: "typing";
  readonly conversation: string;
  readonly who: "bot" | "customer" | "agent";
}

/** How far a side has read. */
export interface WasRead {
  readonly type: "was_read";
  readonly conversation: string;
  readonly who: "customer" | "agent";
  readonly seq: number;
}

/** What the bot made of one question. */
export interface Attempt {
  /** Null for a pressed button. */
  readonly words: string | null;
  readonly outcome: "answer" | "ask" | "decline" | "job" | "talk";
  /** Ids in the FAQ. */
  readonly entries: readonly string[];
  readonly text: string;
}

export interface Filled {
  readonly field: string;
  readonly value: string;
}

export interface EarlierCase {
  readonly conversation: string;
  readonly opened: number;
  readonly question: string;
  readonly disposition: string | null;
  readonly helpful: number;
  readonly unhelpful: number;
}

export interface LeftMessage {
  readonly text: string;
  readonly contact: Contact;
  readonly promised_at: number;
}

export type Mood = "calm" | "upset";

/** What is known before anybody asks again; the customer reads the same. Times in milliseconds since 1970. */
export interface CaseFile {
  readonly type: "case";
  readonly conversation: string;
  readonly locale: Locale;
  readonly customer_name: string | null;
  readonly email: string | null;
  /** What the name and the e-mail rest on. */
  readonly proof: "host_token" | "none";
  readonly page_title: string;
  readonly page_url: string | null;
  readonly cause: string | null;
  readonly since: number | null;
  readonly question: string;
  readonly tried: readonly Attempt[];
  readonly form: string | null;
  readonly filled: readonly Filled[];
  readonly mood: Mood;
  readonly message: LeftMessage | null;
  readonly corrections: readonly Filled[];
  readonly earlier: readonly EarlierCase[];
}

/** The newest number of a followed conversation. */
export interface Tip {
  readonly type: "tip";
  readonly conversation: string;
  readonly version: number;
}

/** What we have of this conversation stands no more; `version` entries follow from number 1, or 0: it is gone. */
export interface StartFresh {
  readonly type: "start_fresh";
  readonly conversation: string;
  readonly version: number;
}

export type ErrorCode =
  | "bad_frame"
  | "too_large"
  | "hello_first"
  | "unsupported_protocol"
  | "unauthorised"
  | "not_found"
  | "refused"
  | "taken"
  | "too_fast"
  | "too_many"
  | "unavailable";

/** Something sent was not accepted; nothing was kept of it. */
export interface ErrorFrame {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  readonly id: string | null;
  /** Seconds. */
  readonly retry_after: number | null;
}

type Common =
  | Entry
  | Ack
  | TypingNotice
  | WasRead
  | CaseFile
  | Tip
  | StartFresh
  | ErrorFrame;

// --- gateway to customer -----------------------------------------------------------------------

export interface CustomerWelcome {
  readonly type: "welcome";
  readonly protocol: number;
  readonly token: string;
  readonly customer: string;
  readonly name: string | null;
  readonly conversation: string | null;
  readonly version: number;
  readonly door: true;
}

/** The wait, told honestly: comes only while the queue entry is durable. Times in milliseconds since 1970. */
export interface Waiting {
  readonly type: "waiting";
  readonly conversation: string;
  readonly position: number;
  readonly since: number;
  readonly agents_online: number;
  readonly opens_at: number | null;
  /** When somebody is likely to answer, at the earliest and at the latest; null: not known. */
  readonly soonest: number | null;
  readonly latest: number | null;
  /** By when a message left now would be answered. */
  readonly answer_by: number;
  /** The wait is long, or nobody is there: leaving a message is the better way. */
  readonly offered: boolean;
}

export type CustomerIn = Common | CustomerWelcome | Waiting;

// --- gateway to agent --------------------------------------------------------------------------

export type Stage = "bot" | "queued" | "ticket" | "assigned" | "wrap_up" | "closed";

export interface AgentCard {
  readonly id: string;
  readonly name: string;
  readonly status: PresenceStatus | "offline";
  readonly load: number;
}

export interface ConversationCard {
  readonly conversation: string;
  readonly stage: Stage;
  readonly version: number;
  readonly locale: Locale;
  readonly customer_name: string | null;
  readonly customer_verified: boolean;
  readonly page_title: string;
  readonly page_url: string | null;
  readonly cause: string | null;
  readonly since: number;
  readonly last_text: string;
  readonly last_from: "customer" | "bot" | "agent" | "none";
  readonly agent_name: string | null;
  /** Where it was transferred to. */
  readonly queue: string | null;
  /** What the wait's steps did. */
  readonly actions: readonly SlaAction[];
  /** An agent has spoken since the request. */
  readonly answered: boolean;
  /** By when a left message is to be answered. */
  readonly promised_at: number | null;
  readonly mood: Mood;
}

/** A queue of the desk's rules. */
export interface QueueName {
  readonly id: string;
  readonly name: Readonly<Record<Locale, string>>;
}

export interface AgentWelcome {
  readonly type: "welcome";
  readonly protocol: number;
  readonly agent: AgentCard;
  readonly email: string;
  readonly capacity: number;
}

export interface Desk {
  readonly type: "desk";
  readonly queue: readonly ConversationCard[];
  readonly mine: readonly ConversationCard[];
  /** Those of `queue` and `mine` whose customer has the chat open. */
  readonly here: readonly string[];
  /** A gateway without rules for queues does not say. */
  readonly queues?: readonly QueueName[];
  readonly agents: readonly AgentCard[];
  readonly capacity: number;
}

export interface Opened {
  readonly type: "opened";
  readonly card: ConversationCard;
}

export type AgentIn = Common | AgentWelcome | Desk | Opened;
