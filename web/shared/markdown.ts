/**
 * Markdown that cannot do harm, whoever wrote it, in the part of it that answers need.
 *
 * Paragraphs (a line break is a line break), `**strong**`, `*emphasis*`, `~~struck~~`, `` `code` ``, links and
 * bare web addresses, lists with lists in them, quotes, code blocks; a heading is a strong line.
 * Each part becomes a Lit template whose gaps are text, so nothing ever passes through `innerHTML`: HTML is
 * shown as the characters it is, a picture is a link, and a link leads to http(s), mailto or tel or is none.
 *
 * Not a library: the small ones that are kept up weigh 6 to 16 kB of the widget's 30, and CommonMark does not
 * see `**'보내기'**를` as strong, since a Korean particle follows the closing mark without a space.
 */

import { html, type TemplateResult } from "lit";

type Rendered = TemplateResult | string;

const SAFE_SCHEMES = new Set(["https:", "http:", "mailto:", "tel:"]);

/** Renders Markdown for a Lit template. */
export function markdown(text: string): readonly Rendered[] {
  return blocks(text.replaceAll("\r\n", "\n").split("\n"));
}

/** Text that an agent or a customer wrote: shown as written, with its web addresses as links. */
export function plain(text: string): readonly Rendered[] {
  return text.split(WEB_ADDRESS).map((part, n) => (n % 2 === 1 ? link(part, [part]) : part));
}

/** The address of a link, or null when following it could do more than open a page, a mail or a call. */
export function safeHref(href: string): string | null {
  try {
    const url = new URL(href);
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// --- blocks: line by line ----------------------------------------------------------------------

const FENCE = /^ {0,3}```/;
const HEADING = /^ {0,3}#{1,6} +(.*?)#* *$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const QUOTE = /^ {0,3}> ?/;
const LIST_ITEM = /^( {0,3})([-*+]|(\d{1,9})[.)]) +(?=\S)/;
const BLANK = /^\s*$/;

function blocks(lines: readonly string[]): readonly Rendered[] {
  const out: Rendered[] = [];
  let at = 0;
  /** The lines from here on that satisfy the condition, taken. */
  const take = (fits: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && fits(lines[at]!)) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at]!;
    if (BLANK.test(line)) at += 1;
    else if (FENCE.test(line)) {
      at += 1;
      const code = take((other) => !FENCE.test(other));
      at += 1;
      out.push(html`<pre tabindex="0"><code>${code.join("\n")}</code></pre>`);
    } else if (RULE.test(line)) {
      at += 1;
      out.push(html`<hr />`);
    } else if (HEADING.test(line)) {
      at += 1;
      // The outline of the page is the host's: a heading in an answer is a strong line.
      out.push(html`<p><strong>${inlines(HEADING.exec(line)![1]!)}</strong></p>`);
    } else if (QUOTE.test(line)) {
      const quoted = take((other) => QUOTE.test(other)).map((other) => other.replace(QUOTE, ""));
      out.push(html`<blockquote>${blocks(quoted)}</blockquote>`);
    } else if (LIST_ITEM.test(line)) {
      out.push(list(line, take));
    } else {
      const first = at;
      const text = take((other) => at === first || !(BLANK.test(other) || beginsBlock(other)));
      out.push(html`<p>${inlines(text.map((other) => other.trim()).join("\n"))}</p>`);
    }
  }
  return out;
}

function beginsBlock(line: string): boolean {
  return [FENCE, HEADING, RULE, QUOTE, LIST_ITEM].some((begin) => begin.test(line));
}

function list(line: string, take: (fits: (line: string) => boolean) => string[]): TemplateResult {
  const start = LIST_ITEM.exec(line)![3];
  const items: string[][] = [];
  let within = 0;
  take((other) => {
    const marker = LIST_ITEM.exec(other);
    const indent = other.search(/\S/);
    if (marker !== null && (items.length === 0 || indent < within)) {
      if ((marker[3] === undefined) !== (start === undefined)) return false;
      within = marker[0].length;
      items.push([other.slice(within)]);
    } else if (indent === -1 || indent >= Math.min(within, 2)) {
      items.at(-1)!.push(other.slice(Math.min(within, Math.max(indent, 0))));
    } else return false;
    return true;
  });
  const rendered = items.map((item) => html`<li>${tight(blocks(item), item)}</li>`);
  if (start === undefined) return html`<ul>${rendered}</ul>`;
  return html`<ol start=${start}>${rendered}</ol>`;
}

/** An item of one line is not a paragraph in a list, it is the line. */
function tight(rendered: readonly Rendered[], item: readonly string[]): readonly Rendered[] {
  const isOneLine = item.slice(1).every((line) => BLANK.test(line)) && !beginsBlock(item[0]!);
  return isOneLine ? inlines(item[0]!) : rendered;
}

// --- inlines: the earliest mark first ----------------------------------------------------------

const INLINE = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/su,
    /(?<tick>`+)(?<code>[^`]+)\k<tick>(?!`)/su,
    /!?\[(?<label>(?:\\.|[^\]\\])*)\]\(\s*<?(?<href>[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)/su,
    /\*\*(?=\S)(?<strong>.+?)(?<=\S)\*\*(?!\*)/su,
    /(?<!\w)__(?=\S)(?<strong2>.+?)(?<=\S)__(?!\w)/su,
    /\*(?=[^\s*])(?<em>[^*]+?)(?<=\S)\*(?!\*)/su,
    /(?<!\w)_(?=\S)(?<em2>[^_]+?)(?<=\S)_(?!\w)/su,
    /~~(?=\S)(?<del>.+?)(?<=\S)~~/su,
    /<?(?<bare>https?:\/\/[^\s<>"]*[\p{L}\p{N}/_#=&-])>?/su,
    /&(?<entity>amp|lt|gt|quot|#39|nbsp);/su,
    /(?<br>\n)/su,
  ]
    .map((mark) => mark.source)
    .join("|"),
  "su",
);
/** Up to its last letter or number: the full stop after it belongs to the sentence. */
const WEB_ADDRESS = /(https?:\/\/[^\s<>"]*[\p{L}\p{N}/_#=&-])/u;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: "\u00a0",
};

/** @param links - false inside a link: there is no link in a link. */
function inlines(text: string, links = true): readonly Rendered[] {
  const out: Rendered[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found !== null; found = INLINE.exec(rest)) {
    if (found.index > 0) out.push(rest.slice(0, found.index));
    out.push(inline(found.groups!, links));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest === "" ? out : [...out, rest];
}

function inline(found: Readonly<Record<string, string | undefined>>, links: boolean): Rendered {
  const strong = found["strong"] ?? found["strong2"];
  const em = found["em"] ?? found["em2"];
  if (found["escaped"] !== undefined) return found["escaped"];
  if (found["code"] !== undefined) return html`<code>${found["code"].trim()}</code>`;
  if (found["href"] !== undefined) {
    const label = inlines(found["label"]!, false);
    return links ? link(found["href"], label) : html`${label}`;
  }
  if (strong !== undefined) return html`<strong>${inlines(strong, links)}</strong>`;
  if (em !== undefined) return html`<em>${inlines(em, links)}</em>`;
  if (found["del"] !== undefined) return html`<del>${inlines(found["del"], links)}</del>`;
  if (found["bare"] !== undefined) {
    return links ? link(found["bare"], [found["bare"]]) : found["bare"];
  }
  if (found["entity"] !== undefined) return ENTITIES[found["entity"]]!;
  return html`<br />`;
}

function link(href: string, label: readonly Rendered[]): Rendered {
  const address = safeHref(href);
  if (address === null) return html`${label}`;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${label}</a>`;
}
