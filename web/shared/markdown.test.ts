import fc from "fast-check";
import { nothing, type TemplateResult } from "lit";
import { describe, expect, test } from "vitest";
import { markdown, plain, safeHref } from "./markdown.ts";

/** What Lit would draw: the template's own markup, with every gap as text or as a quoted attribute. */
function draw(rendered: unknown): string {
  if (rendered === nothing || rendered === null || rendered === undefined) return "";
  if (Array.isArray(rendered)) return rendered.map(draw).join("");
  if (typeof rendered !== "object") return escape(String(rendered));
  const { strings, values } = rendered as TemplateResult;
  return strings.reduce((drawn, markup, n) => {
    const value = values[n - 1];
    return drawn + (drawn.endsWith("=") ? `"${escape(String(value))}"` : draw(value)) + markup;
  });
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const md = (text: string): string => draw(markdown(text));
const tags = (drawn: string): string[] => [...drawn.matchAll(/<\/?([a-z0-9]+)/g)].map((m) => m[1]!);
const hrefs = (drawn: string): string[] => [...drawn.matchAll(/href="([^"]*)"/g)].map((m) => m[1]!);
const link = (href: string, label: string): string =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${label}</a>`;

describe("what answers need", () => {
  test.each([
    ["one paragraph", "<p>one paragraph</p>"],
    ["two\nlines", "<p>two<br />lines</p>"],
    ["one\n\ntwo", "<p>one</p><p>two</p>"],
    [
      "**strong** and *soft* and ~~gone~~",
      "<p><strong>strong</strong> and <em>soft</em> and <del>gone</del></p>",
    ],
    ["__strong__ and _soft_", "<p><strong>strong</strong> and <em>soft</em></p>"],
    ["**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"],
    ["`1 < 2`", "<p><code>1 &lt; 2</code></p>"],
    ["# Title", "<p><strong>Title</strong></p>"],
    ["- one\n- two", "<ul><li>one</li><li>two</li></ul>"],
    ["3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'],
    ["- one\n  - inner\n- two", "<ul><li><p>one</p><ul><li>inner</li></ul></li><li>two</li></ul>"],
    ["Before:\n- one\n\nAfter", "<p>Before:</p><ul><li>one</li></ul><p>After</p>"],
    ["- one\n1. first", '<ul><li>one</li></ul><ol start="1"><li>first</li></ol>'],
    ["> said\n> so", "<blockquote><p>said<br />so</p></blockquote>"],
    ["---", "<hr />"],
    ["```\na < b\n**c**\n```", '<pre tabindex="0"><code>a &lt; b\n**c**</code></pre>'],
    ["\\*not soft\\*", "<p>*not soft*</p>"],
    ["a &amp; b &lt;", "<p>a &amp; b &lt;</p>"],
    ["snake_case_word and 2*3*4", "<p>snake_case_word and 2<em>3</em>4</p>"],
    ["five * three * two", "<p>five * three * two</p>"],
    ["", ""],
  ])("%j", (text, drawn) => {
    expect(md(text)).toBe(drawn);
  });

  test("strong before a Korean particle, which CommonMark leaves as asterisks", () => {
    expect(md("**'보내기'**를 눌러 주세요.")).toBe(
      "<p><strong>'보내기'</strong>를 눌러 주세요.</p>",
    );
  });

  test("links, with a title, in angle brackets, bare and at the end of a sentence", () => {
    const orders = link("https://dalbit.example/orders", "orders");
    expect(md("[orders](https://dalbit.example/orders)")).toBe(`<p>${orders}</p>`);
    expect(md('[orders](https://dalbit.example/orders "yours")')).toBe(`<p>${orders}</p>`);
    const bare = link(
      "https://dalbit.example/a?b=1&amp;c=2",
      "https://dalbit.example/a?b=1&amp;c=2",
    );
    expect(md("<https://dalbit.example/a?b=1&c=2>")).toBe(`<p>${bare}</p>`);
    expect(md("See https://dalbit.example/a?b=1&c=2.")).toBe(`<p>See ${bare}.</p>`);
    expect(md("[mail](mailto:help@dalbit.example)")).toContain('href="mailto:help@dalbit.example"');
  });

  test("there is no link in a link", () => {
    expect(tags(md("[https://a.example [x](https://b.example)](https://c.example)"))).not.toContain(
      "script",
    );
    expect(md("[see https://a.example](https://b.example)").match(/<a /g)).toHaveLength(1);
  });

  test("a picture is a link to it and is not fetched", () => {
    expect(md("![a jar](https://dalbit.example/jar.png)")).toBe(
      `<p>${link("https://dalbit.example/jar.png", "a jar")}</p>`,
    );
  });

  test("plain text is shown as written, with its web addresses as links", () => {
    expect(draw(plain("**no** <b>\nhttps://a.example/x, ok"))).toBe(
      `**no** &lt;b>\n${link("https://a.example/x", "https://a.example/x")}, ok`,
    );
  });
});

describe("nothing written can do harm", () => {
  const ALLOWED = new Set("p br strong em del code pre a ul ol li blockquote hr".split(" "));
  const attacks = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\u0000script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](blob:https://a.example/1)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/'onmouseover='alert(1))",
    "```\n</code><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "# <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "> <iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
    "<!--?lit$1$--><script>alert(1)</script>",
  ];

  const check = (drawn: string): void => {
    for (const tag of tags(drawn)) expect(ALLOWED).toContain(tag);
    for (const href of hrefs(drawn)) expect(href).toMatch(/^(https?|mailto|tel):/);
    expect(drawn.replaceAll(/="[^"]*"/g, "")).not.toMatch(/<[^>]*\bon\w+\s*=/i);
  };

  test.each(attacks)("%j", (attack) => {
    check(md(attack));
    check(draw(plain(attack)));
  });

  test("attacks in any mixture with marks", () => {
    const part = fc.oneof(
      fc.constantFrom(...attacks),
      fc.constantFrom(
        "**",
        "*",
        "_",
        "`",
        "[",
        "](",
        ")",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "#",
        "\\",
        "<",
        "&",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        check(md(parts.join("")));
        check(draw(plain(parts.join(""))));
      }),
      { numRuns: 1_000 },
    );
  });

  test("words come out as they went in", () => {
    const word = fc.stringMatching(/^[\p{L}\p{N}]{1,12}$/u);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(md(words.join(" "))).toBe(`<p>${words.join(" ")}</p>`);
      }),
    );
  });

  test.each(["*", "**a", "`", "[", "[a](", "> ", "- ", "~~", "\\", "https://"])(
    "a long row of %j ends soon",
    (mark) => {
      const steps = md(mark.repeat(4_000 / mark.length));
      expect(steps.length).toBeGreaterThan(0);
    },
    5_000,
  );

  test("an address that leads to no page, mail or call is none", () => {
    expect(safeHref("https://dalbit.example")).toBe("https://dalbit.example/");
    expect(safeHref("tel:15880417")).toBe("tel:15880417");
    for (const href of ["javascript:1", "data:,x", "/orders", "", "ftp://a.example"]) {
      expect(safeHref(href)).toBeNull();
    }
  });
});
