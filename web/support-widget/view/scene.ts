/** All that is needed to draw the widget, and all that can be done in it. Views are functions of a scene. */

import type { ReplyButton } from "../../shared/frames.ts";
import type { Messages } from "../messages/catalogue.ts";
import { withBot, type SessionState } from "../session.ts";
import type { Draft, Fault } from "./leave.ts";

/** What lies over the log: the form for a message, or what we know. */
export type Sheet = "message" | "case";

export interface Scene extends SessionState {
  readonly text: Messages;
  readonly label: string;
  readonly unread: number;
  /** While waiting: the next words are for the bot. */
  readonly asksBot: boolean;
  readonly confirmsEnd: boolean;
  /** Characters beyond what one message may have. */
  readonly tooLongBy: number;
  readonly sheet: Sheet | null;
  /** What was asked for by phone or by e-mail. */
  readonly channel: Draft["channel"];
  /** What is wrong with the message, once leaving it was tried. */
  readonly faults: readonly Fault[];
  /** The field of the case file that is being corrected. */
  readonly editing: string | null;
  readonly act: Actions;
}

export interface Actions {
  open(): void;
  close(): void;
  switchLanguage(): void;
  askHuman(): void;
  suggest(words: string): void;
  choose(button: ReplyButton): void;
  rate(seq: number, entry: string, helpful: boolean): void;
  retry(id: string): void;
  retryNow(): void;
  backToBot(): void;
  peopleFirst(wish: boolean): void;
  address(bot: boolean): void;
  wrote(event: Event): void;
  openSheet(sheet: Sheet): void;
  closeSheet(): void;
  answerBy(channel: Draft["channel"]): void;
  leaveMessage(): void;
  answerHandBack(agree: boolean): void;
  edit(field: string | null): void;
  correct(field: string): void;
  submit(): void;
  askEnd(asks: boolean): void;
  end(): void;
  startAnew(): void;
}

/** Whether the door stands under the bot's newest turn: a person is neither there nor asked for. */
export function offersDoor({ view, asking }: Scene): boolean {
  return view !== null && withBot(view) && asking !== "asking";
}

/** Whether nothing can be sent just now; a first try that is still young does not count. */
export function isOffline({ connection }: Scene): boolean {
  return connection.status !== "open" && connection.attempt > 0;
}
