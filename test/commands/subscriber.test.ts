import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SubscriberView, SubscriberWithPassword } from "../../src/admin/openapi/schemas/subscriber.ts";
import {
  addSubscriberCommand,
  listSubscribersCommand,
  purgeSubscriberCommand,
  revokeSubscriberCommand,
  rotateSubscriberCommand,
} from "../../src/commands/subscriber/subscriber.ts";
import { parseSubscribers, subscribersFile } from "../../src/published/subscribers.ts";
import { readShared } from "../../src/published/versions.ts";
import { privateConfig } from "../private/helpers.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, publishIn, run } from "./process.ts";
import { startPlace } from "./start-place.ts";

type Options = Parameters<typeof commandHere>[2];

const canary = "Zaphod Canary";
const add = (where: Place, name: string, options?: Options) =>
  commandHere(
    where,
    (config, clock, output) => addSubscriberCommand(config, clock, { channel: "members", name }, output),
    options,
  );
const rotate = (where: Place, id: string, options?: Options) =>
  commandHere(where, (config, clock, output) => rotateSubscriberCommand(config, clock, id, output), options);
const revoke = (where: Place, id: string) =>
  commandHere(where, (config, clock, output) => revokeSubscriberCommand(config, clock, id, output));
const purge = (where: Place, id: string, isSure = true) =>
  commandHere(where, (config, clock, output) => purgeSubscriberCommand(config, clock, { id, isSure }, output));
const list = (where: Place, options?: Options) =>
  commandHere(where, (config, clock, output) => listSubscribersCommand(config, clock, { limit: 9 }, output), options);

const json = <Shape>({ out }: { out: string }): Shape => JSON.parse(out);
const listed = async (where: Place) =>
  json<{ subscribers: SubscriberView[] }>(await list(where, { json: true })).subscribers;

async function placeWithArticle(t: Parameters<typeof place>[0]): Promise<Place> {
  const where = await place(t, privateConfig);
  await publishIn(where, [{ id: "urn:x:1", title: "One", content_text: "Text.", tags: ["members"] }]);
  return where;
}

/** Returns the names of all files of a place that hold a text. */
async function filesWith(where: Place, text: string): Promise<string[]> {
  const files = await readdir(where.folder, { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(names.map(async (name) => ((await readFile(name)).includes(text) ? [name] : [])));
  return found.flat();
}

slowTest("readers of private feeds are managed without a service", async (t) => {
  const where = await placeWithArticle(t);
  t.match(await list(where), { code: 0, out: /There are no subscribers/ });
  t.match(await add(where, "Anna"), {
    code: 0,
    out: /^rss +http.*\/private\/[\w-]{12}\.[\w-]{43}\/feeds\/members\.rss\natom .*\njson .*\nuser name {2}[\w-]{12}\npassword {3}[\w-]{43}\n$/,
    err: /These are the addresses of Anna, subscriber [\w-]+\..*not shown again/,
  });
  const added = json<SubscriberWithPassword>(await add(where, canary, { json: true }));
  t.match(await list(where), { out: new RegExp(`${added.id}  members: ${canary}; not used yet\n.*Anna`) });
  const published = async () => parseSubscribers(await readShared(subscribersFile(where.env.FEEDS_DIR ?? "")));
  t.equal((await published())?.get(added.username)?.isEnded, undefined);
  const rotated = json<SubscriberWithPassword>(await rotate(where, added.id, { json: true }));
  t.equal((await published())?.get(added.username)?.isEnded, true);
  t.equal((await published())?.get(rotated.username)?.channel, "members");
  t.match(await revoke(where, added.id), { code: 0, out: `revoked  ${added.id}\n` });
  await t.rejects(rotate(where, added.id), { code: "SUBSCRIBER_REVOKED" });
  t.match(await listed(where), [{ id: added.id, revoked: /^20/ }, { name: "Anna" }]);
  t.ok((await filesWith(where, canary)).length > 0);
  await t.rejects(purge(where, added.id, false), { code: "USAGE_INVALID" });
  t.match(await purge(where, added.id), { code: 0, out: `purged  ${added.id}\n` });
  t.same(await filesWith(where, canary), [], "no byte of the name is left");
  t.equal((await published())?.get(rotated.username)?.isEnded, true, "and the address stays ended");
  for (const work of [revoke, rotate, purge]) await t.rejects(work(where, added.id), { code: "SUBSCRIBER_NOT_FOUND" });
  t.same((await run(where, ["subscriber", "add", "news", "A"])).code, 1);
  t.same((await run(where, ["subscriber", "add", "members"])).code, 2);
});

slowTest("readers of private feeds are managed beside a service, and its log names no secret", async (t) => {
  const prepared = await placeWithArticle(t);
  const where = { ...prepared, env: { ...prepared.env, LOG_LEVEL: "debug" } };
  const { url, said } = await startPlace(t, where);
  const added = json<SubscriberWithPassword>(await add(where, canary, { json: true }));
  const path = new URL(added.urls.rss).pathname;
  const basic = Buffer.from(`${added.username}:${added.password}`).toString("base64");
  const ask = (at: string, headers = {}) => fetch(url + at, { headers });
  await until(async () => (await ask(path)).status === 200);
  t.equal((await ask("/feeds/members.rss", { authorization: `Basic ${basic}` })).status, 200);
  for (const odd of [path.replace("/private", "//private"), `${path}/more`, `/x${path}`, path.toUpperCase()]) {
    t.ok((await ask(odd)).status >= 400, odd);
  }
  t.equal((await ask(path.replace(".", "%2e"))).status, 200, "a percent-encoded dot is a dot");
  await fetch(url + path, { method: "POST", body: "x" });
  const start = performance.now();
  await revoke(where, added.id);
  await until(async () => (await ask(path)).status === 410);
  t.comment(`revoked within ${Math.round(performance.now() - start)} ms, with the start of the command`);
  await until(async () => (await listed(where))[0]?.used?.networks === 1);
  await purge(where, added.id);
  // While another thread reads, the database is overwritten a minute later.
  await until(async () => (await filesWith(where, canary)).length === 0);
  t.equal((await ask(path)).status, 410);
  const lines = said();
  t.match(lines, "regenerated");
  for (const secret of [added.password, basic, canary]) t.notMatch(lines, secret);
});

slowTest("a backup keeps the addresses, and its restore brings none back that has ended since", async (t) => {
  const where = await placeWithArticle(t);
  const made = async (name: string) => json<SubscriberWithPassword>(await add(where, name, { json: true }));
  const [kept, revoked, purged] = [await made("Kept"), await made("Revoked"), await made(canary)];
  const backup = join(where.folder, "backup.tar");
  const courant = async (...args: string[]) => {
    const { code, err } = await run(where, args);
    t.equal(code, 0, err);
  };
  await courant("backup", backup);
  const later = await made("Later");
  await revoke(where, revoked.id);
  await purge(where, purged.id);
  await courant("restore", backup);
  const { url } = await startPlace(t, where);
  const statusOf = async ({ urls }: SubscriberWithPassword) => (await fetch(url + new URL(urls.rss).pathname)).status;
  await until(async () => (await statusOf(kept)) === 200);
  t.equal(await statusOf(later), 200, "an address that was given since the backup works");
  t.equal(await statusOf(revoked), 410);
  t.equal(await statusOf(purged), 410);
  t.same((await listed(where)).map(({ name }) => name).toSorted(), ["Kept", "Later", "Revoked"]);
});
