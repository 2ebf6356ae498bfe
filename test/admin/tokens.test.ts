import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "tap";
import { hashToken } from "../../src/admin/authenticate.ts";
import { json, sharedService, standingClock, startService } from "../service.ts";
import { until } from "../until.ts";
import { addToken, type CreatedToken, listAudit, listTokens, outcomeOf, send } from "./token-helpers.ts";

const start = "2026-09-02T10:00:00Z";
const later = "2026-09-02T11:00:00.000Z";
const minuteMs = 60_000;
const shared = sharedService();

test("the life of a token: shown once, valid at once, and invalid as soon as it is revoked", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const answer = await service.admin("POST", "/tokens", { name: "CMS", scopes: ["write", "read"], expires: later });
  t.equal(answer.status, 201);
  const { id, token, ...rest } = json<CreatedToken>(answer);
  t.match(token, /^courant_[\w-]{43}$/);
  const view = {
    name: "CMS",
    scopes: ["read", "write"],
    limit: 600,
    created: "2026-09-02T10:00:00.000Z",
    expires: later,
  };
  t.same(rest, view);
  t.same(await listTokens(service), [{ id, ...view }], "without its text");
  t.equal((await send(service, { token }, "/articles")).status, 200);
  t.equal((await service.admin("DELETE", `/tokens/${id}`)).status, 204);
  t.same(outcomeOf(await send(service, { token }, "/articles")), [401, "UNAUTHORIZED"]);
  t.same(outcomeOf(await service.admin("DELETE", `/tokens/${id}`)), [404, "TOKEN_NOT_FOUND"]);
  t.same(await listTokens(service), []);
  const again = await service.restart();
  t.same(outcomeOf(await send(again, { token }, "/articles")), [401, "UNAUTHORIZED"], "after a restart as well");
});

test("no file, list, answer or audit entry holds the text of a token", async (t) => {
  const service = await startService(t);
  const { id, token } = await addToken(service);
  await send(service, { token }, "/articles");
  await service.admin("DELETE", `/tokens/${id}`);
  t.notMatch(JSON.stringify(await listAudit(service)), token);
  t.notMatch(JSON.stringify(await listAudit(service)), hashToken(token));
  await service.stop();
  const files = await readdir(service.folder, { recursive: true, withFileTypes: true });
  const secret = token.slice("courant_".length);
  for (const { parentPath, name } of files.filter((each) => each.isFile())) {
    if ((await readFile(join(parentPath, name))).includes(secret)) t.fail(name);
  }
});

test("a token is valid until the moment that it expires, and is then told as expired", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  const token = await addToken(service, { expires: later });
  clock.set(Date.parse(later) - 1);
  t.equal((await send(service, token, "/articles")).status, 200);
  clock.set(Date.parse(later));
  const answer = await send(service, token, "/articles");
  t.same(outcomeOf(answer), [401, "UNAUTHORIZED"]);
  t.match(answer.body.toString(), "The token expired at 2026-09-02T11:00:00.000Z");
  t.match((await listTokens(service))[0], { expired: true, expires: later });
});

test("an expired token counts as a wrong one", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  const token = await addToken(service, { expires: "1h" });
  clock.set(Date.parse(later));
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt++) statuses.push((await send(service, token, "/articles")).status);
  t.same(statuses, [...Array(10).fill(401), 429]);
});

test("no token has a name by which the audit log knows somebody else", async (t) => {
  const service = await shared();
  for (const name of ["admin", " Admin ", "schedule", "file", "inbox", "command line"]) {
    const answer = await service.admin("POST", "/tokens", { name, scopes: ["read"] });
    t.same(outcomeOf(answer), [400, "REQUEST_INVALID"], name);
    t.match(answer.body.toString(), /no token may have the name “(?:admin|Admin|schedule|file|inbox|command line)”/);
  }
});

test("two tokens of the same name are two tokens", async (t) => {
  const service = await startService(t);
  const [one, two] = [await addToken(service, { name: "CI" }), await addToken(service, { name: "CI" })];
  t.not(one.id, two.id);
  await service.admin("DELETE", `/tokens/${one.id}`);
  t.equal((await send(service, one, "/articles")).status, 401);
  t.equal((await send(service, two, "/articles")).status, 200);
  t.same(
    (await listAudit(service, "?action=token")).map(({ action, subject }) => [action, subject]),
    [
      ["token.revoked", one.id],
      ["token.created", two.id],
      ["token.created", one.id],
    ],
  );
});

test("a limit holds for each minute and token, and a clock that is set back prolongs it for nobody", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  const limited = await addToken(service, { limit: 2 });
  const other = await addToken(service);
  const first = await send(service, limited, "/articles");
  t.equal(first.headers["ratelimit-policy"], '"token";q=2;w=60');
  t.equal(first.headers.ratelimit, '"token";r=1;t=60');
  clock.move(20_500);
  t.equal((await send(service, limited, "/nothing")).headers.ratelimit, '"token";r=0;t=40', "errors count");
  const refused = await send(service, limited, "/articles");
  t.same(outcomeOf(refused), [429, "TOO_MANY_REQUESTS"]);
  t.equal(refused.headers["retry-after"], "40");
  t.equal(refused.headers.ratelimit, '"token";r=0;t=40');
  t.equal((await send(service, other, "/articles")).status, 200);
  t.equal((await service.admin("GET", "/articles")).headers.ratelimit, undefined, "ADMIN_TOKEN has no limit");
  clock.move(minuteMs);
  t.equal((await send(service, limited, "/articles")).status, 200);
  t.equal((await send(service, limited, "/articles")).status, 200);
  clock.move(-24 * 60 * minuteMs);
  t.equal((await send(service, limited, "/articles")).status, 200);
});

