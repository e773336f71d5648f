/**
 * The one script tag: `<script type="module" src="https://desk.example/widget.js"></script>`.
 *
 * Defines `<handrail-support>` and puts one on the page when the page has none; the tag's `data-` settings
 * become its attributes (`data-locale="ko"`).
 */

import { HandrailSupport } from "./element.ts";

const SETTINGS = ["locale", "theme", "label", "open"] as const;

function tag(): HTMLScriptElement | undefined {
  // document.currentScript is null in modules.
  return [...document.scripts].find((script) => script.src === import.meta.url);
}

function insert(): void {
  if (document.querySelector("handrail-support") !== null) return;
  const element = document.createElement("handrail-support");
  const settings = tag()?.dataset ?? {};
  for (const name of SETTINGS) {
    const value = settings[name];
    if (value !== undefined) element.setAttribute(name, value);
  }
  document.body.append(element);
}

// A page may carry the tag twice; the second changes nothing.
if (customElements.get("handrail-support") === undefined) {
  customElements.define("handrail-support", HandrailSupport);
}
insert();
