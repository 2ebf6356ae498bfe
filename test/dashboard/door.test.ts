import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { sharedService, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { postForm, signIn } from "./desk.ts";

const config = (more: string) => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels: [{ slug: news, title: News, description: Everything }]
${more}
`;

const behindProxy = config("serving: { trustedProxies: [127.0.0.1] }");
const shared = sharedService();
const proxied = sharedService({ config: behindProxy });

/** What a proxy with TLS sends for a client elsewhere. */
const overTls = { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https", "x-forwarded-host": "feeds.example" };

test("over TLS the cookie is of this host alone, and is never sent in the clear", async (t) => {
  const service = await proxied();
  const answer = await postForm(service, "/dashboard/sign-in", { token }, overTls);
  t.equal(answer.status, 303);
  t.match(
    answer.headers["set-cookie"],
    /^__Host-courant=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const byOrigin = await postForm(await shared(), "/dashboard/sign-in", { token }, { origin: "https://feeds.example" });
  t.match(byOrigin.headers["set-cookie"], /^__Host-courant=/, "also behind a proxy that says nothing of TLS");
});

test("over plain HTTP from elsewhere nobody is asked for a token, or let in with one", async (t) => {
  const service = await proxied();
  const plain = { "x-forwarded-for": "192.0.2.7", host: "10.1.2.3:8080" };
  const page = await service.get("/dashboard/sign-in", plain);
  t.equal(page.status, 403);
  t.match(String(page.body), "plain HTTP");
  t.notMatch(String(page.body), "<input");
  const answer = await postForm(service, "/dashboard/sign-in", { token }, plain);
  t.equal(answer.status, 403);
  t.equal(answer.headers["set-cookie"], undefined);
  t.equal(
    (await service.get("/dashboard/sign-in", { ...plain, host: "localhost:8080" })).status,
    200,
    "but on this computer",
  );
  const allowed = await startService(t, { config: `${behindProxy}\ndashboard: { plainHttp: true }` });
  t.equal((await postForm(allowed, "/dashboard/sign-in", { token }, plain)).status, 303, "and where it is configured");
});

test("a client cannot say for itself where it is, or that it came over TLS", async (t) => {
  const service = await shared();
  const answer = await postForm(service, "/dashboard/sign-in", { token }, { ...overTls, host: "localhost" });
  t.equal(answer.status, 303);
  t.match(answer.headers["set-cookie"], /^courant=/);
});

slowTest("wrong tokens slow their sender down, and the right one is let in all the same", async (t) => {
  const service = await startService(t, { config: behindProxy });
  const send = (text: string, ip = "192.0.2.9") =>
    postForm(service, "/dashboard/sign-in", { token: text }, { ...overTls, "x-forwarded-for": ip });
  const statuses: number[] = [];
  for (let index = 0; index < 12; index += 1) statuses.push((await send(`wrong ${index}`)).status);
  t.same(statuses, [...Array(10).fill(401), 429, 429]);
  t.match(String((await send("wrong")).body), "Too many wrong tokens came from your address.");
  t.equal((await send("wrong", "192.0.2.10")).status, 401, "nobody else is slowed down");
  t.equal((await send(token)).status, 303);
});

test("with DASHBOARD_URL, the dashboard and its sessions are at that host alone", async (t) => {
  const service = await startService(t, { env: { DASHBOARD_URL: "https://desk.example" } });
  const desk = { host: "desk.example" };
  t.equal((await service.get("/dashboard/sign-in")).status, 404);
  t.equal((await service.get("/dashboard/sign-in", { host: "feeds.example" })).status, 404);
  t.equal((await service.get("/dashboard/sign-in", desk)).status, 200);
  const answer = await postForm(service, "/dashboard/sign-in", { token }, { ...desk, origin: "https://desk.example" });
  t.equal(answer.status, 303);
  const cookie = String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";
  t.equal((await service.get("/admin/articles", { ...desk, cookie })).status, 200);
  t.equal((await service.get("/admin/articles", { host: "feeds.example", cookie })).status, 401);
  t.equal((await service.get("/dashboard/tokens", { ...desk, cookie })).status, 200);
});

slowTest("below the path of a site, every address has that path", async (t) => {
  const service = await startService(t, { env: { BASE_URL: "https://site.example/news" } });
  const refused = await service.get("/dashboard/tokens");
  t.equal(refused.headers.location, "/news/dashboard/sign-in?to=%2Fdashboard%2Ftokens");
  const answer = await postForm(service, "/dashboard/sign-in", { token, to: "/dashboard/tokens" });
  t.equal(answer.headers.location, "/news/dashboard/tokens");
  const page = String((await (await signIn(service)).get("/dashboard/tokens")).body);
  const addresses = [...page.matchAll(/(?:href|src|action)="([^"]+)"/g)].map(([, address = ""]) => address);
  t.same(
    addresses.filter((address) => !/^(?:#|https:\/\/site\.example\/news\/|\/news\/dashboard)/.test(address)),
    [],
  );
});

test("pages stand in no frame, run no inline script, load nothing from elsewhere, and are not kept", async (t) => {
  const desk = await signIn(await shared());
  const { headers, body } = await desk.get("/dashboard/tokens");
  const policy = String(headers["content-security-policy"]);
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ])
    t.match(policy, part);
  t.notMatch(policy, "unsafe");
  t.match(headers, {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
  });
  t.notMatch(String(body), /<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/i);
  t.equal(headers["access-control-allow-origin"], undefined);
});

test("a session is not begun with a name that somebody else chose", async (t) => {
  const service = await shared();
  const chosen = `courant=${"a".repeat(43)}`;
  const answer = await postForm(service, "/dashboard/sign-in", { token }, { cookie: chosen });
  t.notMatch(String(answer.headers["set-cookie"]), chosen);
  t.equal((await service.get("/dashboard", { cookie: chosen })).status, 303);
});

slowTest("a session outlives a restart, and ends when ADMIN_TOKEN changes", async (t) => {
  const service = await startService(t);
  const { cookie } = await signIn(service);
  const again = await service.restart();
  t.equal((await again.get("/dashboard", { cookie })).status, 200);
  const changed = await again.restart({ env: { ADMIN_TOKEN: "another-token-for-tests" } });
  t.equal((await changed.get("/dashboard", { cookie })).status, 303);
});

slowTest("while nothing can be published, the page says that the dashboard is closed, and not why", async (t) => {
  const service = await startService(t);
  await service.stop();
  await writeFile(join(service.folder, "data", "courant.sqlite"), "no database");
  const broken = await service.restart();
  for (const path of ["/dashboard", "/dashboard/articles"]) {
    const answer = await broken.get(path, { accept: "text/html" });
    t.equal(answer.status, 503);
    t.match(String(answer.body), "The dashboard is closed");
    t.notMatch(String(answer.body), broken.folder);
  }
});
