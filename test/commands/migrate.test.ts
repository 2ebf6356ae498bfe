import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { t as suite, type Test } from "tap";
import { openFeedsDir } from "../../src/published/files.ts";
import { readersOfMedia } from "../../src/published/media-files.ts";
import { withoutBodies } from "../../src/published/snapshot.ts";
import { lacksPostgres, startPostgres } from "../postgres.ts";
import { isQuick, slowTest } from "../slow.ts";
import { dumpCollection } from "../stores/filled-collection.ts";
import { until } from "../until.ts";
import { type Place, place, run, startCommand, startProcess } from "./process.ts";

const server = lacksPostgres === false && !isQuick ? startPostgres(suite) : undefined;
const createDatabase = async () => String(await (await server)?.createDatabase());
const skip = lacksPostgres;

/** Channels for all readers, for tags, with archives, for words, and for subscribers. */
const config = `site: { title: Example, url: https://www.example.org/, language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: all, title: All, description: All, limit: 5 }
  - { slug: found, title: Found, description: Some, select: { search: three } }
  - { slug: members, title: Members, description: Few, access: private, select: { tags: [secret] } }
perTag: { atLeast: 1 }
`;

async function succeed(where: Place, args: string[], input = ""): Promise<string> {
  const { code, out, err } = await run(where, args, input);
  if (code !== 0) throw new Error(`courant ${args.join(" ")}: ${out}${err}`);
  return out;
}

const articles = Array.from({ length: 40 }, (_, index) =>
  JSON.stringify({
    id: `urn:x:${index}`,
    title: `Number ${index}${index % 3 === 0 ? " three" : ""}`,
    content_html: `<p>“Ünïcode” &amp; more ${index}</p>`,
    tags: [`tag ${index % 4}`, ...(index === 7 ? ["secret"] : [])],
    date_published: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
  }),
).join("\n");

const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const dotHash = hashOf(dot);
/** A picture that only an article for members shows. */
const secret = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const secretHash = hashOf(secret);
const readersIn = ({ env }: Place) => readersOfMedia(String(env.FEEDS_DIR), secretHash);

/** A place with a collection that was worked with: published, changed, deleted from, and read by a subscriber. */
async function workedPlace(t: Test): Promise<Place> {
  const where = await place(t, config);
  where.env.BASE_URL = "https://feeds.example";
  await succeed(where, ["import", "--format", "ndjson", "-"], articles);
  await succeed(where, ["import", "--format", "ndjson", "-"], articles.replaceAll("more", "still more"));
  await succeed(where, ["article", "delete", "--yes", "urn:x:3"]);
  await succeed(where, ["subscriber", "add", "members", "Ann"]);
  const picture = join(where.folder, "dot.png");
  await writeFile(picture, dot);
  await succeed(where, ["media", "add", picture]);
  const forMembers = join(where.folder, "secret.gif");
  await writeFile(forMembers, secret);
  await succeed(where, ["media", "add", forMembers]);
  const shown = `<img src="https://feeds.example/media/${secretHash}/secret.gif" alt="">`;
  const article = { id: "urn:x:7", title: "Number 7", content_html: shown, tags: ["tag 3", "secret"] };
  await succeed(where, ["import", "--format", "ndjson", "-"], JSON.stringify(article));
  await succeed(where, ["token", "add", "--scope", "read", "--expires", "9d", "robot"]);
  await succeed(where, ["regenerate"]);
  return where;
}

/** Everything about the documents that a reader can see: the hash of each coding, and when they changed. */
async function publishedIn({ env }: Place) {
  const { snapshot } = await openFeedsDir(String(env.FEEDS_DIR)).load();
  const entries = [...snapshot.documents].map(([path, document]) => {
    const { lastModified, variants } = withoutBodies(document);
    return [path, { lastModified, variants }];
  });
  return Object.fromEntries(entries);
}

