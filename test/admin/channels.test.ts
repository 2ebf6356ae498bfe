import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { cannotMount, makeReadOnly } from "../faults/mounts.ts";
import { json, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";

/* Channels and settings over HTTP: each change is in force, in the file and in the audit log; what is wrong changes nothing. */

const fileOf = ({ folder }: TestService) => join(folder, "config", "courant.yaml");
const textOf = (service: TestService) => readFile(fileOf(service), "utf8");

type Problem = { code: string; detail: string; yaml?: string };

/** Sends a request that must change nothing. @returns the problem */
async function refused(t: Test, service: TestService, ...call: Parameters<TestService["admin"]>): Promise<Problem> {
  const before = await textOf(service);
  const answer = await service.admin(...call);
  t.equal(await textOf(service), before, "the file stays");
  const problem = json<Problem>(answer);
  return { ...problem, code: `${answer.status} ${problem.code}` };
}

slowTest("a channel is added, changed, moved and retired, and its feeds follow at once", async (t) => {
  const service = await startService(t);
  const { admin, get } = service;
  const before = await textOf(service);
  const created = await admin("POST", "/channels", { slug: "films", title: "Films: all", description: "About films" });
  t.match(created, { status: 201, headers: { location: "/admin/channels/films", "cache-control": "no-store" } });
  t.match(json(created), { slug: "films", title: "Films: all", limit: 50 });
  t.equal((await get("/feeds/films.rss")).status, 200);
  t.match(
    await textOf(service),
    `maxAge: 60 }\n  - { slug: short, title: Short, description: Summaries, content: summary }\n  - slug: films\n    title: "Films: all"\n`,
  );

  const changed = await admin("PATCH", "/channels/films", { title: "Cinema", limit: 5 });
  t.match([changed.status, json(changed)], [200, { slug: "films", title: "Cinema", limit: 5 }]);
  t.match((await get("/feeds/films.rss")).body.toString(), "<title>Cinema</title>");

  const moved = await admin("POST", "/channels/films/move", { slug: "cinema" });
  t.match(moved, { status: 200, headers: { location: "/admin/channels/cinema" } });
  t.match((await get("/feeds/films.rss")).headers.location, /\/feeds\/cinema\.rss$/);
  t.match(await textOf(service), /moved: \{ latest: news, films: cinema \}/);
  await admin("PATCH", "/channels/cinema", { slug: "screen" });
  t.match((await get("/feeds/films.rss")).headers.location, /\/feeds\/screen\.rss$/, "moved twice is moved once");

  t.equal((await admin("DELETE", "/channels/screen")).status, 204);
  for (const slug of ["films", "cinema", "screen"]) t.equal((await get(`/feeds/${slug}.rss`)).status, 410, slug);
  t.equal((await admin("GET", "/channels/screen")).status, 404);
  t.match(await textOf(service), "retired: [podcast, screen, films, cinema]");
  t.equal((await admin("POST", "/channels", { slug: "screen", title: "Back", description: "Again" })).status, 201);
  t.equal((await get("/feeds/screen.rss")).status, 200, "a retired channel begins again");
  t.ok((await textOf(service)).startsWith(before.slice(0, before.indexOf("channels:"))), "what stands before stays");
});

test("all mistakes are named with their places, as for the file, and change nothing", async (t) => {
  const service = await startService(t);
  const body = { slug: "No Slug", title: "", limit: 0, colour: "red" };
  const { code, detail } = await refused(t, service, "POST", "/channels", body);
  t.equal(code, "422 SETTINGS_INVALID");
  t.same(
    detail
      .split("\n")
      .map((line) => line.split(":", 1)[0])
      .sort(),
    ["channels[3].colour", "channels[3].description", "channels[3].limit", "channels[3].slug", "channels[3].title"],
  );
  t.match(detail, "channels[3].limit: found 0, expected a whole number from 1 to 1000");
  for (const [method, path, given, expected] of [
    ["POST", "/channels", { slug: "news", title: "N", description: "D" }, /^422.*channels\[0\] has this one/s],
    ["PATCH", "/channels/news", { title: null }, /^422.*channels\[0\]\.title: missing/s],
    ["PATCH", "/channels/nothing", { title: "T" }, /^404 CHANNEL_NOT_FOUND/],
    ["POST", "/channels/news/move", { slug: "tech" }, /^422/],
    ["POST", "/channels/news/move", { slug: "a", force: true }, /^400/],
    ["DELETE", "/channels/nothing", undefined, /^404/],
    ["POST", "/channels", "[]", /^400/],
    ["GET", "/channels?x=1", undefined, /^400/],
    ["PATCH", "/settings", { site: { url: "ftp://x" } }, /^422.*site\.url: found/s],
    ["PATCH", "/settings", { channels: [] }, /^400.*\/admin\/channels/s],
    ["PATCH", "/settings", { schedule: { cron: "never" } }, /^422.*schedule\.cron/s],
  ] as const) {
    const headers = given === "[]" ? { "content-type": "application/json" } : {};
    const problem = await refused(t, service, method, path, given, headers);
    t.match(`${problem.code} ${problem.detail}`, expected, `${method} ${path}`);
  }
  t.equal((await service.get("/feeds/news.rss")).status, 200);
});

test("the last channel cannot be retired", async (t) => {
  const config =
    'site: { title: T, url: "https://site.example/", language: en }\nchannels: [{ slug: news, title: N, description: D }]\n';
  const service = await startService(t, { config });
  t.match(await refused(t, service, "DELETE", "/channels/news"), {
    code: "422 SETTINGS_INVALID",
    detail: /channels: found an empty list/,
  });
});

test("settings are read with their defaults, and changed", async (t) => {
  const service = await startService(t);
  const read = await service.admin("GET", "/settings");
  const settings = json<Record<string, unknown>>(read);
  t.match(settings, {
    site: { title: "Test Site" },
    serving: { maxAge: 300 },
    schedule: { timezone: "UTC" },
    retired: ["podcast"],
  });
  t.notOk("channels" in settings || "sources" in settings);
  const etag = String(read.headers.etag);
  t.equal((await service.admin("GET", "/settings", undefined, { "if-none-match": etag })).status, 304);
  const patch = { site: { title: "New Site" }, serving: { maxAge: 7 }, perTag: { content: "summary" } };
  const headers = { "if-match": etag, "content-type": "application/merge-patch+json" };
  const changed = await service.admin("PATCH", "/settings", JSON.stringify(patch), headers);
  t.match(
    [changed.status, json(changed)],
    [200, { site: { title: "New Site", language: "en" }, perTag: { atMost: 1000 } }],
  );
  t.match((await service.get("/feeds/news.rss")).headers["cache-control"], "max-age=7");
  t.match((await service.get("/")).body.toString(), "New Site");
  const late = await refused(t, service, "PATCH", "/settings", { site: { title: "Lost" } }, { "if-match": etag });
  t.equal(late.code, "412 PRECONDITION_FAILED");
  t.notSame(changed.headers.etag, etag);
  t.equal(
    (await service.admin("PATCH", "/settings", { perTag: null }, { "if-match": String(changed.headers.etag) })).status,
    200,
  );
});

test("no token decides which file holds the admin token, or where the service writes", async (t) => {
  const service = await startService(t);
  for (const name of ["adminTokenFile", "dataDir", "feedsDir", "socket"]) {
    const refusal = await refused(t, service, "PATCH", "/settings", { service: { [name]: "/etc/hostname" } });
    t.match(refusal, { code: "400 REQUEST_INVALID", detail: new RegExp(`“service.${name}”`) });
  }
  t.equal((await service.admin("PATCH", "/settings", { service: { logLevel: "warn" } })).status, 200);
  const dataDir = "  dataDir: data\n";
  await writeFile(fileOf(service), (await textOf(service)).replace(/^service:\n/m, `$&${dataDir}`));
  t.match(await textOf(service), dataDir);
  t.equal((await refused(t, service, "PATCH", "/settings", { service: null })).code, "400 REQUEST_INVALID");
  t.equal((await service.admin("PATCH", "/settings", { service: { logLevel: "error" } })).status, 200);
});

test("a file that was changed by hand is taken up first, and one with mistakes is left alone", async (t) => {
  const service = await startService(t);
  const { headers } = await service.admin("GET", "/channels");
  await writeFile(fileOf(service), (await textOf(service)).replace("title: Tech", 'title: "Technology"'));
  const stale = await refused(
    t,
    service,
    "PATCH",
    "/channels/news",
    { title: "N" },
    { "if-match": String(headers.etag) },
  );
  t.equal(stale.code, "412 PRECONDITION_FAILED");
  t.equal((await service.admin("PATCH", "/channels/news", { title: "The News" })).status, 200);
  t.match(await textOf(service), /The News[\s\S]*title: "Technology"/);
  t.match((await service.get("/feeds/tech.rss")).body.toString(), "<title>Technology</title>");
  await writeFile(fileOf(service), (await textOf(service)).replace("maxAge: 60", "maxAge: many"));
  const broken = await refused(t, service, "PATCH", "/channels/news", { title: "N" });
  t.match(broken, { code: "422 SETTINGS_INVALID", detail: /Correct the file first:\n.*:\d+: channels\[1\]\.maxAge/ });
  t.match(json(await service.admin("GET", "/channels/news")), { title: "The News" });
});

slowTest("changes at the same time all count", async (t) => {
  const service = await startService(t);
  const slugs = ["a", "b", "c", "d"];
  const answers = await Promise.all(
    slugs.map((slug) =>
      service.admin("POST", "/channels", { slug, title: slug, description: slug }, { prefer: "respond-async" }),
    ),
  );
  t.same(
    answers.map(({ status }) => status),
    [201, 201, 201, 201],
  );
  const { channels } = json<{ channels: { slug: string }[] }>(await service.admin("GET", "/channels"));
  t.same(
    channels.map(({ slug }) => slug),
    ["news", "tech", "short", ...slugs],
  );
});

test("a file that cannot be written: 409 with the lines to write, and the service takes them up", {
  skip: process.getuid?.() === 0 && cannotMount,
}, async (t) => {
  const service = await startService(t);
  if (process.getuid?.() === 0) makeReadOnly(t, join(service.folder, "config"));
  else await chmod(fileOf(service), 0o400);
  const {
    code,
    detail,
    yaml = "",
  } = await refused(t, service, "POST", "/channels", { slug: "films", title: "Films", description: "F" });
  t.equal(code, "409 CONFIG_READ_ONLY");
  t.match(yaml, "  - slug: films\n    title: Films\n    description: F");
  t.match(detail, yaml);
  t.equal((await service.get("/feeds/films.rss")).status, 404);
});

slowTest("the file keeps its mode, and every change is in the audit log without secrets", async (t) => {
  const service = await startService(t);
  await chmod(fileOf(service), 0o640);
  await service.admin("PATCH", "/channels/news", { title: "N" });
  t.equal((await stat(fileOf(service))).mode & 0o777, 0o640);
  const url = "https://elsewhere.invalid/feed?user=me&token=very-secret";
  const created = await service.admin("POST", "/sources", { url, paused: true });
  t.match(
    [created.status, json(created)],
    [201, { url: "https://elsewhere.invalid/feed?user=me&token=(hidden)", paused: true }],
  );
  const { id } = json<{ id: string }>(created);
  const shown = json<object>(await service.admin("GET", `/sources/${id}`));
  t.equal(
    (
      await service.admin("PATCH", `/sources/${id}`, {
        ...(json<{ url: string }>(created) && {
          url: "https://elsewhere.invalid/feed?user=me&token=(hidden)",
          every: 600,
        }),
      })
    ).status,
    200,
  );
  t.match(await textOf(service), "token=very-secret", "an address that is sent back as it is shown stays");
  t.notMatch(JSON.stringify(shown), "very-secret");
  t.equal((await service.get("/admin/channels", { authorization: "Bearer wrong" })).status, 401);
  const stores = await openStores(join(service.folder, "data", "courant.sqlite"), {
    clock: systemClock,
    newId: String,
  });
  t.teardown(stores.close);
  const { entries } = await stores.audit.list({ limit: 10 });
  t.match(
    entries.map(({ action, by, before, after }) => ({ action, by, before, after })),
    [
      { action: "source.updated", by: "admin", after: { every: 600 } },
      { action: "source.created", after: { paused: true } },
      { action: "channel.updated", before: { title: "News" }, after: { title: "N" } },
    ],
  );
  t.notMatch(JSON.stringify(entries), "very-secret");
});
