import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { test } from "tap";
import { rewriteYaml } from "../../src/config/rewrite-yaml.ts";
import { readYaml } from "../../src/config/yaml-source.ts";

/* A configuration is written back with another value: what differs is changed, and every other byte stays. */

type Value = Record<string, unknown>;

const read = (text: string) => readYaml(text).value as Value;

const text = `# First
site: { title: "One", url: https://a.example/ } # the site

schedule:
  cron: '*/5 * * * *' # often
  timezone: UTC

channels:
  # News
  - slug: news # everything
    title: "News: all"
    description: >
      A folded
      text

  # Tech
  - slug: tech
    title: Tech
    description: &words Some words
    select:
      tags:
        - one # first
        - two
  - { slug: short, title: Short, description: *words }

# At the end
retired: [] # none
moved:
sources: []
# Last
`;

const change = (from: string, edit: (value: Value) => void) => {
  const value = structuredClone(read(from));
  edit(value);
  return { value, written: rewriteYaml(from, value) };
};

// biome-ignore lint/suspicious/noExplicitAny: the parts of a configuration, of any shape
const parts = (value: Value) => value as any;

for (const [what, edit, expected] of [
  ["a value keeps its quotes and its comment", (v) => (v.site.title = "Two"), text.replace('"One"', '"Two"')],
  [
    "a plain value is quoted if it must be",
    (v) => (v.channels[1].title = "Tech: all"),
    text.replace("title: Tech", 'title: "Tech: all"'),
  ],
  ["a plain value stays plain", (v) => (v.channels[1].title = "Techno"), text.replace("title: Tech", "title: Techno")],
  [
    "a value that YAML would read as another type is quoted",
    (v) => (v.channels[1].title = "12"),
    text.replace("title: Tech", 'title: "12"'),
  ],
  [
    "a key is added behind the last one",
    (v) => (v.schedule.extra = 1),
    text.replace("timezone: UTC\n", "timezone: UTC\n  extra: 1\n"),
  ],
  ["a key is added in braces", (v) => (v.channels[2].limit = 5), text.replace("*words }", "*words, limit: 5 }")],
  ["a key is removed with its line", (v) => delete v.schedule.timezone, text.replace("  timezone: UTC\n", "")],
  ["a key is removed in braces", (v) => delete v.site.url, text.replace(", url: https://a.example/", "")],
  ["an entry is added to an empty list", (v) => v.retired.push("old"), text.replace("retired: []", "retired: [ old ]")],
  [
    "a mapping is written behind an empty key",
    (v) => (v.moved = { a: "news" }),
    text.replace("moved:", "moved: { a: news }"),
  ],
  [
    "a folded text is replaced",
    (v) => (v.channels[0].description = "Short"),
    text.replace(">\n      A folded\n      text", "Short"),
  ],
  [
    "the last keys are removed in braces",
    (v) => {
      delete v.channels[2].title;
      delete v.channels[2].description;
    },
    text.replace(", title: Short, description: *words", ""),
  ],
  [
    "the first keys of an entry are removed",
    (v) => {
      delete v.channels[0].slug;
      delete v.channels[0].title;
    },
    text.replace('slug: news # everything\n    title: "News: all"\n    ', ""),
  ],
  [
    "an entry of a list is removed",
    (v) => v.channels[1].select.tags.shift(),
    text.replace("        - one # first\n", ""),
  ],
  [
    "an entry of a list is added in its style",
    (v) => v.channels[1].select.tags.push("three"),
    text.replace("- two\n", "- two\n        - three\n"),
  ],
  [
    "a mapping is added in the list's style",
    (v) => v.channels.push({ slug: "x", select: { tags: ["a", "b"] } }),
    text.replace("*words }\n", "*words }\n  - slug: x\n    select:\n      tags: [ a, b ]\n"),
  ],
  [
    "an alias is written out when its anchor changes",
    (v) => (v.channels[1].description = "New"),
    text.replace("&words Some words", "&words New").replace("*words", "Some words"),
  ],
  ["an alias is replaced where it stands", (v) => (v.channels[2].description = "New"), text.replace("*words", "New")],
  [
    "a channel whose anchor is in use is removed",
    (v) => v.channels.splice(1, 1),
    text.replace(/ {2}- slug: tech[\s\S]*?- two\n/, "").replace("*words", "Some words"),
  ],
] satisfies [string, (value: ReturnType<typeof parts>) => unknown, string][]) {
  test(what, async (t) => {
    const { value, written } = change(text, (each) => edit(parts(each)));
    t.equal(written, expected);
    t.same(read(written), value);
  });
}

test("CRLF and a missing last line end stay", async (t) => {
  const windows = text.replaceAll("\n", "\r\n");
  const { written } = change(windows, (value) => parts(value).channels.push({ slug: "x" }));
  t.equal(written, windows.replace("*words }\r\n", "*words }\r\n  - slug: x\r\n"));
  t.equal(change("a: 1", (value) => Object.assign(value, { b: 2 })).written, "a: 1\nb: 2");
});

test("a file that is JSON stays JSON", async (t) => {
  const json = JSON.stringify({ site: { title: "One" }, retired: [] }, null, 2);
  const { written, value } = change(json, (each) => {
    parts(each).retired.push("old");
    parts(each).site.extra = { a: ["b"] };
  });
  t.same(JSON.parse(written), value);
});

