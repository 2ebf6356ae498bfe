import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { checkCommand, type Finding } from "../../src/commands/check/check.ts";
import { warningForAskedCover, warningForCover } from "../../src/media/covers.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { commandHere } from "../commands/command-here.ts";
import { place, startProcess } from "../commands/process.ts";
import { listenInTest } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { pictures } from "./pictures.ts";

const cover = "https://site.example/cover.png";

test("a cover is JPEG or PNG by its bytes, and a host that is busy says nothing of it", (t) => {
  t.equal(warningForCover(cover, undefined), undefined);
  t.equal(warningForCover(cover, { bytes: 1 }), undefined);
  t.equal(warningForCover(cover, { type: "image/jpeg" }), undefined);
  t.match(
    warningForCover(cover, { type: "image/webp" }),
    /cover\.png cannot be shown: it is image\/webp\..*podcast\.image/,
  );
  t.match(warningForCover(cover, { type: "image/svg+xml" }), /it is image\/svg\+xml/);
  t.match(warningForCover(cover, { type: "audio/mpeg" }), /it is audio\/mpeg/);
  t.match(warningForAskedCover(cover, { outcome: "found", facts: { type: "image/gif" } }), /it is image\/gif/);
  t.equal(warningForAskedCover(cover, { outcome: "found", facts: { type: "image/png" } }), undefined);
  t.match(warningForAskedCover(cover, { outcome: "gone", error: "it answered 404" }), /it answered 404/);
  t.match(warningForAskedCover(cover, { outcome: "failed", error: "its answer is a page", isBusy: false }), /a page/);
  t.equal(warningForAskedCover(cover, { outcome: "failed", error: "it answered 503", isBusy: true }), undefined);
  t.end();
});

slowTest(
  "a service asks for each cover once, and its log and check warn of one that is neither JPEG nor PNG",
  async (t) => {
    const asked: string[] = [];
    const server = createServer(({ method, url = "" }, response) => {
      asked.push(`${method} ${url}`);
      const [type, bytes] = url === "/a.png" ? ["image/png", pictures.webp.bytes] : ["image/png", pictures.png.bytes];
      response.writeHead(200, { "content-type": type, "content-length": bytes.length });
      response.end(method === "HEAD" ? undefined : bytes);
    });
    const origin = `http://127.0.0.1:${await listenInTest(t, server)}`;
    const channel = (slug: string, image: string) =>
      `  - { slug: ${slug}, title: ${slug}, description: d, podcast: { image: "${image}", categories: [Technology] } }`;
    const where = await place(
      t,
      `site: { title: S, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
fetching: { allow: [127.0.0.1] }
channels:
${channel("one", `${origin}/a.png`)}
${channel("two", `${origin}/b.png`)}
${channel("three", `${origin}/b.png`)}
`,
    );
    where.env.LOG_LEVEL = "warn";
    const service = await startProcess(t, where);
    await until(async () => service.err().includes("cannot be shown"));
    await until(async () => asked.includes("GET /b.png"));
    t.match(service.err(), `The podcast's cover ${origin}/a.png cannot be shown: it is image/webp.`);
    t.notMatch(service.err(), `${origin}/b.png cannot`);
    service.child.kill("SIGTERM");
    await service.closed;
    const count = asked.length;

    const { out } = await commandHere(where, checkCommand, { json: true });
    const findings: Finding[] = JSON.parse(out);
    t.match(findings[1], { what: "collection", problems: [], warnings: [/a\.png cannot be shown: it is image\/webp/] });
    const stores = await openStores(join(where.folder, "data", "courant.sqlite"), {
      clock: systemClock,
      newId: randomUUID,
    });
    t.same(await stores.mediaFacts.count(), { known: 0, waiting: 0, unknown: 0 }, "no article names a cover");
    await stores.close();

    const again = await startProcess(t, where);
    await until(async () => again.err().includes("cannot be shown"));
    t.equal(asked.length, count, "it is known");
  },
);
