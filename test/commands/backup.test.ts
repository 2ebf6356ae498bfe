import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { test } from "tap";
import { request } from "undici";
import { backupCommand } from "../../src/commands/backup/backup.ts";
import { writeFileWhole } from "../../src/commands/backup/whole-file.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, publishIn, run, startProcess } from "./process.ts";

const article = (id: number, more: object = {}) => JSON.stringify({ id: `urn:x:${id}`, title: `Title ${id}`, ...more });

const execFileAsync = promisify(execFile);

/** Unpacks a backup with the system's tar. @returns the folder with its files */
async function unpack(file: string): Promise<string> {
  const folder = `${file}-files`;
  await mkdir(folder);
  await execFileAsync("tar", ["--extract", "--file", file], { cwd: folder });
  return folder;
}

async function take(where: Place, ...lines: string[]): Promise<void> {
  const { code, out, err } = await run(where, ["import", "--format", "ndjson", "-"], lines.join("\n"));
  if (code !== 0) throw new Error(`${out}${err}`);
}

test("a backup is one file that only its owner reads", async (t) => {
  const where = await place(t);
  await publishIn(where, [{ id: "urn:x:1", title: "One" }]);
  const file = join(where.folder, "backup.tar");
  const { code, out, err } = await commandHere(
    where,
    (config, clock, output) => backupCommand(config, clock, { file, force: false }, output),
    { json: true },
  );
  t.same([code, err], [0, ""]);
  const { size, mode } = await stat(file);
  t.match(JSON.parse(out), { file, bytes: size, articles: 1, deleted: 0, media: 0, problems: [] });
  t.equal(mode & 0o777, 0o600);
  const files = await unpack(file);
  t.same(await readFile(join(files, "configuration/courant.yaml")), await readFile(String(where.env.CONFIG_FILE)));
  t.match(JSON.parse(await readFile(join(files, "backup.json"), "utf8")), { version: 1, made: String });
  await execFileAsync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: files });
});

