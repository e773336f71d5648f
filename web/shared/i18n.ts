/** Catalogues of messages, and what a language needs beside them: numbers, dates and times. */

import type { Locale } from "./frames.ts";

export type { Locale };

/**
 * What another language's catalogue must look like: the same keys; a sentence stays a sentence, and a
 * sentence with gaps stays a function of the same arguments. A missing or extra key is a type error.
 */
export type CatalogueOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

/** The languages that we speak. */
export const LOCALES: readonly Locale[] = ["en", "ko"];

export function otherLocale(locale: Locale): Locale {
  return locale === "en" ? "ko" : "en";
}

/** Each language named in itself, so that whoever needs it can read it. */
export const OWN_NAMES: Readonly<Record<Locale, string>> = { en: "English", ko: "한국어" };

/** The first of the wishes that we speak (`ko-KR` counts as `ko`); English when there is none. */
export function pickLocale(...wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const language = wish?.slice(0, 2).toLowerCase();
    if (language === "en" || language === "ko") return language;
  }
  return "en";
}

/** A share from 0 to 1 as `83%`. */
export function percent(locale: Locale, share: number): string {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(share);
}

/** `3:07 PM`, `오후 3:07`. */
export function clockTime(locale: Locale, at: number): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(at);
}

/** `Mon, Nov 23, 9:00 AM`, `11월 23일 (월) 오전 9:00`. */
export function dayAndTime(locale: Locale, at: number): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(at);
}
