/** The page of the demo shop, as a function of its state. */

import { html, nothing, type TemplateResult } from "lit";
import { otherLocale, type CatalogueOf, type Locale } from "../shared/i18n.ts";
import hero from "./art/hero.svg";
import type { en } from "./messages/en.ts";
import { pieces, type Piece } from "./pieces.ts";

export interface ShopState {
  readonly locale: Locale;
  readonly text: CatalogueOf<typeof en>;
  readonly demo: boolean;
  readonly signedIn: boolean;
  readonly failed: boolean;
}

export interface ShopActions {
  switchLanguage(): void;
  ask(): void;
  signIn(): void;
  openConsole(): void;
}

export function page(state: ShopState, act: ShopActions): TemplateResult {
  const { text } = state;
  return html`${state.demo ? demoBar(state, act) : nothing}
    <header class="top">
      <a class="name" href="#top" id="top"><span lang="en">Dalbit</span> <span lang="ko">달빛</span></a>
      <nav aria-label=${text.navigation}>
        <a href="#pieces">${text.navPieces}</a>
        <a href="#promise">${text.navDelivery}</a>
        <a href="#visit">${text.navVisit}</a>
      </nav>
      <button
        class="language"
        lang=${otherLocale(state.locale)}
        title=${text.switchLanguage}
        @click=${act.switchLanguage}
      >
        ${text.otherLanguage}
      </button>
    </header>
    <main>
      <section class="hero">
        <div class="words">
          <p class="line">${text.heroLine}</p>
          <h1>${text.heroTitle}</h1>
          <p>${text.heroText}</p>
          <p class="ways">
            <a class="button" href="#pieces">${text.heroPieces}</a>
            <button class="button quiet" @click=${act.ask}>${text.heroAsk}</button>
          </p>
        </div>
        <img src=${hero} alt=${text.heroAlt} width="720" height="640" />
      </section>
      <section id="pieces">
        <h2>${text.piecesTitle}</h2>
        <p class="lead">${text.piecesText}</p>
        <ul class="pieces">${pieces.map((piece) => card(state, piece))}</ul>
      </section>
      <section id="promise">
        <h2>${text.promiseTitle}</h2>
        <div class="three">
          ${fact(text.deliveryTitle, text.deliveryText)} ${fact(text.returnsTitle, text.returnsText)}
          ${fact(text.personTitle, text.personText)}
        </div>
      </section>
      <section id="visit">
        <h2>${text.visitTitle}</h2>
        <div class="two">
          ${fact(text.showroom, text.showroomText)} ${fact(text.workshop, text.workshopText)}
        </div>
      </section>
    </main>
    <footer class="bottom">
      <p>${text.footerContact}</p>
      <p>${text.footer}</p>
    </footer>`;
}

function demoBar({ text, signedIn, failed }: ShopState, act: ShopActions): TemplateResult {
  return html`<aside class="demo" aria-label=${text.demoBar}>
    <p>${text.demoNote}</p>
    ${
      signedIn
        ? html`<p class="signed-in">${text.demoSignedIn}</p>`
        : html`<button @click=${act.signIn}>${text.demoCustomer}</button>`
    }
    <button @click=${act.openConsole}>${text.demoAgent}</button>
    ${failed ? html`<p class="failed" role="alert">${text.demoFailed}</p>` : nothing}
  </aside>`;
}

function card({ text, locale }: ShopState, piece: Piece): TemplateResult {
  return html`<li>
    <div class="picture" data-piece=${piece.name}>
      <img src=${piece.image} alt="" width="400" height="400" loading="lazy" />
    </div>
    <h3>${text[piece.name]}</h3>
    <p>${text[piece.text]}</p>
    <p class="price">${price(locale, piece)}</p>
  </li>`;
}

function price(locale: Locale, { won, dollars }: Piece): string {
  const [amount, currency] = locale === "ko" ? [won, "KRW"] : [dollars, "USD"];
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    maximumFractionDigits: 0,
  }).format(amount);
}

function fact(title: string, words: string): TemplateResult {
  return html`<div class="fact">
    <h3>${title}</h3>
    <p>${words}</p>
  </div>`;
}
