import { spawn } from "node:child_process";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { test } from "tap";
import type { ImportReport } from "../../src/admin/import.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { splitInput } from "../../src/ingest-queue/split-input.ts";
import { slowTest } from "../slow.ts";
import { command, place, run, startProcess } from "./process.ts";

const fixture = new URL("../ingest/fixtures/wordpress.xml", import.meta.url).pathname;

slowTest("a WordPress export is imported, and no temporary file is left", async (t) => {
  const where = await place(t);
  const env = { ...where.env, TMPDIR: join(where.folder, "config") };
  const file = join(where.folder, "export.xml");
  await copyFile(fixture, file);
  const first = await run({ ...where, env }, ["import", file]);
  t.equal(first.code, 0, "nothing is wrong with what is left out");
  t.match(first.out, "2 created, 0 updated, 0 unchanged, 0 rejected, 5 skipped");
  t.match(first.out, "created    export.xml, line 20: It’s open & free");
  t.match(first.out, "skipped    export.xml, line 74: “Not yet” is left out: it is a draft.");
  t.match(first.out, "export.xml, pages: Pages are left out, 1 of them");
  t.same(await readdir(env.TMPDIR), ["courant.yaml"], "no temporary file is left");
});

slowTest("a WordPress export is imported again, through a service and from standard input", async (t) => {
  const where = await place(t);
  const file = join(where.folder, "export.xml");
  await copyFile(fixture, file);
  await run(where, ["import", file]);
  t.match((await run(where, ["import", file])).out, "0 created, 0 updated, 2 unchanged, 0 rejected, 5 skipped");
  await startProcess(t, where);
  t.match(
    (await run(where, ["import", "--format", "wxr", file])).out,
    "0 created, 0 updated, 2 unchanged, 0 rejected, 5 skipped",
  );
  const text = (await readFile(file, "utf8")).replaceAll("Blocks", "Bricks");
  const piped = await run(where, ["import", "--json", "-"], text);
  const report: ImportReport = JSON.parse(piped.out);
  t.match(report, { created: 0, updated: 1, unchanged: 1, rejected: 0, skipped: 5 });
  t.match(
    report.articles.find(({ outcome }) => outcome === "updated"),
    { where: "input, line 54", title: "Bricks" },
  );
});

slowTest("an export that breaks off, or is in no charset, takes nothing in", async (t) => {
  const where = await place(t);
  const file = join(where.folder, "export.xml");
  const whole = await readFile(fixture);
  await writeFile(file, whole.subarray(0, whole.length - 30));
  const torn = await run(where, ["import", file]);
  t.match(torn.out, "0 created, 0 updated, 0 unchanged, 1 rejected");
  t.match(torn.err, /The XML cannot be read, line 85: Unclosed root tag/);
  await writeFile(file, Buffer.concat([whole.subarray(0, 2500), Buffer.from([0xff]), whole.subarray(2500)]));
  t.match((await run(where, ["import", file])).err, /The text is not valid UTF-8/i);
});

slowTest("a large export comes in parts, each article at the line where its item begins", async (t) => {
  const items = 3000;
  async function* chunks() {
    yield Buffer.from(
      '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:author><wp:author_login>a</wp:author_login>',
    );
    yield Buffer.from("<wp:author_display_name>Ana</wp:author_display_name></wp:author>\n");
    for (let index = 0; index < items; index++) {
      // Two items on a line, and chunks that end within a character.
      const bytes = Buffer.from(
        `<item><title>${index}</title><guid>urn:${index}</guid><dc:creator>a</dc:creator><content:encoded>${"é".repeat(700)}</content:encoded></item>${index % 2 ? "\n\n\n\n" : ""}`,
      );
      yield bytes.subarray(0, 201);
      yield bytes.subarray(201);
    }
    yield Buffer.from("</channel></rss>");
  }
  const numbers: number[] = [];
  const places = new Set<number>();
  let parts = 0;
  for await (const part of splitInput(chunks(), { name: "a.xml" })) {
    if (!("bytes" in part)) throw new Error(JSON.stringify(part));
    parts++;
    for (const [index, line] of part.bytes.toString().split("\n").entries()) {
      if (line === "") continue;
      const article = JSON.parse(line) as { title: string; content_html: string; authors: unknown };
      if (places.has((part.firstLine ?? 1) + index)) t.fail("two articles at one line");
      places.add((part.firstLine ?? 1) + index);
      numbers.push(Number(article.title));
      if (article.content_html !== `<p>${"é".repeat(700)}</p>`) t.fail("its content is another");
    }
  }
  t.same(
    numbers,
    Array.from({ length: items }, (_, index) => index),
  );
  t.ok(parts > 1, `${parts} parts`);
  t.ok(places.has(2) && places.has(3) && places.has(6), "lines of the export");
});

test("posts of an export are cleaned, in parts as whole", async (t) => {
  const post = `<item><title>A</title><link>https://b.example/a?utm_source=x</link><guid>urn:a</guid><content:encoded><![CDATA[<p>Text <a href="https://c.example/?utm_source=x&amp;b=1">l</a></p><img src="https://pixel.wp.com/b.gif">]]></content:encoded></item>`;
  const text = `<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>${post}</channel></rss>`;
  const options = { tags: [], baseUrl: "https://site.example/" };
  const whole = ingest({ name: "a.xml", text }, options).drafts.map(({ prepared }) => prepared.draft);
  t.match(whole, [{ url: "https://b.example/a", content_html: '<p>Text <a href="https://c.example/?b=1">l</a></p>' }]);
  for await (const part of splitInput(Readable.from([Buffer.from(text)]), { name: "a.xml" })) {
    if (!("bytes" in part)) throw new Error(JSON.stringify(part));
    const { drafts } = ingest({ name: "a.xml", text: part.bytes.toString() }, { ...options, format: "ndjson" });
    t.same(
      drafts.map(({ prepared }) => prepared.draft),
      whole,
    );
  }
});

slowTest("a command that says more than a pipe holds, to a slow reader, says it to its end", async (t) => {
  const where = await place(t);
  const file = join(where.folder, "many.ndjson");
  const articles = Array.from({ length: 3000 }, (_, index) => `{"id":"${index}","title":"${"long ".repeat(20)}"}\n`);
  await writeFile(file, articles.join(""));
  await run(where, ["import", file]);
  const child = spawn(process.execPath, [command, "import", "--json", file], { env: where.env, stdio: "pipe" });
  const heard: Buffer[] = [];
  await setTimeout(3000);
  for await (const chunk of child.stdout) heard.push(chunk);
  const report = JSON.parse(Buffer.concat(heard).toString()) as ImportReport;
  t.match(report, { unchanged: 3000, rejected: 0 });
  t.equal(report.articles.length, 3000);
});
