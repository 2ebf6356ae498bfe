import { test } from "tap";
import { outcomeOf } from "../admin/token-helpers.ts";
import { sharedService, standingClock, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { postForm, signIn } from "./desk.ts";

const shared = sharedService();
const hourMs = 3_600_000;

test("nobody sees a page without signing in, and comes to it after that", async (t) => {
  const service = await shared();
  const refused = await service.get("/dashboard/tokens");
  t.equal(refused.status, 303);
  t.equal(refused.headers.location, "/dashboard/sign-in?to=%2Fdashboard%2Ftokens");
  const page = String((await service.get(String(refused.headers.location))).body);
  t.match(page, '<input type="hidden" name="to" value="/dashboard/tokens">');
  const answer = await postForm(service, "/dashboard/sign-in", { token, to: "/dashboard/tokens" });
  t.equal(answer.status, 303);
  t.equal(answer.headers.location, "/dashboard/tokens");
  t.match(answer.headers["set-cookie"], /^courant=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Strict$/);
});

test("one is never sent to another site", async (t) => {
  const service = await shared();
  const places = [
    "https://evil.example/dashboard",
    "//evil.example/dashboard",
    "/\\evil.example/dashboard",
    "/admin/export",
  ];
  for (const to of [...places, "/dashboard/sign-out", "javascript:alert(1)", "/dashboardx", "/dashboard/../admin"]) {
    const answer = await postForm(service, "/dashboard/sign-in", { token, to });
    t.equal(answer.headers.location, "/dashboard", to);
  }
});

test("a wrong token is refused with words, and tells nothing of what was typed", async (t) => {
  const service = await shared();
  const answer = await postForm(service, "/dashboard/sign-in", { token: "not<b>this" });
  t.equal(answer.status, 401);
  t.match(String(answer.body), /role="alert"><p>The token is wrong\./);
  t.notMatch(String(answer.body), "not");
  t.equal(answer.headers["set-cookie"], undefined);
});

slowTest("a session ends after twelve idle hours, and after fourteen days", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { clock });
  const desk = await signIn(service);
  clock.move(12 * hourMs - 1);
  t.equal((await desk.get("/dashboard")).status, 200);
  clock.move(12 * hourMs);
  t.equal((await desk.get("/dashboard")).status, 303);
  const second = await signIn(service);
  for (let hours = 0; hours < 14 * 24 - 8; hours += 8) {
    clock.move(8 * hourMs);
    t.equal((await second.get("/dashboard")).status, 200, `after ${hours + 8} hours`);
  }
  clock.move(8 * hourMs);
  t.equal((await second.get("/dashboard")).status, 303);
});

test("a session ends with its token, and by signing out here or everywhere", async (t) => {
  const service = await startService(t);
  const made = JSON.parse(String((await service.admin("POST", "/tokens", { name: "Ann", scopes: ["read"] })).body));
  const [first, second, other] = [
    await signIn(service, made.token),
    await signIn(service, made.token),
    await signIn(service),
  ];
  t.equal(
    (await first.post("/dashboard/sign-out", { everywhere: "no" })).headers.location,
    "/dashboard/sign-in?left=here",
  );
  t.equal((await first.get("/dashboard")).status, 303);
  t.equal((await second.get("/dashboard")).status, 200);
  const third = await signIn(service, made.token);
  await third.post("/dashboard/sign-out", { everywhere: "yes" });
  t.equal((await second.get("/dashboard")).status, 303);
  const fourth = await signIn(service, made.token);
  await service.admin("DELETE", `/tokens/${made.id}`);
  t.equal((await fourth.get("/dashboard")).status, 303);
  t.equal((await other.get("/dashboard")).status, 200, "the session of another token goes on");
});

slowTest("a write without the session's own form, or from another site, changes nothing", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const fields = { name: "evil", scope: "admin", token };
  const cases: [what: string, fields: Record<string, string>, headers: Record<string, string>][] = [
    ["without the form's token", { ...fields, csrf: "" }, {}],
    ["with that of another session", { ...fields, csrf: (await signIn(service)).csrf }, {}],
    ["from another origin", fields, { origin: "https://evil.example" }],
    ["from no origin that can be named", fields, { origin: "null" }],
    ["from another site", fields, { "sec-fetch-site": "cross-site" }],
    ["from another host of the same site", fields, { "sec-fetch-site": "same-site" }],
  ];
  for (const [what, given, headers] of cases) {
    const answer = await desk.post("/dashboard/tokens", given, headers);
    t.equal(answer.status, 403, what);
  }
  t.same(JSON.parse(String((await service.admin("GET", "/tokens")).body)), { tokens: [] });
  for (const origin of ["https://feeds.example", service.url]) {
    t.equal((await desk.post("/dashboard/tokens", fields, { origin, "sec-fetch-site": "same-origin" })).status, 201);
  }
});

slowTest("a session reads the API, writes with its own header, and never what needs the token", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const article = { id: "x", title: "X" };
  t.equal((await desk.call("GET", "/admin/articles")).status, 200);
  t.equal((await service.get("/admin/articles", { cookie: desk.cookie.slice(0, -1) })).status, 401);
  for (const headers of [
    { "x-csrf-token": "" },
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
  ]) {
    const refused = await desk.call("POST", "/admin/articles", article, headers);
    t.same(outcomeOf(refused), [403, "SESSION_REFUSED"], JSON.stringify(headers));
  }
  t.equal((await desk.call("POST", "/admin/articles", article)).status, 201);
  const token = { name: "evil", scopes: ["admin"] };
  t.same(outcomeOf(await desk.call("POST", "/admin/tokens", token)), [403, "TOKEN_NEEDED"]);
  t.same(outcomeOf(await desk.call("PATCH", "/admin/settings", { site: { title: "X" } })), [403, "TOKEN_NEEDED"]);
  t.same(outcomeOf(await desk.call("POST", "/admin/sessions")), [403, "TOKEN_NEEDED"], "and begins no further session");
});
