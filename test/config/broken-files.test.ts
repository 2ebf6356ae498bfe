import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { test } from "tap";
import { parseConfig } from "../../src/config/load.ts";
import { runs } from "../properties.ts";
import { slowTest } from "../slow.ts";
import { minimal, mistakesOf } from "./mistakes.ts";

test("a file without content, or that is no mapping, says so", (t) => {
  const empty = "1: the file is empty; it needs at least site and channels, see config/courant.yaml";
  for (const text of ["", "\n\n", "# only a comment\n", "---\n", "~"]) t.same(mistakesOf(text), [empty], text);
  t.same(mistakesOf("hello"), ['1: found "hello", expected a mapping with keys such as site, schedule, serving']);
  t.end();
});

test("aliases work, and do not explode", (t) => {
  const shared = "    select: &all {tags: [a]}\n  - {slug: b, title: b, description: b, select: *all}\n";
  t.same(parseConfig(minimal + shared, "c.yaml").channels[1]?.select, { tags: ["a"] });
  t.same(mistakesOf(`${minimal}${shared.replace("[a]", "[1]")}`), [
    "6: channels[0].select.tags[0]: found 1, expected one line of text, in quotes",
    "6: channels[1].select.tags[0]: found 1, expected one line of text, in quotes",
  ]);
  const bomb = [
    "a: &a [x, x]",
    ...Array.from("bcdefghij", (c, i) => `${c}: &${c} [${`*${"abcdefghij"[i]},`.repeat(9)}]`),
  ];
  t.match(mistakesOf(bomb.join("\n")), [/^1: this YAML is nested too deeply or uses too many aliases/]);
  t.match(mistakesOf("site: &a [*a]\n"), [/^1: channels: missing/, /^1: site: found a list/]);
  t.end();
});

slowTest("nesting without measure is one mistake", (t) => {
  for (const text of ["[".repeat(50_000), "- ".repeat(50_000), "{a: ".repeat(50_000)])
    t.equal(mistakesOf(text).length, 1);
  t.end();
});

test("any text either is a configuration or has mistakes on lines that it has", async (t) => {
  const example = await readFile("config/courant.yaml", "utf8");
  const fragment = fc.constantFrom(
    ...[
      "site:",
      "channels:",
      "- ",
      "\n",
      "  ",
      "&a",
      "*a",
      "[",
      "]",
      "{",
      "}",
      ": ",
      "'",
      '"',
      "|",
      "? ",
      "!!set",
      "%YAML 1.1\n",
    ],
    ...[
      "---",
      "...",
      "\t",
      "\r",
      "#",
      "<<",
      "__proto__",
      "moved: ",
      "slug: news",
      "null",
      "1",
      "\u2028",
      "\ud800",
      "\u0000",
    ],
  );
  const broken = fc
    .tuple(fc.nat(example.length), fc.nat(40), fc.oneof(fragment, fc.string({ unit: "binary" })))
    .map(([start, length, text]) => example.slice(0, start) + text + example.slice(start + length));
  const any = fc.oneof(
    broken,
    fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(any, (text) => {
        for (const mistake of mistakesOf(text)) {
          const line = Number(/^(\d+): ./.exec(mistake)?.[1]);
          if (!(line >= 1 && line <= text.split("\n").length)) throw new Error(mistake);
        }
      }),
      { numRuns: runs(2000) },
    ),
  );
});
