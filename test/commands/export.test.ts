import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import { limits } from "../../src/article/limits.ts";
import { exportCommand } from "../../src/commands/export/export.ts";
import { splitAtLineEnds } from "../../src/ingest-queue/split-input.ts";
import { sha256 } from "../../src/published/sha256.ts";
import { configText } from "../service.ts";
import { isQuick, slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, publishIn, run, startProcess } from "./process.ts";

const command = new URL("../../src/bin.js", import.meta.url).pathname;

/** Returns a second place with the same configuration and no data. */
function besides(where: Place): Place {
  const folder = join(where.folder, "second");
  return { folder, env: { ...where.env, DATA_DIR: join(folder, "data"), FEEDS_DIR: join(folder, "feeds") } };
}

/** Hashes every published document, but not the manifest, which contains times. */
async function documentsIn({ env }: Place): Promise<Map<string, string>> {
  const folder = env.FEEDS_DIR ?? "";
  const documents = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    // Bytes that were replaced are kept for a moment, for those who still serve them.
    if (entry.isFile() && !entry.name.startsWith("manifest.") && !entry.parentPath.endsWith(".replaced")) {
      documents.set(file.slice(folder.length), sha256(await readFile(file)));
    }
  }
  return documents;
}

const config = `${configText}
perTag: { title: "{value}", description: "{value}" }
`.replace("description: Everything", "description: Everything, limit: 2");

slowTest(
  "an export imported elsewhere makes the same documents, and the same files find their articles again",
  async (t) => {
    const where = await place(t, config);
    const notes = join(where.folder, "notes");
    await cp(new URL("../fixtures/text", import.meta.url).pathname, notes, { recursive: true });
    for (const name of await readdir(notes)) if (name.endsWith(".json")) await rm(join(notes, name));
    t.equal((await run(where, ["import", "--tag", "C++", notes])).code, 0);
    await writeFile(join(notes, "plain.txt"), "Another headline altogether\n\nAnd another text.\n");
    t.equal((await run(where, ["import", "--tag", "C#", notes])).code, 0);
    const pasted = "A headline that was pasted\n\nAnd its text.\n";
    t.match((await run(where, ["import", "-"], pasted)).out, "1 created");

    const file = join(where.folder, "export.ndjson");
    const made = await run(where, ["export", file]);
    t.equal(made.code, 0, made.err);
    t.equal((await stat(file)).mode & 0o777, 0o600);
    t.equal((await run(where, ["export"])).out, await readFile(file, "utf8"), "standard output gets the same");
    const second = besides(where);
    t.match((await run(second, ["import", file])).out, ", 0 updated, 0 unchanged, 0 rejected");
    const documents = await documentsIn(where);
    const imported = await documentsIn(second);
    const archives = [...imported.keys()].filter((name) => name.includes("/archive/"));
    t.ok(documents.has("/tag-c.rss") && archives.length > 3, [...documents.keys()].join(" "));
    // Archives that others have replaced are kept for a while where they were made.
    const live = [...documents].filter(([name]) => imported.has(name) || !name.includes("/archive/"));
    t.strictSame(new Map(live), imported);
    t.equal((await run(second, ["export"])).out, await readFile(file, "utf8"));

    t.match((await run(second, ["import", file])).out, "0 created, 0 updated");
    t.match((await run(second, ["import", "-"], pasted)).out, "0 created");
    t.match((await run(second, ["import", "--tag", "C#", notes])).out, "0 created", "nothing doubles");
  },
);

slowTest("an export is imported elsewhere", async (t) => {
  const where = await place(t);
  await publishIn(where, [{ id: "urn:x:1", title: "One" }]);
  const file = join(where.folder, "export.ndjson");
  const exported = await commandHere(where, (config, clock, output) =>
    exportCommand(config, clock, { file, force: false }, output),
  );
  t.equal(exported.code, 0);
  const text = await readFile(file, "utf8");
  t.match(text, '"id":"urn:x:1"');
  t.match((await run(besides(where), ["import", "-"], text)).out, "1 created");
});

