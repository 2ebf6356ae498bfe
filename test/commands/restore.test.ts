import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Test } from "tap";
import { request } from "undici";
import type { Draft } from "../../src/article/article.ts";
import { systemClock } from "../../src/clock.ts";
import { backupCommand } from "../../src/commands/backup/backup.ts";
import { publishMedia } from "../../src/published/media-files.ts";
import { copyCollection } from "../../src/stores/sqlite/backup.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { slowTest } from "../slow.ts";
import { keep } from "../stores/helpers.ts";
import { commandHere } from "./command-here.ts";
import { type Place, preparedPlace, publishIn, run, startProcess } from "./process.ts";

const command = new URL("../../src/bin.js", import.meta.url).pathname;
const killAt = new URL("./kill-at.ts", import.meta.url).href;

/** Returns the ids in a collection, sorted. It reads a copy, because opening a collection may change its files. */
async function idsIn(t: Test, file: string): Promise<string[]> {
  const folder = t.testdir();
  for (const suffix of ["", "-wal"]) {
    await rm(join(folder, `copy.sqlite${suffix}`), { force: true });
    await cp(file + suffix, join(folder, `copy.sqlite${suffix}`)).catch(() => undefined);
  }
  const database = new DatabaseSync(join(folder, "copy.sqlite"));
  t.same(database.prepare("PRAGMA integrity_check").all(), [{ integrity_check: "ok" }], file);
  const ids = database.prepare("SELECT id FROM articles WHERE body IS NOT NULL ORDER BY id").all();
  database.close();
  return ids.map(({ id }) => String(id));
}

const dataOf = ({ folder }: Place) => join(folder, "data");
const collectionOf = (where: Place) => join(dataOf(where), "courant.sqlite");

/** An uploaded file, which no test looks into. */
const mediaBytes = Buffer.from("the bytes of a picture");
const mediaHash = createHash("sha256").update(mediaBytes).digest("hex");
const mediaOf = (where: Place) => join(dataOf(where), "media", mediaHash);
const feedsOf = ({ folder }: Place) => join(folder, "feeds");
const configOf = ({ env }: Place) => String(env.CONFIG_FILE);

/** The names of kept collections. */
async function keptIn(where: Place): Promise<string[]> {
  const names = await readdir(dataOf(where));
  return names.filter((name) => /^courant\.sqlite\.before-restore-[\dTZ.]+$/.test(name)).sort();
}

const backedUpOnce = preparedPlace(async (where) => {
  const titled = (id: string): Draft => ({ id, title: `Title ${id}` });
  await publishIn(where, ["a", "b"].map(titled));
  const backup = { file: join(where.folder, "backup.tar"), force: false };
  const before = await openStores(collectionOf(where), { clock: systemClock, newId: randomUUID });
  const facts = { type: "image/png", bytes: mediaBytes.length };
  await before.mediaFiles.add({ name: "one.png", hash: mediaHash, facts, uploaded: 1, by: "ann" });
  await before.close();
  await mkdir(join(dataOf(where), "media"));
  await writeFile(mediaOf(where), mediaBytes);
  const address = { hash: mediaHash, name: "one.png" };
  await publishMedia(feedsOf(where), address, { source: mediaOf(where), bytes: mediaBytes.length });
  await writeFile(join(dataOf(where), "admin-token"), "a-token-that-was-made-at-the-first-start\n");
  const { code, err } = await commandHere(where, (config, clock, output) =>
    backupCommand(config, clock, backup, output),
  );
  if (code !== 0) throw new Error(err);
  await copyCollection(collectionOf(where), join(where.folder, "old.sqlite"), () => undefined);
  const stores = await openStores(collectionOf(where), { clock: systemClock, newId: randomUUID });
  await keep(stores.articles, titled("c"));
  // The files of an open collection are those that a killed service leaves.
  await cp(dataOf(where), `${dataOf(where)}-killed`, { recursive: true });
  await stores.close();
  await rm(dataOf(where), { recursive: true });
  await rename(`${dataOf(where)}-killed`, dataOf(where));
});