slowTest("a backup of a running service holds every acknowledged article, and nothing is left beside it", async (t) => {
  const where = await place(t);
  const { url } = await startProcess(t, where);
  await take(where, article(1), article(2));
  const token = (await readFile(join(where.folder, "data", "admin-token"), "utf8")).trim();
  await request(`${url}/admin/articles/urn:x:2`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
  const file = join(where.folder, "backup.tar");
  const otherPort = { ...where, env: { ...where.env, PORT: "8080" } };
  const made = await run(otherPort, ["backup", "--json", file]);
  t.equal(made.code, 0, made.err);
  t.equal(made.err, "", "no progress where there is no terminal");
  const { size, mode } = await stat(file);
  t.match(JSON.parse(made.out), { file, bytes: size, articles: 1, deleted: 1, durationMs: Number });
  t.equal(mode & 0o777, 0o600);
  t.same(
    (await readdir(where.folder)).filter((name) => name.startsWith("backup")),
    ["backup.tar"],
    "nothing is left beside it",
  );
  const files = await unpack(file);
  const about = JSON.parse(await readFile(join(files, "backup.json"), "utf8"));
  t.equal(about.baseUrl, url, "the address that documents name, whatever the environment of the command says");
  const database = new DatabaseSync(join(files, "collection.sqlite"), { readOnly: true });
  t.equal(database.prepare("SELECT count(*) AS n FROM articles").get()?.n, 2);
  database.close();
});

slowTest("while articles come in, a backup comes to its end and is a moment of the collection", async (t) => {
  const where = await place(t);
  await startProcess(t, where);
  await take(where, ...Array.from({ length: 1000 }, (_, id) => article(id, { content_text: "x".repeat(4000) })));
  let going = true;
  let next = 10_000;
  const writing = (async () => {
    while (going) await take(where, ...Array.from({ length: 20 }, () => article(next++, { tags: ["x"] })));
  })();
  const counts: number[] = [];
  for (let number = 0; number < 4; number++) {
    const { code, out, err } = await run(where, ["backup", "--json", join(where.folder, `${number}.sqlite`)]);
    t.equal(code, 0, err);
    counts.push((JSON.parse(out) as { articles: number }).articles);
  }
  going = false;
  await writing;
  t.same(
    counts,
    counts.toSorted((a, b) => a - b),
  );
  t.ok(
    counts.every((count) => count % 20 === 0 && count >= 1000),
    `each import is there whole or not at all: ${counts}`,
  );
});

slowTest("an existing file is replaced only with --force", async (t) => {
  const where = await place(t);
  await take(where, article(1));
  const precious = join(where.folder, "precious");
  await writeFile(precious, "precious");
  for (const command of ["backup", "export"]) {
    const refused = await run(where, [command, precious]);
    t.match([refused.code, refused.err], [2, /precious already exists.*--force/]);
    t.equal(await readFile(precious, "utf8"), "precious");
  }
  const link = join(where.folder, "link");
  await symlink(precious, link);
  t.equal((await run(where, ["backup", "--force", link])).code, 0);
  t.match(await readFile(precious, "latin1"), /^backup\.json/, "where the link leads");
  t.match((await run(where, ["backup", "--force", where.folder])).err, "is not a file");
});

slowTest("a backup never replaces a file of Courant's own", async (t) => {
  const where = await place(t);
  await take(where, article(1));
  const before = await readFile(join(where.folder, "data", "courant.sqlite"));
  await symlink(join(where.folder, "data"), join(where.folder, "other-name"));
  for (const name of [
    "courant.sqlite",
    "courant.sqlite-wal",
    "lock.sqlite",
    "admin-token",
    "courant.sqlite.restore-x",
  ]) {
    for (const folder of ["data", "other-name"]) {
      const { code, err } = await run(where, ["backup", "--force", join(where.folder, folder, name)]);
      t.match([code, err], [2, "is a file of Courant's own"], `${folder}/${name}`);
    }
  }
  t.same(await readFile(join(where.folder, "data", "courant.sqlite")), before);
  t.equal((await run(where, ["backup", join(where.folder, "data", "nightly.sqlite")])).code, 0);
});

slowTest(
  "without a collection, without a folder, and of a damaged collection there is no backup, and nothing is left",
  async (t) => {
    const where = await place(t);
    const file = join(where.folder, "backup.sqlite");
    for (const command of ["backup", "export"]) {
      const { code, err } = await run(where, [command, file]);
      t.match([code, err], [1, /There is no collection yet: .*courant\.sqlite does not exist/]);
    }
    t.notOk((await readdir(where.folder)).includes("data"), "none was made");

    await take(where, ...Array.from({ length: 50 }, (_, id) => article(id, { content_text: "x".repeat(2000) })));
    for (const command of ["backup", "export"]) {
      const nowhere = await run(where, [command, join(where.folder, "nowhere", "x")]);
      t.match([nowhere.code, nowhere.err], [1, /nowhere\/x cannot be written: ENOENT.*that its folder exists/]);
    }
    const collection = join(where.folder, "data", "courant.sqlite");
    const bytes = await readFile(collection);
    await writeFile(collection, bytes.fill(0x5a, 40_960));
    const damaged = await run(where, ["backup", "--json", file]);
    t.equal(damaged.code, 1);
    t.match(JSON.parse(damaged.out), { code: "COLLECTION_UNREADABLE", detail: /is damaged.*courant restore FILE/ });
    t.same(
      (await readdir(where.folder)).filter((name) => name.startsWith("backup")),
      [],
    );
  },
);

test("a full disk: the error names it, the old file stays, and no temporary file is left", async (t) => {
  const folder = t.testdir({ "backup.sqlite": "before" });
  const file = join(folder, "backup.sqlite");
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  await t.rejects(
    writeFileWhole(file, { force: true, dataDir: folder }, async (temporary) => {
      await writeFile(temporary, "half");
      await writeFile(`${temporary}-journal`, "half");
      throw full;
    }),
    { code: "FILE_UNWRITABLE", message: /cannot be written: ENOSPC.*that the disk is not full/ },
  );
  t.same(await readdir(folder), ["backup.sqlite"]);
  t.equal(await readFile(file, "utf8"), "before");
});
