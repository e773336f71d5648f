/** What the widget says in English. `ko.ts` has the same keys; the type check holds them together. */

export const en = {
  title: "Support",
  launch: "Chat with us",
  launchUnread: (count: number) =>
    count === 1 ? "Chat with us, 1 new message" : `Chat with us, ${count} new messages`,
  close: "Close the chat",
  otherLanguage: "한국어",
  switchLanguage: "한국어로 바꾸기",
  conversation: "Conversation",

  // Who has the conversation, and the door
  door: "Talk to a person",
  withBot: "You are with the shop's bot. A person is one click away.",
  asking: "Asking for a person…",
  askingOffline: "No connection. We will ask for a person the moment it is back.",
  askFailed: "We could not ask for a person just now. Please press the button again.",
  waitingPlace: (position: number) => `Waiting for a person. You are number ${position} in line.`,
  waitingNoPlaceYet: "Waiting for a person. Your place in line is kept.",
  waitingNobody: "Nobody is at the desk right now. Your place in line is kept.",
  ticketBy: (when: string) => `We have your message and answer by ${when}.`,
  withPerson: (name: string) => `You are with ${name}, a person.`,
  over: "This conversation has ended.",

  // Who said it
  bot: "Bot",
  person: (name: string) => `${name} · person`,
  you: "You",

  // Under an answer
  rate: "Was this helpful?",
  rateYes: "Yes, this helped",
  rateNo: "No, this did not help",
  rated: "Thank you for telling us.",
  sorry: "Sorry about that. Say it in other words, or talk to a person.",

  // Before the first word
  greeting:
    "Hello. I am the shop's bot. I answer most questions about orders, delivery and returns right away.",
  greetingNamed: (name: string) =>
    `Hello ${name}. I am the shop's bot. I answer most questions about orders, delivery and returns right away.`,
  greetingDoor: "Rather talk to a person? That is one click, at any time.",
  suggestTrack: "Where is my order?",
  suggestDelivery: "How long does delivery take?",
  suggestReturns: "How do I return something?",
  suggestions: "Common questions",

  // The conversation changed hands
  continued: "This goes on from your earlier conversation.",
  identified: (name: string) => `Signed in as ${name}.`,
  identifiedNameless: "You are signed in.",
  youAsked: "You asked for a person.",
  botAsked: "The bot asked for a person for you.",
  peopleFirstAsked: "You start with a person, as you wished.",
  withdrawn: "You withdrew your message. You are back with the bot.",
  cancelled: "You are back with the bot.",
  joined: (name: string) => `${name} is here, and can see everything said so far.`,
  given: (name: string) => `Passed to ${name}, who reads what was said and answers here.`,
  released: (name: string) => `${name} is with you no longer. Your place in line is kept.`,
  unanswered: (name: string) => `${name} could not answer yet. Your place in line is kept.`,
  handedBack: (name: string) => `${name} gave the conversation back to the bot.`,
  transferred: (name: string, to: string) => `${name} passed you on to ${to}.`,
  otherTeam: "another team",
  handBackDeclined: "You stay with the person.",
  endedByYou: "You ended the conversation.",
  endedByPerson: "The conversation was ended by the person you talked with.",
  endedBySilence: "The conversation was closed after a long silence.",

  // Back to the bot, if the customer agrees
  handBackAsk: (name: string) => `${name} asks: may the bot go on from here?`,
  handBackYes: "Yes, the bot may go on",
  handBackNo: (name: string) => `No, stay with ${name}`,
  recap: "What was agreed",

  // Waiting
  waitTitle: (position: number) => (position === 1 ? "You are next" : `Number ${position} in line`),
  waitTitleNoPlace: "Your place in line is kept",
  waitTitleNobody: (position: number) => `Place ${position} in line is kept`,
  waitRange: (minutes: string) => `A person answers in about ${minutes} minutes.`,
  waitLonger: "It is taking longer than we thought. We are still on it.",
  stepWiden: "We are asking more colleagues.",
  stepAlert: "The team knows that you are waiting.",
  stepRaise: "Your request was moved up.",
  waitSince: (time: string) => `You asked at ${time}. The wait counts from then.`,
  waitDesk: (agents: number) =>
    agents === 1 ? "One person is at the desk." : `${agents} people are at the desk.`,
  waitNobody: "Nobody is at the desk right now.",
  waitOpens: (when: string) => `The desk opens ${when}.`,
  waitLeave: "You can close this window and come back: the answer will be here.",
  waitMeanwhile: "Until then you can go on asking the bot.",
  backToBot: "Give up my place, back to the bot",
  peopleFirst: "Next time, start with a person and skip the bot",
  toPerson: "To the person",
  toBot: "Ask the bot meanwhile",
  addressee: "Who your next message is for",

  // A message instead of the wait
  leave: "Leave a message instead",
  leaveBy: (when: string) => `We answer by ${when}.`,
  leaveLead: "You need not wait here. What was said so far is with us already.",
  leaveText: "Your message",
  leaveEmail: "E-mail address",
  leavePhone: "Phone number",
  leaveSend: "Leave the message",
  noMessage: "Please write what we can do for you.",
  badEmail: "Please check the address. It looks like mina@example.com.",
  badPhone: "Please check the number. It has 7 to 15 digits, such as +82 10 1234 5678.",
  ticketAnswer: (when: string, where: string) => `We answer by ${when} at ${where}.`,
  ticketWithdraw: "Withdraw the message",

  // What we know
  caseTitle: "What we know",
  caseLead: "The people at the desk see the same, so that you need not say it twice.",
  caseQuestion: "Your question",
  caseName: "Your name",
  caseContact: "How we reach you",
  caseOrder: "Order number",
  caseOrderEmail: "E-mail on the order",
  casePage: "Page",
  caseProven: "Confirmed by this website",
  caseEarlier: "Earlier conversations",
  correct: "Correct",
  noted: (value: string) => `Noted before: ${value}`,
  save: "Save",
  cancel: "Cancel",
  back: "Back to the conversation",

  // Typing
  botTyping: "The bot is writing",
  personTyping: (name: string) => `${name} is writing`,

  // Writing
  write: "Write a message",
  writeToPerson: "Write to the person",
  writeToBot: "Ask the bot",
  writeTo: (name: string) => `Write to ${name}`,
  send: "Send",
  tooLong: (over: number) => (over === 1 ? "1 character too many" : `${over} characters too many`),
  sending: "Sending…",
  waitingForConnection: "Waiting for connection. It will be sent then.",
  sent: "Sent",
  read: "Read",
  failed: "Not sent.",
  failedTooFast: "Not sent: that was too fast.",
  tryAgain: "Try again",
  newMessages: "New messages",

  // Connection
  offline: "No connection. Trying again…",
  offlineRetry: "Try now",
  broken: "The chat needs a fresh start. Please reload the page.",

  // End, and start anew
  end: "End conversation",
  endQuestion: "End this conversation?",
  endYes: "End it",
  endNo: "Keep it open",
  startAnew: "Start a new conversation",
};