slowTest("an export through a service, from standard input, of nothing and over HTTP", async (t) => {
  const where = await place(t);
  await run(where, ["import", "-"], "A headline to be published\n\nAnd its text.\n");
  const second = besides(where);
  second.env.ADMIN_TOKEN = "a-token-for-tests-only";
  const { url } = await startProcess(t, second);
  const nothing = await run(second, ["export"]);
  t.notMatch(nothing.out, '"id"', "while a service runs");
  t.match(await run(where, ["import", "-"], nothing.out), { code: 0, out: "0 created, 0 updated" });

  const { out } = await run(where, ["export", "-"]);
  t.match((await run(second, ["import", "-"], out)).out, "1 created");
  const asked = await request(`${url}/admin/export`, { headers: { authorization: "Bearer a-token-for-tests-only" } });
  t.match(asked.headers, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
  const articles = (text: string) => text.split("\n").filter((line) => line.includes('"title"'));
  t.same(articles(await asked.body.text()), articles(out));
  t.equal((await request(`${url}/admin/export`)).statusCode, 401);
});

slowTest("a reader that closes the pipe early causes no error", async (t) => {
  const where = await place(t);
  const lines = Array.from({ length: 3000 }, (_, id) =>
    JSON.stringify({ id: `${id}`, title: `Title ${id}`, content_text: "x".repeat(2000) }),
  );
  await run(where, ["import", "--format", "ndjson", "-"], lines.join("\n"));
  const child = spawn(process.execPath, [command, "export"], { env: where.env, stdio: ["ignore", "pipe", "pipe"] });
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [chunk] = await once(child.stdout, "data");
  t.match(String(chunk), '{"_courant_export":{"version":1}}');
  child.stdout.destroy();
  const [code] = await once(child, "exit");
  t.same([code, err], [0, ""]);
  const whole = await run(where, ["export"]);
  t.equal(
    whole.out
      .trim()
      .split("\n")
      .filter((line) => line.includes('"title"')).length,
    3000,
  );
});

slowTest("a malformed line of an export is rejected with its place, and the others are imported", async (t) => {
  const where = await place(t);
  const exported = (said: unknown, more: object = {}) => JSON.stringify({ ...more, _courant_export: said });
  const chain = { channel: "news", definition: "", archives: [], last: 1 };
  const archive = { number: 1, articles: 1, digest: "", bytes: "" };
  const lines = [
    exported({ version: 2 }),
    exported("x"),
    exported({ names: ["nonsense"] }, { id: "1", title: "T", _courant: { revision: 1 } }),
    exported({ names: [] }, { id: "2", title: "T" }),
    exported({ names: [] }, { id: "3", title: "T", _courant: { revision: 0 } }),
    exported({ deleted: "yesterday", revision: 1, names: [] }, { id: "4" }),
    exported({ deleted: "2026-01-01T00:00:00Z", revision: 1, names: [] }, { id: ".." }),
    exported({ facet: "tag", value: "x", slug: "../../etc" }),
    exported({ facet: "tag", value: "x", slug: "news" }),
    exported({ facet: "tag", value: "a\nb", slug: "tag-a" }),
    exported({ facet: "colour", value: "red", slug: "colour-red" }),
    exported({ ...chain, last: 1e18 }),
    exported({ ...chain, archives: [{ ...archive, number: 2 }] }),
    exported({ ...chain, last: 9, archives: [archive, archive] }),
    exported({ ...chain, channel: "../x" }),
  ];
  const file = join(where.folder, "some.ndjson");
  await writeFile(file, [...lines, JSON.stringify({ id: "good", title: "Good" })].join("\n"));
  const { code, out, err } = await run(where, ["import", file]);
  t.equal(code, 1);
  t.match(out, `1 created, 0 updated, 0 unchanged, ${lines.length} rejected`);
  for (const [index] of lines.entries()) t.match(err, new RegExp(`some\\.ndjson, line ${index + 1}: /_courant`));
  t.notMatch((await run(where, ["export"])).out, /\.\.|colour/);
});

slowTest("an import of an export keeps what is here: it deletes nothing and restores nothing", async (t) => {
  const where = await place(t, config);
  await run(
    where,
    ["import", "--format", "ndjson", "-"],
    '{"id":"kept","title":"Kept","tags":["C#"]}\n{"id":"a","title":"A"}',
  );
  const lines = [
    { id: "kept", _courant_export: { deleted: "2026-01-01T00:00:00Z", revision: 9, names: [] } },
    {
      id: "gone",
      _courant_export: { deleted: "2026-01-01T00:00:00Z", revision: 9, names: ["url:https://x.example/gone"] },
    },
    { id: "new", title: "New", _courant: { revision: 7 }, _courant_export: { names: ["headline:new"] } },
    { id: "a", title: "A, edited", _courant: { revision: 7 }, _courant_export: { names: [] } },
    { _courant_export: { facet: "tag", value: "c#", slug: "tag-other" } },
  ];
  t.match(
    (await run(where, ["import", "--format", "ndjson", "-"], lines.map((line) => JSON.stringify(line)).join("\n"))).out,
    "1 created, 1 updated",
  );
  const { out } = await run(where, ["export"]);
  t.match(out, /"id":"kept","title":"Kept".*"revision":1/);
  t.match(out, /"id":"new","title":"New".*"revision":7/);
  t.match(out, /"id":"a","title":"A, edited".*"revision":2/, "one that is here counts on");
  t.match(out, '"value":"C#","slug":"tag-c"');
  const again = await run(
    where,
    ["import", "--format", "ndjson", "-"],
    '{"url":"https://x.example/gone","title":"Gone"}',
  );
  t.match([again.code, again.err], [1, /gone was deleted on 2026-01-01/]);
});

const cut = async (chunks: Iterable<string>, name: string | undefined = undefined) => {
  const parts: { text: string; firstLine: number | undefined }[] = [];
  const bytes = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  for await (const part of splitAtLineEnds(bytes, { name })) {
    parts.push({ text: Buffer.from(part.bytes).toString(), firstLine: part.firstLine });
  }
  return parts;
};

slowTest("NDJSON of any length is cut at line ends", async (t) => {
  const line = (number: number) => `${JSON.stringify({ id: `${number}`, title: `ü${"x".repeat(5000)}` })}\n`;
  const all = Array.from({ length: isQuick ? 4000 : 8000 }, (_, number) => line(number)).join("");
  // Chunks that end anywhere, also within a character.
  const bytes = Buffer.from(all);
  const chunks = (function* () {
    for (let start = 0; start < bytes.length; start += 65_521)
      yield bytes.subarray(start, start + 65_521).toString("latin1");
  })();
  const parts: Buffer[] = [];
  let lines = 1;
  for await (const part of splitAtLineEnds(
    (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk, "latin1");
    })(),
    { name: undefined },
  )) {
    t.equal(part.firstLine, lines);
    lines += Buffer.from(part.bytes).toString().split("\n").length - 1;
    t.ok(part.bytes.length < 20_000_000);
    parts.push(Buffer.from(part.bytes));
  }
  t.ok(parts.length > 1 && Buffer.concat(parts).equals(bytes), `${parts.length} parts`);
});

slowTest("NDJSON is cut at the most articles of one part; everything else stays whole", async (t) => {
  const many = await cut(['{"id":"1"}\n'.repeat(2 * limits.items), "x".repeat(16 * 1024 * 1024)], "many.ndjson");
  t.same(
    many.map(({ firstLine }) => firstLine),
    [1, 1 + limits.items, 1 + 2 * limits.items],
  );
  const pretty = `[\n${'  { "id": "1" },\n'.repeat(1_200_000)}]`;
  t.same(await cut([pretty.slice(0, 17_000_000), pretty.slice(17_000_000)]), [{ text: pretty, firstLine: undefined }]);
  t.same(await cut(["short\n"]), [{ text: "short\n", firstLine: undefined }]);
});
