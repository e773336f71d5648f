import type { CatalogueOf } from "../../i18n.ts";

/** What the console and the editor page say in the same English words; a part of both catalogues. */
export const desk = {
  product: "Handrail",

  // sign-in
  signIn: "Sign in",
  email: "E-mail",
  password: "Password",
  showPassword: "Show",
  hidePassword: "Hide",
  signingIn: "Signing in…",
  demoNote: "This is a demo shop: no password needed.",
  wrongPassword: "That e-mail and password do not match. Check both and try again.",
  tooManyTries: (seconds: number) =>
    `Too many tries. Wait ${seconds} ${seconds === 1 ? "second" : "seconds"}, then try again.`,
  serverAway: "The desk does not answer right now. Check your connection and try again.",
  demoOff: "The demo sign-in is switched off. Sign in with your e-mail and password.",
  emailMissing: "Enter your e-mail address.",
  passwordMissing: "Enter your password.",
  loading: "Loading…",

  // header and dialogs
  signOut: "Sign out",
  keyboardShortcuts: "Keyboard shortcuts",
  close: "Close",
};

/** The words that are the same on both pages. */
export type SharedWords = CatalogueOf<typeof desk>;

/** Everything that the shared parts say: the same words, and what each page has its own for. */
export interface DeskWords extends SharedWords {
  readonly signInLead: string;
  readonly demoSignIn: string;
  readonly signedOutElsewhere: string;
}
