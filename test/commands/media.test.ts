import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { type Test, test } from "tap";
import { request } from "undici";
import { checkCommand } from "../../src/commands/check/check.ts";
import {
  addMediaCommand,
  listMediaCommand,
  pruneMediaCommand,
  removeMediaCommand,
} from "../../src/commands/media/media.ts";
import { pictures } from "../media/pictures.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { wav } from "../uploads/recordings.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, run, startProcess } from "./process.ts";
import { startPlace } from "./start-place.ts";

type Command = Parameters<typeof commandHere>[1];

const list =
  (unused = false): Command =>
  (config, clock, output) =>
    listMediaCommand(config, clock, { unused }, output);
const add =
  (...paths: string[]): Command =>
  (config, clock, output) =>
    addMediaCommand(config, clock, paths, output, { beginsCollection: true });
const remove =
  (names: string[], force = false): Command =>
  (config, clock, output) =>
    removeMediaCommand(config, clock, { names, force }, output);
const prune =
  (days: number, isDryRun = false): Command =>
  (config, clock, output) =>
    pruneMediaCommand(config, clock, { days, isDryRun }, output);
const json = async (where: Place, command: Command) =>
  JSON.parse((await commandHere(where, command, { json: true })).out);

/** Adds, lists, removes and prunes, in whichever process the library is. */
async function tryAll(t: Test, where: Place) {
  const [png, recording] = [join(where.folder, "Sunday.png"), join(where.folder, "talk.wav")];
  await writeFile(png, pictures.png.bytes);
  await writeFile(recording, wav(1));
  await writeFile(join(where.folder, "page.html"), "<!doctype html>");
  const added = await commandHere(where, add(png, join(where.folder, "page.html"), join(where.folder, "none.png")));
  t.equal(added.code, 1, "what is refused does not stop the rest");
  t.match(added.out, /\/media\/[0-9a-f]{64}\/sunday\.png\n$/);
  t.match(added.err, /page\.html: By its bytes.*\n.*none\.png: ENOENT/);
  const [{ hash }] = (await json(where, add(recording))).media;
  t.match((await commandHere(where, list())).out, /unused .*talk\.wav\n.*unused .*sunday\.png\n/);
  t.same((await json(where, list(true))).media.length, 2);
  t.same((await json(where, prune(1))).removed, 0, "not what was uploaded today");
  t.match((await commandHere(where, prune(0, true))).out, /2 would be removed, \d+ bytes\n$/);
  const gone = await commandHere(where, remove([hash]));
  t.same([gone.code, gone.out], [0, `removed  ${hash}\n`]);
  const again = await commandHere(where, remove([hash, "nonsense"]));
  t.equal(again.code, 1);
  t.match(again.err, /was deleted at.*\nnonsense: There is no such file/);
  t.same((await json(where, prune(0))).removed, 1);
  t.equal((await commandHere(where, list())).out, "");
}

slowTest("courant media without a service", async (t) => {
  const where = await place(t);
  await tryAll(t, where);
});

test("courant media through the service that runs", async (t) => {
  const where = await place(t);
  const service = await startPlace(t, where);
  await tryAll(t, where);
  await service.stop();
});

slowTest(
  "courant check finds uploaded files without bytes, and the next command publishes what is missing",
  async (t) => {
    const where = await place(t);
    const file = join(where.folder, "a.png");
    await writeFile(file, pictures.png.bytes);
    const [{ hash }] = (await json(where, add(file))).media;
    const [data, feeds] = [where.env.DATA_DIR ?? "", where.env.FEEDS_DIR ?? ""];
    t.notMatch((await commandHere(where, checkCommand)).err, /media/);
    await rm(join(feeds, "media", hash), { recursive: true });
    t.match((await commandHere(where, checkCommand)).err, /a\.png: it is missing or damaged; the next start/);
    await commandHere(where, list());
    t.same(await readFile(join(feeds, "media", hash, "a.png")), pictures.png.bytes);
    await rm(join(feeds, "media", hash), { recursive: true });
    await rm(join(data, "media", hash));
    const lost = await commandHere(where, checkCommand);
    t.equal(lost.code, 1);
    t.match(lost.err, /the bytes of this uploaded file are missing/);
    // A channel may have the slug “media”: its archives are beside the files.
    await mkdir(join(feeds, "media", "archive"), { recursive: true });
    await writeFile(join(feeds, "media", "archive", "note.txt"), "");
    await commandHere(where, list());
    t.same(await readdir(join(feeds, "media", "archive")), ["note.txt"]);
  },
);

slowTest("courant media, with wrong usage, in a process of its own", async (t) => {
  const where = await place(t);
  t.equal((await run(where, ["media", "prune", "--older-than", "soon"])).code, 2);
  t.equal((await run(where, ["media", "add"])).code, 2);
  t.equal((await run(where, ["media", "list"])).code, 2, "there is no collection");
});

slowTest("publishing is killed in the middle of uploads: nothing is left of them", async (t) => {
  const where = await place(t);
  const service = await startProcess(t, where);
  const token = await readFile(join(where.env.DATA_DIR ?? "", "admin-token"), "utf8");
  const pids = async () => JSON.parse(await readFile(join(where.env.DATA_DIR ?? "", "service.json"), "utf8"));
  const media = join(where.env.DATA_DIR ?? "", "media");
  const headers = { authorization: `Bearer ${token.trim()}` };
  const kept = await request(`${service.url}/admin/media?name=a.png`, {
    method: "POST",
    body: pictures.png.bytes,
    headers,
  });
  const { hash } = (await kept.body.json()) as { hash: string };
  const socket = connect(Number(new URL(service.url).port), "127.0.0.1");
  socket.on("error", () => undefined).resume();
  socket.write(
    `POST /admin/media HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nContent-Length: 1000000\r\n\r\n`,
  );
  socket.write(wav(10));
  await until(async () => (await readdir(join(media, "incoming"))).length === 1);
  const { publishing } = await pids();
  process.kill(publishing.pid, "SIGKILL");
  await once(socket, "close");
  await until(async () => (await pids()).publishing.pid !== publishing.pid);
  t.same((await readdir(media)).sort(), [hash, "incoming"].sort());
  t.same(await readdir(join(media, "incoming")), []);
  const { statusCode, body } = await request(`${service.url}/media/${hash}/a.png`);
  t.equal(statusCode, 200, "and what was kept is served");
  await body.dump();
});
