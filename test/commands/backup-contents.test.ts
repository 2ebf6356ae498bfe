import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { type Test, test } from "tap";
import { Parser } from "tar";
import { type ArchiveEntry, writeArchive } from "../../src/commands/backup/archive.ts";
import {
  backupNames,
  describeBackup,
  formatSums,
  nameOfMedia,
  readBackup,
  readConfiguration,
  UnusableBackup,
} from "../../src/commands/backup/contents.ts";
import { until } from "../until.ts";

const execFileAsync = promisify(execFile);
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const made = new Date("2026-09-02T10:00:00Z");

async function* entriesOf(files: readonly (readonly [name: string, bytes: Buffer])[]): AsyncGenerator<ArchiveEntry> {
  for (const [name, content] of files) {
    yield { name, bytes: content.length, modified: made.getTime(), content: [content] };
  }
}

const picture = randomBytes(70_000);

/** The files of a small backup, without the list of hashes. */
const parts: readonly (readonly [string, Buffer])[] = [
  [backupNames.about, Buffer.from(describeBackup(made, "https://feeds.example"))],
  [backupNames.configuration, Buffer.from("site: {}\n")],
  [nameOfMedia(sha256(picture)), picture],
  [backupNames.collection, randomBytes(30_000)],
];

const withSums = (files: typeof parts): typeof parts => {
  const sums = new Map(files.map(([name, bytes]): [string, string] => [name, sha256(bytes)]));
  return [...files, [backupNames.sums, Buffer.from(formatSums(sums))]];
};

async function write(file: string, files: typeof parts): Promise<void> {
  await writeArchive(file, entriesOf(files), () => undefined);
}

/** Reads a backup to its end. @returns the hashes of its files */
async function read(file: string): Promise<ReadonlyMap<string, string>> {
  const { sums } = await readBackup(file, async ({ content }) => {
    for await (const _chunk of content);
  });
  return sums;
}

const expected = new Map(parts.map(([name, bytes]): [string, string] => [name, sha256(bytes)]));

async function smallBackup(t: Test): Promise<{ folder: string; file: string }> {
  const folder = t.testdir();
  const file = join(folder, "backup.tar");
  await write(file, withSums(parts));
  return { folder, file };
}

test("a backup that was packed again by tar, compressed or not, is read all the same", async (t) => {
  const { folder, file } = await smallBackup(t);
  t.same(await read(file), expected);
  const files = join(folder, "files");
  await mkdir(files);
  await execFileAsync("tar", ["--extract", "--file", file], { cwd: files });
  await execFileAsync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: files });
  for (const [name, option] of [
    ["again.tar", "--format=gnu"],
    ["again.tar.gz", "--gzip"],
  ] as const) {
    await execFileAsync("tar", ["--create", option, "--file", join(folder, name), "."], { cwd: files });
    t.same(await read(join(folder, name)), expected, name);
    t.equal(await readConfiguration(join(folder, name)), "site: {}\n", name);
  }
});

test("a backup with any byte changed or with its end cut off is refused, and never read as another one", async (t) => {
  const { folder, file } = await smallBackup(t);
  const bytes = await readFile(file);
  const damaged = join(folder, "damaged.tar");
  const outcome = async (changed: Buffer) => {
    await writeFile(damaged, changed);
    return read(damaged).then(
      (sums) => JSON.stringify([...sums]),
      (error) => (error instanceof UnusableBackup ? "refused" : `${error.stack}`),
    );
  };
  const whole = JSON.stringify([...expected]);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ change;
      const found = await outcome(changed);
      // Some bytes mean nothing: those between files, and the owner of a file.
      if (found !== "refused" && found !== whole) throw new Error(`byte ${place}: ${found}`);
    }),
  );
  const ends = bytes.length - 1024;
  await fc.assert(
    fc.asyncProperty(fc.nat(ends - 1), async (length) => {
      const found = await outcome(bytes.subarray(0, length));
      if (found === "refused") return;
      // The last block is filled up with zeros.
      if (found !== whole || length < ends - 512) throw new Error(`${length} bytes: ${found}`);
    }),
  );
});

test("an archive with other files, links or a newer form is refused with the reason", async (t) => {
  const folder = t.testdir();
  const other = (name: string, text = "x"): readonly [string, Buffer] => [name, Buffer.from(text)];
  const cases: Record<string, [files: typeof parts, says: RegExp]> = {
    "another file": [withSums([...parts, other("readme.txt")]), /is not a backup of Courant: it contains readme\.txt/],
    "a path out of the folder": [withSums([...parts, other("../x")]), /is not a backup of Courant/],
    "an absolute path": [withSums([...parts, other("/etc/x")]), /is not a backup of Courant/],
    "media with another name": [withSums([...parts, other("media/../../x")]), /is not a backup of Courant/],
    "a file twice": [withSums([...parts, other(backupNames.adminToken), other(backupNames.adminToken)]), /twice/],
    "a file that is not in the list": [[...withSums(parts), other(backupNames.adminToken)], /admin-token is not as it/],
    "no list": [parts, /is not complete/],
    "no collection": [withSums(parts.slice(0, 3)), /contains no collection/],
    "a newer form": [
      withSums([other(backupNames.about, '{"version": 2}'), ...parts.slice(1)]),
      /was written by a newer Courant: it has form 2/,
    ],
    "no version": [withSums([other(backupNames.about, "[]"), ...parts.slice(1)]), /has no version/],
  };
  for (const [index, [what, [files, says]]] of Object.entries(cases).entries()) {
    const file = join(folder, `${index}.tar`);
    await write(file, files);
    await t.rejects(read(file), { message: says }, what);
  }
  const links = join(folder, "links");
  await mkdir(links);
  await symlink("/etc/passwd", join(links, "admin-token"));
  await execFileAsync("tar", ["--create", "--file", join(folder, "links.tar"), "."], { cwd: links });
  await t.rejects(read(join(folder, "links.tar")), { message: /admin-token is not a file/ });
});

test("an error of who reads an entry comes out, and nothing goes on with the entry afterwards", async (t) => {
  const { file } = await smallBackup(t);
  const full = new Error("ENOSPC: no space left on device");
  let chunks = 0;
  const reading = readBackup(file, async ({ name, content }) => {
    for await (const _chunk of content) chunks += 1;
    if (name.startsWith("media/")) throw full;
  });
  await t.rejects(reading, full);
  t.ok(chunks > 0);
});

test("a file of more than 8 GiB has its size in the archive", async (t) => {
  const folder = t.testdir();
  const file = join(folder, "large.tar");
  const bytes = 9 * 1024 ** 3 + 7;
  async function* content(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1024 * 1024);
    await until(async () => (await stat(file)).size > 10_000);
  }
  async function* large(): AsyncGenerator<ArchiveEntry> {
    yield { name: backupNames.collection, bytes, modified: made.getTime(), content: content() };
  }
  await t.rejects(
    writeArchive(file, large(), () => undefined),
    { message: /has 1048576 bytes instead of/ },
  );
  const sizes: [string, number][] = [];
  const parser = new Parser({ onReadEntry: (entry) => void sizes.push([entry.path, entry.size]) });
  parser.write(await readFile(file));
  t.same(sizes, [[backupNames.collection, bytes]]);
});
