import { desk } from "../../shared/desk/messages/en.ts";
import type { CatalogueOf } from "../../shared/i18n.ts";

const some = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** The editor page's words in English. `ko.ts` has the same keys; the compiler and a test hold them together. */
export const en = {
  ...desk,
  editor: "Answers",

  // sign-in
  signInLead: "Write the answers that customers read.",
  demoSignIn: "Enter as the demo editor",
  signedOutElsewhere: "Your sign-in has run out. Sign in again; your drafts are still here.",
  notAnEditor: (email: string) =>
    `${email} may not edit answers. Ask whoever runs this desk to give the account the role “editor”.`,

  // header
  pages: "Pages",
  entries: "Entries",
  gaps: "Unanswered",
  openGaps: (count: number) => some(count, "open question", "open questions"),
  history: "History",
  publish: "Publish",
  filesChanged: (count: number) => some(count, "changed file", "changed files"),
  skipToContent: "Skip to the content",
  cancel: "Cancel",
  goOn: "Go on",

  // list of entries
  searchEntries: "Search entries",
  newEntry: "New entry",
  tag: "Tag",
  allTags: "All tags",
  show: "Show",
  shows: {
    all: "All entries",
    changed: "Changed by me",
    problems: "With problems",
    en_missing: "No English",
    ko_missing: "No Korean",
    live: "Live",
    future: "Not yet live",
    expired: "Expired",
  },
  sort: "Sort",
  sorts: {
    file: "File order",
    served: "Most served",
    helpful: "Most helpful",
    person: "Most to a person",
  },
  entriesShown: (shown: number, all: number) =>
    shown === all ? some(all, "entry", "entries") : `${shown} of ${some(all, "entry", "entries")}`,
  checkingAll: "Examining all entries…",
  noEntryFits: "No entry fits. Try fewer words, or clear the filters.",
  changes: { new: "New", changed: "Changed" },
  states: { live: "Live", future: "Not yet live", expired: "Expired" },
  missing: { en: "No English", ko: "No Korean" },
  languages: { en: "English", ko: "Korean" },
  phrasingCount: (count: number) => some(count, "phrasing", "phrasings"),
  problemCount: (count: number) => some(count, "problem", "problems"),
  servedCount: (count: number) => `${count.toLocaleString("en")} served`,
  helpfulShare: (percent: string) => `${percent} helpful`,
  personCount: (count: number) => `${count.toLocaleString("en")} to a person`,
  noSuchEntry: (id: string) => `There is no entry ${id}.`,

  // edit
  chooseEntry: "Choose an entry",
  chooseEntryHint:
    "Or ask a question as a customer would, and see what the bot makes of it. Nothing you do here reaches customers before you publish.",
  backToList: "Back to the list",
  draft: "Draft",
  addPhrasing: "Add a phrasing",
  addLanguage: "Add the other language",
  discardDraft: "Discard",
  discardQuestion: (file: string) =>
    `Discard your changes to ${file}? They cannot be brought back.`,
  showSide: "Show preview and trial",
  hideSide: "Hide preview and trial",
  side: "Preview and trial",
  textOf: (file: string) => `Text of ${file}`,
  outdated: (file: string) => `Somebody has published a newer version of ${file} since you began.`,
  seeBoth: "See both versions",
  problems: "Problems",
  noErrors: "No errors in your draft. It is kept in this browser.",
  noErrorsPublished: "As customers have it now. Start typing to change it.",
  severities: { error: "Error", warning: "Warning" },
  kinds: {
    collision: "Mistaken for each other",
    stray: "Finds another entry",
    language: "Language missing",
    link: "Dead link",
    expired: "Expired",
    few: "Few phrasings",
    golden: "Golden question",
  },
  place: (file: string, line: number, column: number) => `${file}, line ${line}, column ${column}`,
  preview: "Preview",
  write: "Write",
  writeAnswer: { en: "Write the English answer", ko: "Write the Korean answer" },
  nothingToPreview: "Put the caret into an entry to see it as customers will.",
  noAnswerYet: "No answer yet.",
  getsTheOther: {
    en: "No English text: customers who read English get the Korean answer.",
    ko: "No Korean text: customers who read Korean get the English answer.",
  },
  customer: "Customer",
  bot: "Bot",
  talkToPerson: "Talk to a person",
  whichFile: "In which file?",
  newFile: "A new file…",
  fileName: "Name of the file",
  fileNameHint: "Small letters, digits, - and _, and .yml at the end, such as gifts.yml.",

  // try
  tryOut: "Try",
  tryLead: "Ask as a customer would. Your draft answers, not what is live.",
  tryPlaceholder: "A customer's question",
  tryIt: "Ask",
  customersLanguage: "The customer's language",
  asking: "Asking…",
  tryBroken: "Your draft has errors; mend them first.",
  asksBack: "I'm not sure I understood. Did you mean one of these?",
  noneOfThese: "None of these",
  declines: "I don't know that. A person can help.",
  outcomes: {
    answer: "The bot is sure enough and answers.",
    ask: "The bot is not sure and asks back.",
    abstain: "The bot has nothing that fits: it declines and offers a person.",
  },
  outcomeNames: { answer: "answered", ask: "asked back", abstain: "declined" },
  thresholds: (answer: string, ask: string) =>
    `It answers from ${answer}, and asks back from ${ask} (the two lines).`,
  alsoFound: "What it found, and how sure it is",

  // publish
  publishLead: "One last look. Customers get the new text a moment after you publish.",
  nothingToPublish:
    "You have changed nothing. Open an entry and edit it; what you change waits here.",
  liveForCustomers: "Live for customers",
  publishedAs: (number: number, at: string) => `Publication ${number}, ${at}, version`,
  whatChanges: "What changes",
  changesOf: (file: string) => `Changes of ${file}`,
  editFile: "Edit",
  checkBefore: "Check",
  checkNow: "Check now",
  checkingDeep: "Reading all entries, comparing phrasings, asking the golden questions…",
  seconds: (count: number) => `${count} s`,
  notCheckedYet: "Not checked yet.",
  checkClean: "Nothing to complain of.",
  checkFound: (errors: number, warnings: number) =>
    `${some(errors, "error", "errors")}, ${some(warnings, "warning", "warnings")}. Warnings do not keep you from publishing.`,
  warningsElsewhere: (count: number) =>
    `${some(count, "warning", "warnings")} about entries you have not changed`,
  goldenPassed: (passed: number, asked: number) =>
    asked === 0 ? "" : `${passed} of ${some(asked, "golden question", "golden questions")} passed.`,
  goldenFailed: (count: number) =>
    `${some(count, "golden question fails", "golden questions fail")}`,
  goldenLead: "These questions must go on finding their answers. Add phrasings until they do.",
  goldenBefore: "They fail in what is live too, so they do not keep you from publishing.",
  goldenExpected: "expected",
  goldenGot: "got",
  goldenNone: "no answer",
  messageLabel: "What have you changed, and why?",
  messagePlaceholder: "Delivery to Jeju takes one day more in winter",
  publishNow: "Publish to customers",
  publishing: "Publishing…",
  publishRefused:
    "Not published, and nothing changed for customers: mend what stands under “Check”.",
  publishAway:
    "Not published: the FAQ service does not answer. Your draft is kept; try again in a moment.",
  mendFirst: "Mend the errors above first.",
  resolveFirst: "Decide between the two versions above first.",
  conflictOf: (file: string) => `Two versions of ${file}`,
  conflictLead:
    "Somebody has published this file since you began. Theirs is on the left, yours on the right: the arrows take a part of theirs over, and you can type on the right.",
  conflictGone: "Somebody has taken this file away since you began. Yours is on the right.",
  theirVersion: "Published by somebody else",
  yourVersion: "Yours",
  takeThisPart: "Take this part over",
  keepRight: "Go on with the right side",
  takeTheirs: "Drop mine, keep theirs",
  diffLine: { added: "added", removed: "removed" },
  noDifference: "Nothing differs.",

  // history
  historyLead:
    "Everything that customers have been reading, the newest first. You can always go back.",
  noHistory: "Nothing has been published yet.",
  publicationNumber: (number: number) => `Publication ${number}`,
  liveNow: "Live now",
  entryCount: (count: number) => some(count, "entry", "entries"),
  linesChanged: (added: number, removed: number) =>
    `${some(added, "line", "lines")} added, ${removed} removed`,
  goBackToThis: "Go back to this",
  goBackQuestion: (number: number) => `Go back to publication ${number}?`,
  goBackLead:
    "Customers get its texts at once. What is live now stays in the history; your drafts stay too.",
  goBackYes: "Go back",
  wentBack: (number: number, at: string) =>
    `Done: live for customers as publication ${number}, ${at}.`,

  // gaps
  gapsTitle: "What customers ask and we can't answer",
  gapsLead:
    "Declined, asked back, not helpful, or ended with a person: gathered by what they are about, the most asked first, in customers' words. Personal data is masked.",
  gapsCount: (clusters: number, questions: number) =>
    `${some(questions, "question", "questions")} in ${some(clusters, "group", "groups")}`,
  noGaps: "Nothing open. When the bot cannot answer something, it appears here.",
  timesAsked: (count: number): string => (count === 1 ? "time asked" : "times asked"),
  gapKinds: {
    declined: "Declined",
    asked_back: "Asked back",
    unhelpful: "Not helpful",
    person: "Ended with a person",
  },
  gapSpan: (conversations: number, since: string, latest: string) =>
    `${some(conversations, "conversation", "conversations")}, ${since} – ${latest}`,
  moreQuestions: (count: number) => `${count} more`,
  nearest: "Nearest entries",
  addWordsThere: "Add these words there",
  makeEntry: "Make a new entry",
  inFile: "in",
  gapDone: "Done",
  gapNotOurs: "Not ours to answer",
  dismissHint: "Takes this group off the list",

  // status line
  live: "Live for customers",
  liveSince: (at: string) => `Live for customers since ${at}`,
  version: "Version",
  stillLearning: "Learning the new phrasings; sharper in a minute",
  brokenOnDisk: (count: number) =>
    `The content folder has ${some(count, "error", "errors")}: customers keep the last good version.`,
  showErrors: "Show",
  hideErrors: "Hide",
  faqAway: "The FAQ service does not answer. Trying again…",
  faqAwayKept: "The FAQ service does not answer. Your draft is kept here; trying again…",
  keptHere: (count: number) =>
    `${some(count, "unpublished file", "unpublished files")}, kept in this browser`,
  nothingUnpublished: "Nothing unpublished",
  notKept: "This browser does not keep drafts: publish before you close the page.",

  // keys
  keys: {
    search: "Search entries",
    walk: "Walk through the list; Enter opens",
    problem: "Next problem (Shift: the one before)",
    complete: "What can stand here",
    find: "Find in the file",
    undo: "Undo",
    publish: "Review and publish",
    leave: "Leave the text; it never indents",
  },
};

/** What every catalogue must have. */
export type Catalogue = CatalogueOf<typeof en>;
