import { relative } from "node:path";
import { test } from "tap";
import { createReport } from "../../src/admin/import.ts";
import { findInputs } from "../../src/commands/import/inputs.ts";
import { printReport } from "../../src/commands/import/print-report.ts";
import { escapeControlCharacters, type Output, replaceControlCharacters } from "../../src/commands/process/output.ts";
import { placedName } from "../../src/ingest/names.ts";

const fetchSettings = { userAgent: "test", allow: [] };

async function placedNames(paths: string[]): Promise<(string | undefined)[]> {
  const inputs = await findInputs(paths, { fetchSettings });
  const opened = await Promise.all(inputs.map(({ open }) => open()));
  return opened.map((input) => ("reason" in input ? undefined : placedName(input)));
}

test("a file is known by its whole path, however an argument names it", async (t) => {
  const folder = t.testdir({ one: { "a.md": "A", "index.md": "I", sub: { "a.md": "A" } }, two: { "a.md": "A" } });
  const all = ["one/a.md", "one/index.md", "one/sub/a.md", "two/a.md"].map((name) => `${folder}/${name}`);
  t.same(await placedNames(all), all);
  t.same(await placedNames([`${folder}/one`, `${folder}/two/`]), all);
  t.same(await placedNames([folder]), all);
  t.same(await placedNames(all.map((path) => relative(process.cwd(), path))), all);
  t.same(await placedNames([`${folder}/two/../one/./a.md`]), all.slice(0, 1));
  const [stdin] = await findInputs(["-"], { fetchSettings });
  t.equal(stdin?.name, undefined);
});

function capture(json: boolean): { output: Output; lines: string[] } {
  const lines: string[] = [];
  const line = (text: string) => lines.push(replaceControlCharacters(text));
  const result = (value: unknown) => lines.push(escapeControlCharacters(JSON.stringify(value)));
  return { lines, output: { json, line, error: line, result, stream: process.stdout, progress: process.stderr } };
}

test("an import prints id and address of its articles, of thousands the first, and all that did not go in", async (t) => {
  const articles = Array.from({ length: 3000 }, (_, index) => {
    return {
      where: `line ${index}`,
      outcome: "created" as const,
      id: `id-${index}`,
      url: `https://x.example/${index}`,
    };
  });
  const left = [{ where: "line 3001", outcome: "skipped" as const, reason: "a draft" }];
  const context = {
    stopSignal: new AbortController().signal,
    channel: "news",
    origin: "https://feeds.example",
    moved: {},
  };
  const people = capture(false);
  printReport(createReport([...articles, ...left]), [], { ...context, output: people.output });
  t.match(people.lines.slice(0, 2), ["created    line 0: id-0", "           id-0  https://x.example/0"]);
  t.equal(people.lines.length, 203);
  t.match(people.lines.slice(200), [/^and 2,900 more.*--json/, "skipped    line 3001: a draft", /^3000 created/]);
  const programs = capture(true);
  printReport(createReport([...articles, ...left]), [], { ...context, output: programs.output });
  t.match(programs.lines[0], /id-2999.*x\.example\/2999/);
});

test("no control and no sign that turns the direction reaches a terminal, and JSON means the same", async (t) => {
  const hostile = "a\u001b]0;b\u0007\u0085\u009b1m\u007f\u202ec\u2066d\u2069\u200f\u061c";
  const raw = /[\p{Cc}\p{Bidi_Control}]/u;
  t.notMatch(replaceControlCharacters(hostile), raw);
  t.equal(replaceControlCharacters("two\n\tlines"), "two\n\tlines");
  const escaped = escapeControlCharacters(JSON.stringify({ hostile }));
  t.notMatch(escaped, raw);
  t.same(JSON.parse(escaped), { hostile });
});