slowTest(
  "a collection moves to PostgreSQL and back, and every document stays the same to the byte",
  { skip },
  async (t) => {
    const where = await workedPlace(t);
    const before = await publishedIn(where);
    t.ok(Object.keys(before).length > 20, "channels, tags, archives and pages");
    t.same(await readersIn(where), ["members"]);
    const url = (await createDatabase()).replace("courant@", "courant:pass-word@");
    const there = { ...where, env: { ...where.env, DATABASE_URL: url } };
    const said = JSON.parse(await succeed(there, ["migrate", "--to", "--json"]));
    t.match(said, { from: /courant\.sqlite$/, to: /^the database 127\.0\.0\.1:\d+\/test_/, rows: Number });
    t.notMatch(JSON.stringify(said), /pass-word/);
    await succeed(there, ["regenerate"]);
    t.same(await publishedIn(there), before, "from the database");
    await succeed(there, ["regenerate", "--force"]);
    t.same(await publishedIn(there), before, "made anew from the database");

    const bare = await place(t, config);
    const other: Place = { ...bare, env: { ...bare.env, BASE_URL: "https://feeds.example", DATABASE_URL: url } };
    const { child, closed } = await startProcess(t, other);
    t.same(await readersIn(other), ["members"], "its picture is for members from the start");
    await until(async () => Object.keys(await publishedIn(other)).length === Object.keys(before).length);
    t.same(await publishedIn(other), before, "on a node that had nothing");
    t.same(await readFile(join(String(other.env.DATA_DIR), "media", dotHash)), dot, "with the uploaded picture");
    child.kill("SIGTERM");
    await closed;

    await succeed(there, ["import", "--format", "ndjson", "-"], '{"id":"urn:x:new","title":"In the database"}');
    const after = await publishedIn(there);
    const exported = await succeed(there, ["export", "-"]);
    await rm(join(String(where.env.FEEDS_DIR), "media"), { recursive: true });
    const back = { ...where, env: { ...where.env, DATA_DIR: join(where.folder, "back") } };
    t.match(
      await succeed(back, ["migrate", "--from", url]),
      /rows and 2 uploaded files, in \d+ ms\nUnset DATABASE_URL/,
    );
    t.same(await readersIn(back), ["members"]);
    t.equal(await succeed(back, ["export", "-"]), exported);
    await succeed(back, ["regenerate", "--force"]);
    t.same(await publishedIn(back), after, "from a file again");
    t.same(await readFile(join(String(back.env.DATA_DIR), "media", dotHash)), dot);
    t.equal((await run(back, ["check"])).code, 0);
  },
);

slowTest("a migration that cannot be is refused in words, without the password", { skip }, async (t) => {
  const where = await workedPlace(t);
  const fail = async (args: string[], env: Record<string, string> = {}) => {
    const { code, out, err } = await run({ ...where, env: { ...where.env, ...env } }, args);
    t.notMatch(out + err, /pass-word/);
    return `${code} ${err}`;
  };
  const url = await createDatabase();
  t.match(await fail(["migrate"]), /^2 Add --to or --from/);
  t.match(await fail(["migrate", "--to"]), /^2 DATABASE_URL is not set/);
  t.match(
    await fail(["migrate", "--to", "mysql://me:pass-word@db/x"]),
    /^2 The address after --to must be an address such as/,
  );
  t.match(await fail(["migrate", "--to", url, "--from", url]), /^2 .*cannot be used with/);
  t.match(
    await fail(["migrate", "--to", "postgres://me:pass-word@127.0.0.1:1/x"]),
    /^1 Nothing was copied, because of the database 127\.0\.0\.1:1\/x\. .*ECONNREFUSED.*Check that its server runs/,
  );
  t.match(
    await fail(["migrate", "--to", url.replace("courant@", "nobody:pass-word@")]),
    /^1 .*"nobody" does not exist/,
  );
  t.match(await fail(["migrate", "--to", `${url}x`]), /^1 .*does not exist.*Create the database/);
  t.match(await fail(["migrate", "--from", url]), /^1 .*there is a collection in .* already\. Move/);
  t.match(
    await fail(["migrate", "--from", url], { DATA_DIR: join(where.folder, "new") }),
    /^1 .*it holds no collection/,
  );
  t.same(await readdir(join(where.folder, "new")), ["lock.sqlite"]);
  await startProcess(t, where);
  t.match(await fail(["migrate", "--to", url]), /^1 Courant already runs on /);
});

slowTest("a migration that is killed leaves the database empty and the collection as it was", { skip }, async (t) => {
  const where = await place(t, config);
  const lines = Array.from(
    { length: 3000 },
    (_, index) => `{"id":"urn:y:${index}","title":"Y ${index}","content_text":"${"y".repeat(3000)}"}`,
  );
  await succeed(where, ["import", "--format", "ndjson", "-"], lines.join("\n"));
  const file = join(String(where.env.DATA_DIR), "courant.sqlite");
  const before = dumpCollection(file);
  const url = await createDatabase();
  for (const delayMs of [600, 900, 1200]) {
    const { child, closed } = startCommand(where, ["migrate", "--to", url]);
    await sleep(delayMs);
    child.kill("SIGKILL");
    await closed;
  }
  t.same(dumpCollection(file), before);
  t.match(await succeed(where, ["migrate", "--to", url]), /^copied from/);
});
