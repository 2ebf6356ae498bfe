import { test } from "tap";
import type { Dispatcher } from "undici";
import { hasScope, type Scope, scopes } from "../../src/admin/scopes.ts";
import { token as adminToken, json, sharedService } from "../service.ts";
import { addToken, type CreatedToken, listTokens, outcomeOf, send } from "./token-helpers.ts";

const shared = sharedService();
const tokens = new Map<Scope, Promise<CreatedToken>>();

/** A token of the shared service with one scope. */
function tokenWith(scope: Scope): Promise<CreatedToken> {
  const token =
    tokens.get(scope) ?? shared().then((service) => addToken(service, { name: `only ${scope}`, scopes: [scope] }));
  tokens.set(scope, token);
  return token;
}

const article = { url: "https://site.example/scopes", title: "T", content_text: "x" };
const path = `/articles/${encodeURIComponent(article.url)}`;

/** Calls with the scopes that allow them. */
const calls: [method: Dispatcher.HttpMethod, path: string, allowed: readonly Scope[], body?: unknown][] = [
  ["POST", "/articles", ["publish", "admin"], article],
  ["GET", "/articles", ["read", "write", "publish", "admin"]],
  ["HEAD", "/articles", ["read", "write", "publish", "admin"]],
  ["GET", path, ["read", "write", "publish", "admin"]],
  ["PUT", path, ["publish", "admin"], article],
  ["PATCH", path, ["publish", "admin"], { title: "U" }],
  ["GET", "/export", ["read", "write", "publish", "admin"]],
  ["GET", "/runs", ["read", "write", "publish", "admin"]],
  ["GET", "/sources", ["read", "write", "publish", "admin"]],
  ["GET", "/stats", ["read", "write", "publish", "admin"]],
  ["POST", "/import", ["publish", "admin"], "Title\n\nText."],
  ["GET", "/media", ["read", "write", "publish", "admin"]],
  ["POST", "/media?name=a.png", ["write", "publish", "admin"], "no picture"],
  ["DELETE", `/media/${"0".repeat(64)}`, ["publish", "admin"]],
  ["DELETE", "/starters", ["publish", "admin"]],
  ["POST", "/regenerate", ["regenerate", "admin"], {}],
  ["POST", "/sources/poll", ["regenerate", "admin"], {}],
  ["GET", "/tokens", ["admin"]],
  ["HEAD", "/tokens", ["admin"]],
  ["POST", "/tokens", ["admin"], { name: "more", scopes: ["admin"] }],
  ["DELETE", "/tokens/none", ["admin"]],
  ["GET", "/audit", ["admin"]],
  ["HEAD", "/audit", ["admin"]],
  ["DELETE", path, ["publish", "admin"]],
];

for (const [method, target, allowed, body] of calls) {
  test(`${method} ${target} needs one of ${allowed.join(", ")}`, async (t) => {
    const service = await shared();
    // Those that are refused come first: an allowed call may delete the article.
    for (const scope of [...scopes].sort((a, b) => Number(allowed.includes(a)) - Number(allowed.includes(b)))) {
      const answer = await send(service, await tokenWith(scope), target, { method, body });
      if (allowed.includes(scope)) t.not(answer.status, 403, scope);
      else {
        t.equal(answer.status, 403, scope);
        if (method === "HEAD") continue;
        t.equal(json<{ code: string }>(answer).code, "SCOPE_MISSING");
        t.match(answer.headers["www-authenticate"], 'error="insufficient_scope", scope="');
        t.match(answer.body.toString(), `The token “only ${scope}” has the scopes ${scope}`);
      }
    }
  });
}

test("no spelling of a request reaches what the scope of its token does not allow", async (t) => {
  const service = await shared();
  const reader = await tokenWith("read");
  const before = await listTokens(service);
  const target = `/tokens/${reader.id}`;
  const authorization = `Bearer ${reader.token}`;
  const forms: [method: string, path: string, headers?: Record<string, string>][] = [
    ["GET", "/admin/tokens"],
    ["GET", "/admin/tokens/"],
    ["GET", "/admin/tokens?"],
    ["GET", "/admin/%74okens"],
    ["GET", "/%61dmin/tokens"],
    ["GET", "/admin//tokens"],
    ["GET", "/admin/./tokens"],
    ["GET", "/admin/articles/../tokens"],
    ["GET", "/admin/articles/%2e%2e/tokens"],
    ["GET", "/admin/articles%2f..%2ftokens"],
    ["GET", "/admin/TOKENS"],
    ["GET", "/admin/tokens;x=1"],
    ["GET", "/admin/tokens?_method=POST"],
    ["DELETE", `/admin${target}`],
    ["DELETE", `/admin${target}/`],
    ["DELETE", `/admin/%74okens/${reader.id}`],
    [
      "GET",
      `/admin${target}`,
      { "x-http-method-override": "DELETE", "x-http-method": "DELETE", "x-method-override": "DELETE" },
    ],
    ["GET", `/admin${target}?_method=DELETE`],
    ["GET", "/admin/audit%3Flimit=1"],
  ];
  for (const [method, form, headers] of forms) {
    const answer = await service.get(form, { authorization, ...headers }, method as Dispatcher.HttpMethod);
    t.ok([400, 403, 404, 405].includes(answer.status), `${method} ${form}: ${answer.status}`);
    t.notMatch(answer.body.toString(), before[0]?.created ?? "no token", form);
  }
  t.same(
    (await listTokens(service)).map(({ id }) => id),
    before.map(({ id }) => id),
  );
});

test("a token in the address or in a form is none", async (t) => {
  const service = await shared();
  const { token } = await tokenWith("admin");
  for (const text of [`/admin/tokens?access_token=${token}`, `/admin/tokens?token=${token}`, `/admin/${token}`])
    t.same(outcomeOf(await service.get(text)), [401, "UNAUTHORIZED"], text);
  const twice = await service.get("/admin/tokens", { authorization: `Bearer ${token} ${adminToken}` });
  t.equal(twice.status, 401);
  t.equal((await service.get("/admin/tokens", { authorization: token })).status, 401);
  t.equal((await service.get("/admin/tokens", { authorization: `Basic ${btoa(`x:${token}`)}` })).status, 401);
});

test("names that are no scopes grant nothing", async (t) => {
  for (const scope of scopes) {
    t.notOk(hasScope(["", "root", "ADMIN", "toString", "__proto__", "admin,read"], scope));
    t.ok(hasScope(["admin"], scope));
    t.notOk(hasScope([], scope));
  }
});
