/** The demo shop: a host page like any other. It knows of the widget only what every website may know. */

import { render } from "lit";
import { otherLocale, pickLocale, type Locale } from "../shared/i18n.ts";
import { demoAgent, demoCustomer, isDemo } from "./demo.ts";
import { en } from "./messages/en.ts";
import { ko } from "./messages/ko.ts";
import { page, type ShopState } from "./page.ts";

/** The widget's methods that this page uses. */
interface Widget extends HTMLElement {
  open(): void;
  identify(token: string): void;
  setContext(context: { locale: string }): void;
}

const LANGUAGE = "dalbit:language";
const SIGNED_IN = "dalbit:signed-in";
const texts = { en, ko };

const first = pickLocale(
  new URLSearchParams(location.search).get("lang"),
  localStorage.getItem(LANGUAGE),
  navigator.language,
);
let state: ShopState = {
  locale: first,
  text: texts[first],
  demo: false,
  signedIn: false,
  failed: false,
};

async function widget(): Promise<Widget> {
  await customElements.whenDefined("handrail-support");
  return document.querySelector<Widget>("handrail-support")!;
}

function show(change: Partial<ShopState>): void {
  state = { ...state, ...change };
  document.documentElement.lang = state.locale;
  document.title = state.text.title;
  render(
    page(state, {
      switchLanguage: () => void speak(otherLocale(state.locale)),
      ask: () => void widget().then((element) => element.open()),
      signIn: () => void signIn(),
      openConsole: () => void openConsole(),
    }),
    document.querySelector<HTMLElement>("#shop")!,
  );
}

async function speak(locale: Locale): Promise<void> {
  localStorage.setItem(LANGUAGE, locale);
  show({ locale, text: texts[locale] });
  (await widget()).setContext({ locale });
}

async function signIn(): Promise<void> {
  try {
    const token = await demoCustomer();
    (await widget()).identify(token);
    sessionStorage.setItem(SIGNED_IN, "yes");
    show({ signedIn: true, failed: false });
  } catch {
    show({ failed: true });
  }
}

async function openConsole(): Promise<void> {
  // Opened before the wait: a browser blocks windows that no click opened.
  const tab = window.open("about:blank", "_blank");
  try {
    await demoAgent();
    if (tab) tab.location.href = new URL("/console", location.href).href;
    show({ failed: false });
  } catch {
    tab?.close();
    show({ failed: true });
  }
}

show({});
void isDemo().then((demo) => {
  show({ demo });
  if (demo && sessionStorage.getItem(SIGNED_IN) !== null) void signIn();
});
