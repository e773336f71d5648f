/** All that is needed to draw the widget, and all that can be done in it. Views are functions of a scene. */

import type { ReplyButton } from "../../shared/frames.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { SessionState } from "../session.ts";

export interface Scene extends SessionState {
  readonly text: Messages;
  readonly label: string;
  readonly unread: number;
  /** While waiting: the next words are for the bot. */
  readonly asksBot: boolean;
  readonly confirmsEnd: boolean;
  /** Characters beyond what one message may have. */
  readonly tooLongBy: number;
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
  wrote(): void;
  submit(): void;
  askEnd(asks: boolean): void;
  end(): void;
  startAnew(): void;
}

/** Whether the door stands under the bot's newest turn: a person is neither there nor asked for. */
export function offersDoor({ view, asking }: Scene): boolean {
  return view?.stage === "bot" && asking !== "asking";
}

/** Whether nothing can be sent just now; a first try that is still young does not count. */
export function isOffline({ connection }: Scene): boolean {
  return connection.status !== "open" && connection.attempt > 0;
}
