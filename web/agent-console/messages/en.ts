import { desk } from "../../shared/desk/messages/en.ts";
import type { CatalogueOf } from "../../shared/i18n.ts";

/** The console's words in English. `ko.ts` has the same keys; the compiler and a test hold them together. */
export const en = {
  ...desk,
  console: "Agent console",

  // sign-in
  signInLead: "Answer the customers who asked for a person.",
  demoSignIn: "Enter as the demo agent",
  signedOutElsewhere: "Your sign-in has run out. Sign in again; your drafts are still here.",
  editorOnly: (name: string) =>
    `You are signed in as ${name}. This account is for the editor page, not for talking with customers.`,
  toEditorPage: "Open the editor page",

  // header
  language: "Language",
  presence: "Your presence",
  online: "Online",
  away: "Away",
  waitingNow: (count: number) => (count === 0 ? "Nobody waiting" : `${count} waiting`),
  editorPage: "Edit answers",
  skipToConversation: "Skip to the conversation",

  // connection
  connected: "Connected",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Connecting again…",
  reconnectingIn: (seconds: number) => `Connection lost. Trying again in ${seconds} s.`,
  retryNow: "Try now",
  outOfDate: "This page is out of date and cannot talk to the desk any more. Load it again.",
  reload: "Load again",

  // the list on the left
  conversations: "Conversations",
  queue: "Waiting",
  mine: "My conversations",
  takeNext: "Take next",
  accept: "Accept",
  accepting: "Accepting…",
  acceptOf: (name: string) => `Accept ${name}`,
  queueEmpty: "Nobody is waiting.",
  queueEmptyHint: "New customers appear here the moment they ask for a person.",
  mineEmpty: "No open conversations. Take the next customer to begin.",
  awayHint: "You are away. Go online to take customers.",
  goOnline: "Go online",
  visitor: "Visitor",
  draft: "Draft",
  wrapUpMark: "Wrap up",
  unread: (count: number) => `${count} unread`,
  isTyping: "typing…",
  you: "You",
  bot: "Bot",
  noWordsYet: "No words yet",
  verified: "Verified",
  notVerified: "Not verified",
  english: "English",
  korean: "Korean",

  // causes of a handoff
  causes: {
    asked: "Asked for a person",
    people_first: "Always wants a person",
    harm: "Somebody may be in danger",
    fraud: "Speaks of fraud",
    legal: "Speaks of legal steps",
    threatened_cancellation: "About to leave us",
    upset: "Very upset",
    complaint: "Complaint",
    misunderstood_twice: "Not understood, again and again",
    same_question_again: "Asked the same again",
    failed_job: "Bot could not do it",
    topic_needs_person: "Topic for a person",
    bot_away: "Bot was away",
  },

  // what a job had filled in
  slots: { order_number: "Order number", email: "E-mail on the order" },

  // transcript
  transcript: "Transcript",
  transcriptOf: (name: string) => `Transcript with ${name}`,
  chooseConversation: "Choose a conversation",
  chooseConversationHint: "You can read along with waiting customers before you accept them.",
  nothingWaitingTitle: "All quiet",
  nothingWaitingHint:
    "Nobody is waiting. The next customer who asks for a person appears on the left.",
  loadingConversation: "Loading the conversation…",
  newMessages: "New messages",
  customer: "Customer",
  someoneTyping: (name: string) => `${name} is typing…`,
  sending: "Sending…",
  sent: "Sent",
  sendAgain: "Send again",
  backToComposer: "Edit",
  choseAnswer: "Chose an answer",
  askedTheBot: "Asked the bot",
  choicesOffered: "Choices offered",
  helped: "Helped the customer",
  didNotHelp: "Did not help",
  sources: {
    faq: "FAQ",
    job: "Job",
    smalltalk: "Small talk",
    handoff: "Handoff",
    abstain: "No answer",
  },
  confidence: (percent: string) => `${percent} sure`,
  today: "Today",
  yesterday: "Yesterday",

  // system lines
  started: "The conversation began",
  startedOn: (page: string) => `The conversation began on “${page}”`,
  continues: "Continues an earlier conversation",
  movedTo: (page: string) => `Moved to “${page}”`,
  switchedLanguage: (language: string) => `Switched to ${language}`,
  identifiedAs: (name: string) => `Signed in on the website as ${name}`,
  identified: "Signed in on the website",
  askedForPerson: "Asked for a person",
  botHandedOver: (cause: string) => `The bot asked for a person: ${cause}`,
  wentBackToBot: "Went back to the bot",
  youTookOver: "You took over",
  agentTookOver: (name: string) => `${name} took over`,
  youReleased: "You put the conversation back in the queue",
  agentReleased: (name: string) => `${name} put the conversation back in the queue`,
  youHandedBack: "You handed the conversation back to the bot",
  agentHandedBack: (name: string) => `${name} handed the conversation back to the bot`,
  customerEnded: "The customer ended the conversation",
  agentEnded: "The agent ended the conversation",
  wrappedUp: (disposition: string) => `Wrapped up: ${disposition}`,

  // composer and what can be done
  replyTo: (name: string) => `Reply to ${name}`,
  replyPlaceholder: "Write a reply",
  send: "Send",
  sendHint: "Enter sends, Shift + Enter starts a new line",
  tooLong: (over: number) => `${over} characters too many`,
  end: "End",
  endHint: "Your choice ends the conversation for the customer.",
  keepOpen: "Keep it open",
  withYou: "With you",
  release: "Release",
  releaseHint: "Back to the queue; the customer keeps the place",
  handBack: "Hand back to bot",
  readOnlyQueued: "Waiting for a person. Accept the conversation to answer.",
  readOnlyBot: "The bot has this conversation.",
  readOnlyOther: (name: string) => `${name} has this conversation.`,
  readOnlyOtherUnknown: "A colleague has this conversation.",
  readOnlyClosed: "This conversation is over.",

  // wrap-up
  wrapUp: "Wrap up",
  wrapUpQuestion: "What came of it?",
  dispositions: {
    solved: "Solved",
    follow_up: "Needs follow-up",
    not_solved: "Not solved",
    no_answer: "No answer",
  },

  // case panel
  caseFile: "Case",
  showCase: "Show the case",
  hideCase: "Hide the case",
  page: "Page",
  cause: "Cause",
  waitingSince: "Waiting since",
  waited: "Waited",
  startedAt: "Began",
  handledBy: "With",
  conversationId: "Conversation",
  earlierConversations: "Earlier conversations",
  earlierConversation: "Earlier conversation",
  earlierUnavailable: "Earlier conversations can't be read just now.",
  backToCase: "Back to the case",
  copy: "Copy",
  copied: "Copied",
  opensNewTab: "opens in a new tab",
  unknown: "Unknown",
  stages: {
    bot: "With the bot",
    queued: "Waiting",
    assigned: "With an agent",
    wrap_up: "Wrap-up",
    closed: "Closed",
  },

  // narrow screens
  backToList: "Back to the list",

  // shortcuts
  shortcutsOn: "Single-key shortcuts",
  shortcutsHint: "They rest while you write in a field.",
  shortcuts: {
    next: "Next conversation",
    previous: "Previous conversation",
    take: "Take the customer who has waited longest",
    accept: "Accept the conversation shown",
    reply: "Write a reply",
    leave: "Leave the text field",
    help: "This list",
  },

  // what was refused, in plain words
  errors: {
    taken: "A colleague was faster: this conversation is taken.",
    refused: "That is not possible any more: the conversation has moved on.",
    refusedReply: "Not sent: this conversation is not yours any more.",
    refusedAway: "Not taken: you are away.",
    refusedFull: "You have as many conversations as you can hold. Finish one first.",
    refusedGone: "Nobody is waiting there any more.",
    unavailable: "The desk could not keep that. Nothing was done; try again.",
    too_fast: "That was too quick. Wait a moment and try again.",
    too_many: "You have too many connections open. Close other tabs; this one tries again by itself.",
    not_found: "This conversation cannot be found, or is not kept any more.",
    too_large: "This is too long to send.",
    other: "The desk did not accept that. Try again; if it stays, load the page again.",
  },
  dismiss: "Dismiss",

  // spoken by screen readers
  newWaiting: (name: string, cause: string) => `New customer waiting: ${name}, ${cause}`,
  newMessageFrom: (name: string) => `New message from ${name}`,
};

/** What every catalogue must have. */
export type Catalogue = CatalogueOf<typeof en>;
