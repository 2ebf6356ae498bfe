import { test } from "tap";
import { type Answer, configText, fastClock, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";

const start = "2026-09-02T10:00:00Z";
const minute = 60_000;
const config = configText.replace("channels:", "serving: { downloadsPerHour: 0, maxAge: 300 }\nchannels:");

/** The documents of the channel, and the page of the article that expires. */
const feeds = ["/feeds/news.rss", "/feeds/news.atom", "/feeds/news.json", "/feeds/news"];
const page = "/articles/e";

/** Returns the milliseconds for which caches may show an answer before, or while, they ask again. */
function keptFor({ headers }: Answer): number {
  const seconds = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(String(headers["cache-control"]))?.[1]);
  return 1000 * (seconds("max-age") + seconds("stale-while-revalidate"));
}

const shows = async (service: TestService, title: string, path = feeds[0] ?? "") =>
  (await service.get(path)).body.includes(title);

test("a future-dated article appears at its time, one that expires disappears, and no cache keeps it longer", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock, config });
  const [appears, expires] = [Date.parse("2026-09-02T10:30:00.500Z"), Date.parse("2026-09-02T11:00:00Z")];
  await service.admin("PUT", "/articles/a", { title: "Appears", date_published: new Date(appears).toISOString() });
  await service.admin("PUT", "/articles/e", {
    ...{ title: "Expires", date_published: start, _courant: { expires: new Date(expires).toISOString() } },
  });
  await until(async () => (await shows(service, "Expires")) && (await service.get(page)).status === 200);

  for (const [due, paths] of [
    [appears, feeds],
    [expires, [...feeds, page]],
  ] as const) {
    for (const before of [29 * minute, 15 * minute, 14 * minute, 5 * minute, 90_000, 1001, 1000, 999, 1]) {
      clock.move(due - before - clock.now());
      for (const path of paths) {
        const answer = await service.get(path);
        const kept = keptFor(answer);
        t.ok(kept <= before, `${path} is kept for ${kept} ms, ${before} ms before it changes`);
        t.equal(answer.body.includes("Appears"), due !== appears && path !== page);
        t.ok(answer.body.includes("Expires"));
        const { headers } = await service.get(path, { "if-none-match": String(answer.headers.etag) });
        t.equal(headers["cache-control"], answer.headers["cache-control"], "a 304 says the same");
      }
    }
    clock.move(due - clock.now());
    for (const path of paths) {
      const answer = await service.get(path);
      const isOld = due === appears ? !answer.body.includes("Appears") : answer.body.includes("Expires");
      if (isOld) t.equal(keptFor(answer), 0, "an overdue document is not kept at all");
    }
    await until(
      async () => (await shows(service, "Appears")) && (due === appears) === (await shows(service, "Expires")),
    );
    for (const path of feeds) t.ok(await shows(service, "Appears", path), `${path} shows what is due`);
  }
  for (const path of feeds) t.notOk(await shows(service, "Expires", path), `${path} shows nothing that has expired`);
  await until(async () => (await service.get(page)).status !== 200);
  t.equal((await service.get(page)).status, 404);
  t.equal(keptFor(await service.get(feeds[0] ?? "")), 900_000, "nothing is due any more");
});

slowTest("a clock that is set forward, then back: an article that is not due yet is withdrawn", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock, config });
  await service.admin("PUT", "/articles/a", { title: "Appears", date_published: "2026-09-02T12:00:00Z" });
  await service.admin("PUT", "/articles/e", {
    ...{ title: "Expires", date_published: "2026-09-02T09:00:00Z", _courant: { expires: "2026-09-02T11:00:00Z" } },
  });
  await until(() => shows(service, "Expires"));
  for (let jumps = 0; jumps < 2; jumps++) {
    clock.move(180 * minute);
    await until(async () => (await shows(service, "Appears")) && !(await shows(service, "Expires")));
    t.ok(await shows(service, "Appears"));
    clock.move(-180 * minute);
    await until(async () => (await shows(service, "Expires")) && !(await shows(service, "Appears")));
    t.ok(await shows(service, "Expires"));
    t.notOk(await shows(service, "Appears"));
  }
});

test("by a clock that runs: an article appears not before its time, and is gone after it", async (t) => {
  const clock = fastClock(4);
  const service = await startService(t, { clock, config });
  const [appears, expires] = [clock.now() + 4000, clock.now() + 8000];
  await service.admin("PUT", "/articles/a", {
    ...{ title: "Brief", date_published: new Date(appears).toISOString() },
    _courant: { expires: new Date(expires).toISOString() },
  });
  await until(() => shows(service, "Brief"));
  t.ok(clock.now() >= appears);
  await until(async () => !(await shows(service, "Brief")));
  t.ok(clock.now() >= expires);
});