test("the shipped configuration: no comment is lost when a channel is added, changed and moved", async (t) => {
  const shipped = await readFile(new URL("../../config/courant.yaml", import.meta.url), "utf8");
  const { written, value } = change(shipped, (each) => {
    parts(each).channels.push({ slug: "added", title: "Added: all", description: "#1" });
    parts(each).channels[0].title = "Another title";
    parts(each).moved.old = "news";
    parts(each).sources.push({ url: "https://elsewhere.example/feed", paused: true });
  });
  t.same(read(written), value);
  const lines = written.split("\n");
  t.same(shipped.split("\n").filter((line) => !lines.includes(line)).length, 3);
});

const word = fc.constantFrom(
  "one",
  "two words",
  "12",
  "true",
  "a: b",
  "# no",
  "it's",
  'a "quote"',
  "",
  "- x",
  "*a",
  "é – 日本",
  "a, b",
  "{x}",
  "null",
  " lead",
);
const leaf = fc.oneof(word, fc.integer(), fc.boolean());
const entry = fc.record(
  {
    slug: word,
    title: leaf,
    tags: fc.array(word, { maxLength: 3 }),
    more: fc.dictionary(fc.constantFrom("a", "b", "c"), leaf, { maxKeys: 3 }),
  },
  { requiredKeys: ["slug"] },
);
const file = fc.record({
  channels: fc.array(entry, { maxLength: 4 }),
  site: fc.record({ title: leaf, url: word }),
  retired: fc.array(word, { maxLength: 3 }),
  moved: fc.dictionary(fc.constantFrom("x", "y", "/feed/"), word, { maxKeys: 3 }),
});

/** Writes a value in a style that chance picks at each place, with comments. */
function layOut(value: unknown, pick: () => number, indent = 0): string {
  const pad = " ".repeat(indent);
  const comment = () => (pick() % 4 === 0 ? ` # note ${pick()}` : "");
  const above = () => (pick() % 5 === 0 ? `${pad}# above ${pick()}\n` : "");
  const isNested = typeof value === "object" && value !== null;
  if (!isNested || Object.keys(value).length === 0 || pick() % 3 === 0)
    return ` ${JSON.stringify(value)}${comment()}\n`;
  const lines = Array.isArray(value)
    ? value.map((each) => `${above()}${pad}-${layOut(each, pick, indent + 2)}`)
    : Object.entries(value).map(
        ([key, each]) => `${above()}${pad}${JSON.stringify(key)}:${layOut(each, pick, indent + 2)}`,
      );
  return `${comment()}\n${lines.join("")}`;
}

const laidOut = fc
  .record({ value: file, chances: fc.infiniteStream(fc.nat({ max: 99 })) })
  .map(({ value, chances }) => {
    const pick = () => chances.next().value ?? 0;
    const keys = Object.entries(value).map(([key, each]) => `${key}:${layOut(each, pick, 2)}`);
    return { value, text: keys.join("# between\n") };
  });

test("the text that is written has the value that was asked for, whatever stood there", async (t) => {
  fc.assert(
    fc.property(laidOut, file, (before, after) => {
      t.same(read(before.text), before.value);
      t.same(read(rewriteYaml(before.text, after)), after);
    }),
  );
});

test("lines of what does not change stay to the byte", async (t) => {
  fc.assert(
    fc.property(laidOut, leaf, entry, (before, title, added) => {
      const lines = before.text.split("\n");
      const value = {
        ...before.value,
        site: { ...before.value.site, title },
        channels: [...before.value.channels, added],
      };
      const written = rewriteYaml(before.text, value);
      t.same(read(written), value);
      const channels = lines.findIndex((line) => line.startsWith("channels:"));
      const site = lines.findIndex((line) => line.startsWith("site:"));
      const retired = lines.findIndex((line) => line.startsWith("retired:"));
      t.ok(written.endsWith(lines.slice(retired).join("\n")), "what stands behind stays");
      const kept = before.value.channels.length > 0 ? lines.slice(channels + 1, site) : [];
      const rest = written.split("\n");
      for (const line of kept) {
        if (line.trim().startsWith("#")) t.ok(rest.includes(line), line);
      }
    }),
  );
});

test("no comment is lost when values change", async (t) => {
  fc.assert(
    fc.property(laidOut, file, ({ value, text }, other) => {
      const moved = { ...value.moved, ...other.moved };
      const after = { ...value, moved, retired: [...value.retired, ...other.retired] };
      const written = rewriteYaml(text, after);
      for (const [comment] of text.matchAll(/# (?:above|between|note \d+)/g)) t.ok(written.includes(comment), comment);
    }),
  );
});

test("what is removed takes nothing else with it", async (t) => {
  fc.assert(
    fc.property(laidOut, fc.nat({ max: 3 }), (before, at) => {
      const channels = before.value.channels.toSpliced(at, 1);
      const value = { ...before.value, channels };
      const written = rewriteYaml(before.text, value);
      t.same(read(written), value);
      if (channels.length === 0 || at >= before.value.channels.length) return;
      const lines = before.text.split("\n");
      let index = 0;
      for (const line of written.split("\n")) {
        if (line.startsWith("channels: [")) return;
        index = lines.indexOf(line, index) + 1;
        t.ok(index > 0, `an old line: ${line}`);
      }
    }),
  );
});
