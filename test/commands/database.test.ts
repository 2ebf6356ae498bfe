import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { t as suite, type Test } from "tap";
import { request } from "undici";
import { lacksPostgres, startPostgres } from "../postgres.ts";
import { configText } from "../service.ts";
import { isQuick, slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { type Place, place, run, startProcess } from "./process.ts";

const server = lacksPostgres === false && !isQuick ? startPostgres(suite) : undefined;
const skip = lacksPostgres;

/** A place whose collection is a new database. */
async function databasePlace(t: Test, url?: string): Promise<Place> {
  const where = await place(
    t,
    `${configText}  - { slug: members, title: Members, description: Few, access: private }\n`.replace(
      /(retired.*\nmoved.*\n)(.*\n)/,
      "$2$1",
    ),
  );
  const database = url ?? String(await (await server)?.createDatabase()).replace("courant@", "courant:pass-word@");
  return { ...where, env: { ...where.env, DATABASE_URL: database, BASE_URL: "https://feeds.example" } };
}

async function succeed(where: Place, args: string[], input = ""): Promise<string> {
  const { code, out, err } = await run(where, args, input);
  if (code !== 0) throw new Error(`courant ${args.join(" ")}: ${out}${err}`);
  return out;
}

const line = (id: number) => JSON.stringify({ id: `urn:x:${id}`, title: `Title ${id}`, tags: ["tech"] });

slowTest("every command works with a database that no service uses", { skip }, async (t) => {
  const where = await databasePlace(t);
  t.match(
    await succeed(where, ["check"]),
    /the database 127\.0\.0\.1:\d+\/test_\d+ \(PostgreSQL \d+.*\) holds no collection yet/,
  );
  t.match(await run(where, ["export", "-"]), { code: 1, err: /There is no collection yet: the database/ });
  t.match(await run(where, ["backup", join(where.folder, "none.tar")]), { code: 1, err: /There is no collection yet/ });
  t.match(await succeed(where, ["import", "--format", "ndjson", "-"], `${line(1)}\n${line(2)}`), /2 created/);
  t.match(await succeed(where, ["regenerate", "--json"]), /"state": "done"/);
  t.match(await succeed(where, ["article", "list"]), /urn:x:2/);
  t.match(await succeed(where, ["article", "tag", "+news", "urn:x:1"]), /1 tagged/);
  const token = JSON.parse(await succeed(where, ["token", "add", "--scope", "read", "--json", "robot"]));
  t.match(await succeed(where, ["token", "list"]), token.id);
  t.match(await succeed(where, ["subscriber", "add", "members", "Ann"]), /https:\/\/feeds\.example\/private\//);
  t.match(await succeed(where, ["webhook", "add", "https://hook.example/x"]), /^whsec_/);
  t.match(await succeed(where, ["starters", "remove", "--json"]), /\{/);
  t.match(await succeed(where, ["media", "list", "--json"]), /\{/);
  t.equal((await succeed(where, ["export", "-"])).split("\n").filter((each) => each.includes('"title"')).length, 2);
  const checked = await run(where, ["check"]);
  t.match(checked, { code: 0, out: /2 articles, 0 remembered deletions \(PostgreSQL/, err: /no service publishes/ });
  t.notMatch(checked.out + checked.err, /pass-word/);
});

slowTest(
  "commands without settings of their own keep the address that the nodes publish under",
  { skip },
  async (t) => {
    const where = await databasePlace(t);
    await succeed(where, ["import", "--format", "ndjson", "-"], line(1));
    const other = await databasePlace(t, where.env.DATABASE_URL);
    delete other.env.BASE_URL;
    await succeed(other, ["import", "--format", "ndjson", "-"], line(2));
    const client = new pg.Client(where.env.DATABASE_URL);
    await client.connect();
    t.teardown(() => client.end());
    t.match((await client.query("SELECT body FROM published")).rows[0].body, "https://feeds.example");
  },
);

slowTest("a command beside a node on another machine hands its run to it", { skip }, async (t) => {
  const where = await databasePlace(t);
  const { url } = await startProcess(t, { ...where, env: { ...where.env, ADMIN_TOKEN: "a-token-for-tests" } });
  const other = await databasePlace(t, where.env.DATABASE_URL);
  await succeed(other, ["import", "--format", "ndjson", "-"], line(1));
  const feed = await request(`${url}/feeds/news.json`);
  t.match(await feed.body.json(), { items: [{ id: "urn:x:1" }] });
  const stats = await request(`${url}/admin/stats`, { headers: { authorization: "Bearer a-token-for-tests" } });
  t.match(await stats.body.json(), { disk: { articles: { count: 1, bytes: Number }, other: { bytes: Number } } });
  t.match(await run(other, ["migrate", "--from"]), { code: 1, err: /a service works with the database/ });
  const { code, err } = await run(where, ["check"]);
  t.equal(code, 0);
  t.notMatch(err, /no service publishes|lacks/);
});

slowTest("each node says whether it publishes, and what a follower lags behind", { skip }, async (t) => {
  const env = { ADMIN_TOKEN: "a-token-for-tests" };
  const where = await databasePlace(t);
  const first = await startProcess(t, { ...where, env: { ...where.env, ...env } });
  const other = await databasePlace(t, where.env.DATABASE_URL);
  Object.assign(other.env, env);
  const second = await startProcess(t, other);
  t.match([first.out(), second.out()], [/Next regeneration: \d/, /Next regeneration: at the node that publishes/]);
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };
  const readNode = async (url: string) => {
    const overview = (await (await request(`${url}/admin/overview`, { headers })).body.json()) as { node: object };
    return overview.node;
  };
  t.same(await readNode(first.url), { publishes: true });
  await succeed(other, ["import", "--format", "ndjson", "-"], line(1));
  await until(async () => "behindMs" in (await readNode(second.url)));
  t.match(await readNode(second.url), { publishes: false });
});

slowTest(
  "check says how nodes share uploaded files, and whether this machine reaches their folder",
  { skip },
  async (t) => {
    const where = await databasePlace(t);
    t.match((await run(where, ["check"])).out, /up to 64 MB are shared through the database, larger ones are refused/);
    const file = String(where.env.CONFIG_FILE);
    const folder = join(where.folder, "shared");
    await appendFile(file, `media: { sharedFolder: ${folder} }\n`);
    t.match(await run(where, ["check"]), { code: 1, err: /media\.sharedFolder: .*shared cannot be used: ENOENT/ });
    await writeFile(folder, "");
    t.match(await run(where, ["check"]), { code: 1, err: /media\.sharedFolder: .*shared/ });
    await rm(folder);
    await mkdir(folder);
    t.match(await run(where, ["check"]), { code: 0, out: /larger ones through .*shared/ });
  },
);

slowTest("a channel and a source that a command adds are in the database, for all nodes", { skip }, async (t) => {
  const where = await databasePlace(t);
  await succeed(where, ["import", "--format", "ndjson", "-"], line(1));
  const added = await run(where, ["channel", "add", "films", "--title", "Films", "--description", "All of them"]);
  t.match(added, { code: 0, err: /^No service runs on this machine: the configuration in the database is changed/ });
  const other = await databasePlace(t, where.env.DATABASE_URL);
  await succeed(other, ["source", "add", "https://source.example/feed", "--tag", "film"]);
  for (const each of [where, other]) t.match(await succeed(each, ["channel", "list"]), /films/);
  t.match(await succeed(where, ["config", "export"]), /slug: films[\s\S]*source\.example/);
  const { url } = await startProcess(t, where);
  await until(async () => (await request(`${url}/feeds/films.json`)).statusCode === 200);
});

slowTest("a backup of a database is restored into an empty one, and into a file", { skip }, async (t) => {
  const where = await databasePlace(t);
  await succeed(where, ["import", "--format", "ndjson", "-"], `${line(1)}\n${line(2)}`);
  const file = join(where.folder, "backup.tar");
  t.match(JSON.parse(await succeed(where, ["backup", "--json", file])), { articles: 2, problems: [] });
  t.match(await run(where, ["restore", file]), { code: 1, err: /is not empty: it has \d+ rows? in the table/ });

  const exported = await succeed(where, ["export", "-"]);
  const again = await databasePlace(t);
  await succeed(again, ["restore", file]);
  t.equal(await succeed(again, ["export", "-"]), exported);
  await succeed(again, ["regenerate"]);
  t.match(await run(again, ["check"]), { code: 0 });

  const alone = await databasePlace(t);
  delete alone.env.DATABASE_URL;
  await succeed(alone, ["restore", file]);
  t.equal(await succeed(alone, ["export", "-"]), exported);
  t.match(
    await run({ ...alone, env: { ...alone.env, DATABASE_URL: String(again.env.DATABASE_URL) } }, ["restore", file]),
    {
      code: 1,
      err: /there is a collection in .* already/,
    },
  );
});

slowTest("an empty database does not take the place of the collection in DATA_DIR", { skip }, async (t) => {
  const where = await databasePlace(t);
  const inFile: Place = { ...where, env: { ...where.env } };
  delete inFile.env.DATABASE_URL;
  await succeed(inFile, ["import", "--format", "ndjson", "-"], line(1));
  const refusal = /is empty, and .*courant\.sqlite holds a collection\. “courant migrate --to” copies it there/;
  t.match(await run(where, ["serve"]), { err: refusal });
  t.match(await run(where, ["regenerate"]), { code: 2, err: refusal });
  await succeed(where, ["migrate", "--to"]);
  t.match(await succeed(where, ["regenerate"]), /./);
});

slowTest("damage in a database is found", { skip }, async (t) => {
  const where = await databasePlace(t);
  await succeed(where, ["import", "--format", "ndjson", "-"], line(1));
  const client = new pg.Client(where.env.DATABASE_URL);
  await client.connect();
  t.teardown(() => client.end());
  await client.query(
    "UPDATE articles SET body = '{\"title\"'; DELETE FROM listed; UPDATE document_bytes SET bytes = 'x'",
  );
  await rm(String(where.env.FEEDS_DIR), { recursive: true });
  const { code, err } = await run(where, ["check"]);
  t.equal(code, 1);
  for (const problem of [
    /no JSON/,
    /no list has the article/,
    /the bytes of a document are damaged/,
    /lacks \d+ published documents/,
  ]) {
    t.match(err, problem);
  }
  await client.query("UPDATE schema_version SET version = 99");
  t.match(await run(where, ["check"]), { code: 1, err: /newer Courant/ });
});