/** A collection with a, b and c, of which a backup has a and b; the last article may still be in the log alone. */
async function placeWithBackup(t: Test): Promise<Place & { backup: string }> {
  const { where } = await backedUpOnce(t);
  t.ok((await stat(`${collectionOf(where)}-wal`)).size > 0, "there is a log");
  return { ...where, backup: join(where.folder, "backup.tar") };
}

slowTest("a restore brings the backup and keeps what was there, with its log", async (t) => {
  const where = await placeWithBackup(t);
  const config = (await readFile(configOf(where), "utf8")).replace("title: Tech", "title: Technology");
  await writeFile(configOf(where), config);
  const { code, out, err } = await run(where, ["restore", "--json", where.backup]);
  t.equal(code, 0, err);
  const said = JSON.parse(out) as { kept: string };
  t.match(said, { file: where.backup, articles: 2, deleted: 0, media: 1, durationMs: Number });
  t.match(said, { configuration: "kept", differs: ["channels"] });
  t.equal(await readFile(configOf(where), "utf8"), config, "the configuration stays");
  t.same(await idsIn(t, collectionOf(where)), ["a", "b"]);
  t.equal((await stat(collectionOf(where))).mode & 0o777, 0o600);
  t.same(await idsIn(t, said.kept), ["a", "b", "c"]);
});

slowTest("the collection that a restore kept can be restored again", async (t) => {
  const where = await placeWithBackup(t);
  const restored = await run(where, ["restore", "--json", where.backup]);
  const said = JSON.parse(restored.out) as { kept: string };
  t.match((await run(where, ["check"])).out, /courant\.sqlite: 2 articles/);
  const back = await run(where, ["restore", said.kept]);
  t.match([back.code, back.out], [0, /3 articles.*\n.*is kept as .*before-restore-/], "and back again");
  t.same(await idsIn(t, collectionOf(where)), ["a", "b", "c"]);
  t.equal((await keptIn(where)).length, 2);
  t.notOk((await readdir(dataOf(where))).some((name) => name.includes("restoring")));
});

slowTest("onto a new machine: there is no data directory yet, and nothing to keep", async (t) => {
  const where = await placeWithBackup(t);
  const config = await readFile(configOf(where));
  for (const folder of [dataOf(where), feedsOf(where), dirname(configOf(where))]) await rm(folder, { recursive: true });
  const { code, out, err } = await run(where, ["restore", "--json", where.backup]);
  t.equal(code, 0, err);
  t.match(JSON.parse(out), { articles: 2, kept: null, configuration: "restored" });
  t.same(await readFile(configOf(where)), config);
  t.same(await readFile(mediaOf(where)), mediaBytes);
  const token = join(dataOf(where), "admin-token");
  t.match(await readFile(token, "utf8"), "a-token-that-was-made-at-the-first-start");
  t.equal((await stat(token)).mode & 0o777, 0o600);
  t.same(await idsIn(t, collectionOf(where)), ["a", "b"]);
  t.equal((await stat(dataOf(where))).mode & 0o777, 0o700);
});

slowTest("a collection that is damaged is replaced and kept as it is, whatever is wrong with it", async (t) => {
  const { backup, ...where } = await placeWithBackup(t);
  const file = collectionOf(where);
  const log = await readFile(`${file}-wal`);
  const sound = await readFile(file);
  const damages: Record<string, Buffer> = {
    "no database": Buffer.from("This is not a database.\n".repeat(1000)),
    empty: Buffer.alloc(0),
    "cut off": sound.subarray(0, 20_000),
    "damaged inside": Buffer.from(sound).fill(0x5a, 8192),
    "of a newer Courant": Buffer.from(sound).fill(99, 60, 64),
  };
  for (const [what, bytes] of Object.entries(damages)) {
    await writeFile(file, bytes);
    await writeFile(`${file}-wal`, log);
    const { code, out, err } = await run(where, ["restore", "--json", backup]);
    t.equal(code, 0, `${what}: ${err}`);
    const { kept } = JSON.parse(out) as { kept: string };
    t.same(await readFile(kept), bytes, `${what}: kept to the byte`);
    t.same(await readFile(`${kept}-wal`), log, `${what}: with its log`);
    t.same(await idsIn(t, file), ["a", "b"], what);
    t.equal((await run(where, ["check"])).code, 0, what);
  }
});

