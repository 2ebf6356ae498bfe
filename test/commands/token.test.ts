import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import type { TokenRequest, TokenView } from "../../src/admin/tokens.ts";
import { systemClock } from "../../src/clock.ts";
import { backupCommand } from "../../src/commands/backup/backup.ts";
import { restoreCommand } from "../../src/commands/restore/restore.ts";
import { addTokenCommand, listTokensCommand, revokeTokenCommand } from "../../src/commands/token/token.ts";
import type { AuditEntry } from "../../src/stores/audit.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, run, startProcess } from "./process.ts";
import { startPlace } from "./start-place.ts";

const add = (where: Place, given: TokenRequest, options = {}) =>
  commandHere(
    where,
    (config, clock, output) => addTokenCommand(config, clock, given, output, { beginsCollection: true }),
    options,
  );
const list = (where: Place) => commandHere(where, listTokensCommand, { json: true });
const revoke = (where: Place, id: string) =>
  commandHere(where, (config, clock, output) => revokeTokenCommand(config, clock, id, output));

async function statusOf(url: string, token: string): Promise<number> {
  const answer = await request(`${url}/admin/articles`, { headers: { authorization: `Bearer ${token}` } });
  await answer.body.dump();
  return answer.statusCode;
}

async function withStores<T>({ folder }: Place, work: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = await openStores(join(folder, "data", "courant.sqlite"), { clock: systemClock, newId: () => "" });
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
}

const auditOf = (where: Place, filter: { action?: string }): Promise<AuditEntry[]> =>
  withStores(where, async ({ audit }) => (await audit.list({ limit: 100, ...filter })).entries);

const viewsOf = ({ out }: { out: string }): TokenView[] => JSON.parse(out).tokens;

test("tokens are made, listed and revoked without a service, and a service knows them", async (t) => {
  const where = await place(t);
  const made = await add(where, { name: "CI", scopes: ["read"], expires: "30d" });
  t.equal(made.code, 0);
  t.match(made.out, /^courant_[\w-]{43}\n$/, "standard output is the token alone");
  t.match(made.err, /CI: read; 600 requests a minute; expires .*; not used yet.*not shown again\.\n$/);
  const second = JSON.parse((await add(where, { name: "CI", scopes: ["admin"] }, { json: true })).out);
  const views = viewsOf(await list(where));
  t.match(views, [
    { name: "CI", scopes: ["read"] },
    { id: second.id, name: "CI", scopes: ["admin"] },
  ]);
  t.match(await revoke(where, second.id), { code: 0, out: `The token ${second.id} is revoked.\n` });
  await t.rejects(revoke(where, second.id), { code: "TOKEN_NOT_FOUND" });

  const service = await startPlace(t, where);
  t.equal(await statusOf(service.url, made.out.trim()), 200);
  t.equal(await statusOf(service.url, second.token), 401);

  const third = (await add(where, { name: "third", scopes: ["read"], limit: 5 })).out.trim();
  t.equal(await statusOf(service.url, third), 200, "made through the service, it counts at once");
  const [, { id } = { id: "" }] = viewsOf(await list(where));
  t.match(await revoke(where, id), { code: 0 });
  t.equal(await statusOf(service.url, third), 401, "and is revoked at once");
  await t.rejects(revoke(where, id), { code: "TOKEN_NOT_FOUND" });
  await t.rejects(revoke(where, "../articles"), { code: "TOKEN_NOT_FOUND" });
  await service.stop();

  t.same(
    (await auditOf(where, { action: "token" })).map(({ action, by }) => [action, by]),
    [
      ["token.revoked", "admin"],
      ["token.created", "admin"],
      ["token.revoked", "command line"],
      ["token.created", "command line"],
      ["token.created", "command line"],
    ],
  );
});

test("a token that was revoked stays revoked when a backup from before is restored", async (t) => {
  const where = await place(t);
  const backup = join(where.folder, "backup.sqlite");
  const [kept, revoked] = [
    JSON.parse((await add(where, { name: "kept", scopes: ["read"] }, { json: true })).out),
    JSON.parse((await add(where, { name: "revoked", scopes: ["read"] }, { json: true })).out),
  ];
  const session = { tokenHash: "a".repeat(64), created: 1, used: 1 };
  await withStores(where, ({ sessions }) => sessions.add("b".repeat(64), session));
  const file = { file: backup, force: false };
  await commandHere(where, (config, clock, output) => backupCommand(config, clock, file, output));
  await revoke(where, revoked.id);
  await revoke(where, kept.id);
  await commandHere(where, (config, clock, output) => restoreCommand(config, clock, file, output));
  t.same(viewsOf(await list(where)), []);
  const audit = (await auditOf(where, {})).map(({ action, subject }) => [action, subject]);
  t.same(audit[0], ["collection.restored", backup]);
  await withStores(where, async ({ sessions }) =>
    t.equal(await sessions.find("b".repeat(64)), undefined, "people sign in again"),
  );

  await rm(join(where.folder, "data"), { recursive: true });
  await commandHere(where, (config, clock, output) => restoreCommand(config, clock, file, output));
  t.same(
    viewsOf(await list(where)).map(({ name }) => name),
    ["kept", "revoked"],
    "without a collection that tells of revocations, the backup counts",
  );
});

test("a token with mistakes is a wrong usage", async (t) => {
  const where = await place(t);
  for (const [given, message] of [
    [{ name: "", scopes: ["read"] }, /^name .*token add --help/],
    [{ name: "admin", scopes: ["read"] }, /no token may have the name “admin”/],
    [{ name: "a", scopes: ["read"], limit: Number("many") }, /^limit/],
    [{ name: "a", scopes: ["read"], expires: "2001-01-01" }, /has passed/],
    [{ name: "a", scopes: ["read"], expires: "-1d" }, /is no time/],
  ] as [TokenRequest, RegExp][]) {
    await t.rejects(add(where, given), { code: "USAGE_INVALID", message });
  }
});

slowTest("the command line: exit codes, JSON, and no token in any log", async (t) => {
  const where = await place(t);
  const text = await run(where, ["token", "add", "CI", "--scope", "read", "regenerate", "--scope", "write", "--yes"]);
  t.match(text, { code: 0, err: /CI: read, write, regenerate;/ });
  for (const wrong of [
    ["add", "CI"],
    ["add", "CI", "--scope", "root"],
    ["add", "CI", "--scope", "read", "--expires", "x"],
    ["revoke"],
  ])
    t.equal((await run(where, ["token", ...wrong])).code, 2, wrong.join(" "));
  t.equal((await run(where, ["token", "revoke", "none"])).code, 1);
  t.match(JSON.parse((await run(where, ["token", "revoke", "none", "--json"])).out), { code: "TOKEN_NOT_FOUND" });

  const service = await startProcess(t, { ...where, env: { ...where.env, LOG_LEVEL: "trace" } });
  const token = text.out.trim();
  for (const path of [`/admin/${token}`, `/admin/articles?access_token=${token}`, `/${token}`]) {
    const answer = await request(service.url + path, { headers: { authorization: `Bearer ${token}` } });
    await answer.body.dump();
  }
  service.child.kill("SIGTERM");
  await service.closed;
  t.match(service.err(), "courant_(hidden)");
  t.notMatch(service.err() + service.out(), token);
  const files = ["courant.sqlite", "admin-token"].map((name) => readFile(join(where.folder, "data", name)));
  for (const bytes of await Promise.all(files)) t.notOk(bytes.includes(token));
});
