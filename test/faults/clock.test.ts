import { type Answer, standingClock, startService, type TestService } from "../service.ts";
import { isQuick, slowTest } from "../slow.ts";

const hour = 3_600_000;
const now = "2026-09-02T10:00:00Z";

const paths = ["/feeds/news.rss", "/feeds/tech.atom", "/feeds/short.json", "/", "/feeds.opml"];

type State = { etag: string; lastModified: string | undefined; body: string };

const stateOf = ({ headers, body }: Answer): State => {
  const lastModified = headers["last-modified"];
  return { etag: String(headers.etag), lastModified: lastModified && String(lastModified), body: body.toString() };
};

/**
 * The states of documents in the order in which they were seen. A Last-Modified that is later than the clock says is not
 * sent (RFC 9110 section 8.8.2.1): then nothing is known of it.
 */
function history() {
  const seen = new Map<string, State[]>();
  return {
    async look(service: TestService) {
      for (const path of paths) seen.set(path, [...(seen.get(path) ?? []), stateOf(await service.get(path))]);
    },
    /** @returns what is against RFC 9110 section 8.8: a Last-Modified that goes back, or that moves without the ETag */
    faults(): string[] {
      return [...seen].flatMap(([path, states]) => {
        const dated = states.filter(({ lastModified }) => lastModified !== undefined);
        return [
          ...pairs(states).flatMap(([before, after]) =>
            (before.etag === after.etag) === (before.body === after.body)
              ? []
              : [`${path}: an ETag is not of the bytes`],
          ),
          ...pairs(dated).flatMap(([before, after]) => {
            const moved = Date.parse(after.lastModified ?? "") - Date.parse(before.lastModified ?? "");
            if (moved < 0) return [`${path}: Last-Modified went back by ${moved} ms`];
            return (moved === 0) === (before.etag === after.etag) ? [] : [`${path}: one of the validators moved alone`];
          }),
        ];
      });
    },
    looks: (path: string) => seen.get(path) ?? [],
  };
}

function pairs<Each>(all: readonly Each[]): [Each, Each][] {
  return all.slice(1).map((each, index) => [all[index] as Each, each]);
}

/** Hours from the beginning: forward, back before everything, a little, and so on. */
const allJumps = [0, 5, -5, 0.001, -0.001, 24 * 400, -24 * 400, 0, 1, 1, 0.5, -24 * 365 * 20, 24 * 365 * 20, 0];
const jumps = isQuick ? allJumps.slice(0, 8) : allJumps;

slowTest(
  "the clock jumps back and forth while articles come: Last-Modified never goes back, and moves with the ETag",
  async (t) => {
    const clock = standingClock(now);
    const service = await startService(t, { clock });
    const { look, faults, looks } = history();
    await look(service);
    for (const [index, jump] of jumps.entries()) {
      clock.set(Date.parse(now) + jump * hour);
      // One that was always published, so that it is there whatever the clock says.
      const { status } = await service.admin("PUT", "/articles/urn:x:1", {
        title: `Title ${index}`,
        tags: ["tech"],
        date_published: "1999-01-01T00:00:00Z",
      });
      t.ok(status < 300);
      await service.admin("POST", "/regenerate");
      await look(service);
      await service.admin("POST", "/regenerate", { force: true });
      await look(service);
    }
    t.same(faults(), []);
    const states = looks("/feeds/news.rss");
    t.ok(new Set(states.map(({ etag }) => etag)).size > jumps.length / 2, "there was something to see");
    t.ok(states.filter(({ lastModified }) => lastModified).length > jumps.length / 2, "with its date");
  },
);

slowTest(
  "the clock jumps over restarts: the same, and a conditional request is answered by what is there",
  async (t) => {
    const clock = standingClock(now);
    let service = await startService(t, { clock });
    const { look, faults } = history();
    for (const [index, jump] of jumps.entries()) {
      const before = stateOf(await service.get("/feeds/news.rss"));
      clock.set(Date.parse(now) + jump * hour);
      service = await service.restart();
      await look(service);
      const after = stateOf(await service.get("/feeds/news.rss"));
      t.equal(after.etag, before.etag, "a restart alone moves nothing");
      await service.admin("POST", "/articles", {
        id: `urn:x:${index}`,
        title: `Title ${index}`,
        date_published: "1999-01-01T00:00:00Z",
      });
      await service.admin("POST", "/regenerate");
      await look(service);
      const { etag, lastModified = new Date(0).toUTCString() } = before;
      for (const conditions of [
        { "if-none-match": etag, "if-modified-since": lastModified },
        { "if-modified-since": lastModified },
      ]) {
        t.equal(
          (await service.get("/feeds/news.rss", conditions)).status,
          200,
          "who has the state before gets the new one",
        );
      }
    }
    t.same(faults(), []);
  },
);