slowTest("a service that cannot open its collection says what to do, and that works", async (t) => {
  const where = await placeWithBackup(t);
  await writeFile(collectionOf(where), "This is not a database.\n".repeat(1000));
  const damaged = await startProcess(t, where);
  t.match(damaged.out(), /is damaged.*“courant restore FILE”.*Stop the service before you restore/);
  damaged.child.kill("SIGTERM");
  await damaged.closed;
  t.equal((await run(where, ["restore", where.backup])).code, 0);
  const { url } = await startProcess(t, where);
  t.match(await (await request(`${url}/feeds/news.json`)).body.text(), "Title b");
});

slowTest("a file that cannot be restored is named with the reason, and nothing changes", async (t) => {
  const where = await placeWithBackup(t);
  const file = (name: string) => join(where.folder, name);
  const sound = await readFile(file("old.sqlite"));
  await writeFile(file("text"), "This is not a database.\n".repeat(1000));
  await writeFile(file("empty"), "");
  await writeFile(file("cut"), sound.subarray(0, 20_000));
  await writeFile(file("damaged"), Buffer.from(sound).fill(0x5a, 40_960, 49_152));
  await writeFile(file("newer"), Buffer.from(sound).fill(99, 60, 64));
  const other = new DatabaseSync(file("other"));
  other.exec("CREATE TABLE articles (id TEXT); PRAGMA user_version = 3");
  other.close();
  const refused: Record<string, [name: string, code: number, says: RegExp]> = {
    nothing: [file("nothing"), 1, /nothing cannot be restored: there is no such file/],
    "a folder": [where.folder, 1, /cannot be restored: EISDIR/],
    text: [file("text"), 1, /text is not a backup of Courant/],
    "an empty file": [file("empty"), 1, /empty is not a backup of Courant/],
    "the lock": [join(dataOf(where), "lock.sqlite"), 1, /lock\.sqlite is not a backup of Courant/],
    "another program's database": [file("other"), 1, /other is not a collection of Courant/],
    "cut off": [file("cut"), 1, /cut is damaged/],
    damaged: [file("damaged"), 1, /damaged is damaged: .*Nothing was changed/],
    newer: [file("newer"), 1, /newer was written by a newer Courant: its schema is version \d+/],
    "the collection itself": [collectionOf(where), 2, /is the collection itself/],
  };
  const names = (await readdir(dataOf(where))).sort();
  const before = await readFile(collectionOf(where));
  for (const [what, [name, code, says]] of Object.entries(refused)) {
    const said = await run(where, ["restore", name]);
    t.match([said.code, said.err], [code, says], what);
    t.same(await readFile(collectionOf(where)), before, what);
    // `-shm` may come and go: it says nothing that the log does not.
    const stable = (all: string[]) => all.filter((each) => /^courant\.sqlite(?!-shm)/.test(each)).sort();
    t.same(stable(await readdir(dataOf(where))), stable(names), what);
  }
  t.same(await idsIn(t, collectionOf(where)), ["a", "b", "c"]);
});

slowTest("while a service runs nothing is restored, and the error names the service", async (t) => {
  const where = await placeWithBackup(t);
  const { child, closed, url } = await startProcess(t, where);
  const { code, out } = await run(where, ["restore", "--json", where.backup]);
  t.equal(code, 1);
  t.match(JSON.parse(out), { code: "DATA_DIR_IN_USE", detail: `Courant already runs on ${dataOf(where)}: ${url} ` });
  child.kill("SIGTERM");
  await closed;
  t.same(await idsIn(t, collectionOf(where)), ["a", "b", "c"]);
  t.same(await keptIn(where), []);
});