test("the last use is noted at most once a minute, also when the clock is set back", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  const token = await addToken(service);
  const used = async () => (await listTokens(service))[0]?.used;
  t.equal(await used(), undefined);
  await send(service, token, "/articles");
  await until(async () => (await used()) !== undefined);
  t.equal(await used(), "2026-09-02T10:00:00.000Z");
  clock.move(minuteMs - 1);
  await send(service, token, "/articles");
  t.equal(await used(), "2026-09-02T10:00:00.000Z");
  clock.move(-2 * minuteMs);
  await send(service, token, "/articles");
  await until(async () => (await used()) === "2026-09-02T09:58:59.999Z");
  t.equal(await used(), "2026-09-02T09:58:59.999Z");
});

test("another admin token in its file counts from the next request on, and a file that is empty changes nothing", async (t) => {
  const service = await startService(t, { env: { ADMIN_TOKEN: "" } });
  const file = join(service.folder, "data", "admin-token");
  const [first, second] = [{ token: (await readFile(file, "utf8")).trim() }, { token: "another-admin-token-1" }];
  t.equal((await send(service, first, "/tokens")).status, 200);
  await writeFile(file, "");
  t.equal((await send(service, first, "/tokens")).status, 200);
  await writeFile(file, `${second.token}\n`);
  t.equal((await send(service, second, "/tokens")).status, 200);
  t.equal((await send(service, first, "/tokens")).status, 401);
});

test("the serving process recognises tokens for /metrics, until they are revoked", async (t) => {
  const service = await startService(t);
  const [reader, runner] = [await addToken(service), await addToken(service, { scopes: ["regenerate"] })];
  const metrics = async ({ token }: { token: string }) =>
    (await service.get("/metrics", { authorization: `Bearer ${token}` })).status;
  await until(async () => (await metrics(reader)) === 200);
  t.equal(await metrics(reader), 200);
  t.equal(await metrics(runner), 403);
  await service.admin("DELETE", `/tokens/${reader.id}`);
  await until(async () => (await metrics(reader)) === 401);
  t.equal(await metrics(reader), 401);
});

const mistakes: [what: string, body: unknown, message: RegExp][] = [
  ["no name", { scopes: ["read"] }, /name/],
  ["an empty name", { name: "", scopes: ["read"] }, /name/],
  ["a blank name", { name: "  ", scopes: ["read"] }, /name/],
  ["a name with control characters", { name: "a\u001b[2Jb", scopes: ["read"] }, /name/],
  ["a name that turns the direction of text", { name: "a\u202eb", scopes: ["read"] }, /name/],
  ["a long name", { name: "a".repeat(101), scopes: ["read"] }, /name/],
  ["no scopes", { name: "a", scopes: [] }, /scopes/],
  ["an unknown scope", { name: "a", scopes: ["root"] }, /scopes/],
  ["a scope that is no list", { name: "a", scopes: { admin: true } }, /scopes/],
  ["an expiry that has passed", { name: "a", scopes: ["read"], expires: "2001-01-01" }, /has passed.*later time/],
  ["an expiry in no time", { name: "a", scopes: ["read"], expires: "0d" }, /has passed/],
  ["an expiry that is no time", { name: "a", scopes: ["read"], expires: "soon" }, /“soon” is no time/],
  ["an expiry beyond all years", { name: "a", scopes: ["read"], expires: "999999w" }, /is no time/],
  ["no requests at all", { name: "a", scopes: ["read"], limit: 0 }, /limit/],
  ["a token of one's own", { name: "a", scopes: ["read"], token: "courant_mine" }, /“token”/],
  ["null", null, /body/],
];

test("a token with mistakes is not made", async (t) => {
  const service = await shared();
  for (const [what, body, message] of mistakes) {
    const answer = await service.admin("POST", "/tokens", JSON.stringify(body), { "content-type": "application/json" });
    t.same(outcomeOf(answer), [400, "REQUEST_INVALID"], what);
    t.match(json<{ detail: string }>(answer).detail, message, what);
  }
  t.same(await listTokens(service), []);
});

test("no text that is near a token is one, and none makes the service fail", async (t) => {
  const service = await startService(t);
  const { token } = await addToken(service);
  const near = fc.oneof(
    fc.constantFrom(
      token.slice(0, -1),
      `${token}a`,
      token.toUpperCase(),
      ` ${token}x`,
      `${token},${token}`,
      hashToken(token),
    ),
    fc.stringMatching(/^[!-~]{1,80}$/),
    fc.stringMatching(/^courant_[\w-]{43}$/),
  );
  await fc.assert(
    fc.asyncProperty(near, async (text) => {
      const { status } = await send(service, { token: text }, "/tokens");
      return status === 401 || status === 429;
    }),
  );
  t.equal((await send(service, { token }, "/articles")).status, 200, "the right one is let in all the same");
});
