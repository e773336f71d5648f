/** What the demo shop shows. Prices in won and in US dollars. */

import bowls from "./art/bowls.svg";
import greenTea from "./art/green-tea.svg";
import linen from "./art/linen.svg";
import moonJar from "./art/moon-jar.svg";
import mug from "./art/mug.svg";
import onggi from "./art/onggi.svg";
import teaSet from "./art/tea-set.svg";

export const pieces = [
  { name: "moonJar", text: "moonJarText", image: moonJar, won: 128_000, dollars: 98 },
  { name: "mug", text: "mugText", image: mug, won: 24_000, dollars: 18 },
  { name: "teaSet", text: "teaSetText", image: teaSet, won: 96_000, dollars: 74 },
  { name: "bowls", text: "bowlsText", image: bowls, won: 38_000, dollars: 29 },
  { name: "onggi", text: "onggiText", image: onggi, won: 86_000, dollars: 66 },
  { name: "greenTea", text: "greenTeaText", image: greenTea, won: 18_000, dollars: 14 },
  { name: "linen", text: "linenText", image: linen, won: 42_000, dollars: 32 },
] as const;

export type Piece = (typeof pieces)[number];