slowTest(
  "killed at any step, the old or the new collection is there, whole, and the old one is never lost",
  async (t) => {
    const template = await placeWithBackup(t);
    const { backup } = template;
    const saved = join(template.folder, "saved");
    await cp(dataOf(template), saved, { recursive: true });
    const configInBackup = await readFile(configOf(template), "utf8");
    const otherConfig = `${configInBackup}# Another configuration.\n`;
    const outcomes = { old: 0, new: 0 };
    let things = 0;
    for (let step = 1; ; step++) {
      await rm(dataOf(template), { recursive: true });
      await cp(saved, dataOf(template), { recursive: true });
      await rm(mediaOf(template));
      await rm(join(feedsOf(template), "media"), { recursive: true, force: true });
      await writeFile(configOf(template), otherConfig);
      const env = { ...template.env, NODE_OPTIONS: `--import=${killAt}`, KILL_AT: String(step) };
      const killed = await run({ ...template, env }, ["restore", "--config", backup]);
      if (killed.code === 0) {
        things = Number(/did (\d+) things/.exec(killed.err)?.[1]);
        break;
      }
      t.equal(killed.code, null, `step ${step}: ${killed.err}`);
      // A command that only reads, one that writes and a second restore: each finds a whole collection.
      const next = [
        ["backup", "--json", join(template.folder, `${step}.sqlite`)],
        ["regenerate"],
        ["restore", "--config", backup],
      ];
      const { code, err } = await run(template, next[step % next.length] ?? []);
      t.equal(code, 0, `step ${step}: ${err}`);
      const ids = (await idsIn(t, collectionOf(template))).join();
      t.ok(ids === "a,b,c" || ids === "a,b", `step ${step}: ${ids}`);
      const isNew = ids === "a,b";
      outcomes[isNew ? "new" : "old"] += 1;
      t.equal(await readFile(configOf(template), "utf8"), isNew ? configInBackup : otherConfig, `step ${step}`);
      t.same(await readFile(mediaOf(template)).catch(() => undefined), isNew ? mediaBytes : undefined, `step ${step}`);
      const kept = await keptIn(template);
      const everywhere = [ids];
      for (const name of kept) everywhere.push((await idsIn(t, join(dataOf(template), name))).join());
      t.ok(everywhere.includes("a,b,c"), `step ${step}: the old one is there`);
      t.equal((await run(template, ["regenerate"])).code, 0);
      const rest = (await readdir(dataOf(template))).filter((name) => /\.restor(ing|e-)/.test(name));
      t.same(rest, [], `step ${step}: nothing is left half done`);
    }
    t.ok(things > 8 && outcomes.old > 1 && outcomes.new > 3, `${things} steps: ${JSON.stringify(outcomes)}`);
  },
);

slowTest("killed at any time, the same", async (t) => {
  const template = await placeWithBackup(t);
  const saved = join(template.folder, "saved");
  await rename(dataOf(template), saved);
  for (let kill = 0; kill < Number(process.env.KILLS || 2); kill++) {
    await rm(dataOf(template), { recursive: true, force: true });
    await cp(saved, dataOf(template), { recursive: true });
    const child = spawn(process.execPath, [command, "restore", template.backup], {
      env: template.env,
      stdio: "ignore",
    });
    const closed = once(child, "close");
    // From the lock on it is a matter of milliseconds.
    const since = (await stat(saved)).ctimeMs;
    while (child.exitCode === null && (await stat(dataOf(template))).mtimeMs < since) await sleep(1);
    await sleep(150 + Math.random() * 250);
    child.kill("SIGKILL");
    await closed;
    const { code, err } = await run(template, ["regenerate"]);
    t.equal(code, 0, err);
    const ids = (await idsIn(t, collectionOf(template))).join();
    t.ok(ids === "a,b,c" || ((await keptIn(template)).length === 1 && ids === "a,b"), ids);
  }
});
