import { createServer } from "node:http";
import { type Test, test } from "tap";
import { request } from "undici";
import { place, startProcess } from "../commands/process.ts";
import { fastClock, json, listenInTest, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { pictures } from "./pictures.ts";

const { png, jpeg } = pictures;

/** Serves pictures and a sound. @returns the origin, the requests that came, and a function that lets answers wait for it */
async function elsewhere(t: Test) {
  const asked: string[] = [];
  let opened: Promise<unknown> = Promise.resolve();
  const files: Record<string, [type: string, bytes: Buffer]> = {
    "/photo": ["image/png", png.bytes],
    "/banner": ["image/jpeg", jpeg.bytes],
    "/talk.mp3": ["audio/mpeg", Buffer.alloc(123_456)],
    "/page": ["text/html", Buffer.from("<!doctype html><p>Not found")],
  };
  const server = createServer(async ({ method, url = "" }, response) => {
    asked.push(`${method} ${url}`);
    await opened;
    const found = files[url];
    if (!found) return response.writeHead(404).end();
    const [type, bytes] = found;
    response.writeHead(200, { "content-type": type, "content-length": bytes.length });
    return response.end(method === "HEAD" ? undefined : bytes);
  });
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    opened = promise;
    return resolve;
  };
  return { origin: `http://127.0.0.1:${await listenInTest(t, server)}`, asked, files, hold };
}

const config = (fetching: string) => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
fetching: ${fetching}
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] } }
  - { slug: talk, title: Talk, description: A podcast, select: { tags: [talk] }, podcast: { image: "https://site.example/c.png", categories: [Technology] } }
`;
const asking = config("{ allow: [127.0.0.1] }");

type Counts = { known: number; waiting: number; unknown: number };
const counts = async (service: TestService) => json<{ media: Counts }>(await service.admin("GET", "/stats")).media;
const settled = (service: TestService, known: number) =>
  until(async () => {
    const now = await counts(service);
    return now.waiting === 0 && now.known === known;
  });
/** Publishes what is known now. A document that shows it says nothing of the others, which may come a moment later. */
const publish = (service: TestService) => service.admin("POST", "/regenerate");
const read = async (service: TestService, path: string) => {
  const { headers, body } = await service.get(path);
  return { etag: headers.etag, lastModified: Date.parse(String(headers["last-modified"])), text: body.toString() };
};

slowTest(
  "each picture and attachment is probed once, and every format says the facts; no article changes",
  async (t) => {
    const { origin, asked, hold } = await elsewhere(t);
    const service = await startService(t, { config: asking, clock: fastClock(10) });
    const tech = await read(service, "/feeds/tech.rss");
    const article = {
      id: "urn:talk",
      title: "A talk",
      tags: ["talk"],
      image: `${origin}/photo`,
      banner_image: `${origin}/banner`,
      attachments: [{ url: `${origin}/talk.mp3`, mime_type: "audio/x-mp3" }],
    };
    const answer = hold();
    const posted = await service.admin("POST", "/articles", article);
    await publish(service);
    const before = await read(service, "/feeds/news.atom");
    answer();
    await settled(service, 3);
    await until(async () => (await read(service, "/feeds/news.json")).text.includes("123456"));
    await publish(service);

    const atom = await read(service, "/feeds/news.atom");
    const dates = ({ text }: { text: string }) => text.match(/<(?:updated|published)>[^<]*/g);
    t.same(dates(atom), dates(before), "the entry and the feed are dated as before");
    t.ok(atom.lastModified >= before.lastModified + 1000 && atom.etag !== before.etag, "the document is a new one");
    t.match(atom.text, `<link rel="enclosure" type="audio/x-mp3" length="123456" href="${origin}/talk.mp3"/>`);
    t.match(
      atom.text,
      `url="${origin}/photo" medium="image" type="image/png" fileSize="${png.bytes.length}" width="32" height="20"`,
    );
    t.match(
      atom.text,
      `url="${origin}/banner" medium="image" type="image/jpeg" fileSize="${jpeg.bytes.length}" width="32" height="20"`,
    );
    const { text: rss } = await read(service, "/feeds/talk.rss");
    t.match(rss, `<enclosure url="${origin}/talk.mp3" length="123456" type="audio/x-mp3"/>`);
    t.match(rss, `<itunes:image href="${origin}/photo"/>`);
    const { items } = JSON.parse((await read(service, "/feeds/news.json")).text);
    t.match(items[0], {
      attachments: [{ mime_type: "audio/x-mp3", size_in_bytes: 123_456 }],
      _courant: { image_width: 32, image_height: 20 },
    });
    t.match((await read(service, "/feeds/news")).text, `width="32" height="20"`, "the channel's page keeps the place");
    t.same(await read(service, "/feeds/tech.rss"), tech, "another channel stays as it is");

    const kept = await service.admin("GET", "/articles/urn:talk");
    t.equal(kept.headers.etag, posted.headers.etag);
    t.same(json(kept), json(posted), "the article is the editor's");
    const edited = await service.admin(
      "PUT",
      "/articles/urn:talk",
      { ...article, title: "Edited", tags: ["tech"] },
      { "if-match": String(posted.headers.etag) },
    );
    t.equal(edited.status, 200, "nobody else has changed it");
    await publish(service);
    t.match((await read(service, "/feeds/tech.json")).text, "123456", "what is known is there at once");

    const drafts = Array.from({ length: 100 }, (_, index) => ({
      title: `Number ${index}`,
      image: `${origin}/photo`,
      tags: ["tech"],
    }));
    await service.admin("POST", "/import?format=json", drafts);
    await publish(service);
    const bytes = await Promise.all(["rss", "atom", "json"].map((format) => read(service, `/feeds/tech.${format}`)));
    const again = await service.restart();
    await again.admin("POST", "/regenerate", { force: true });
    await until(async () =>
      // The restart may have cut a run short.
      json<{ runs: { state: string; stopped?: boolean }[] }>(await again.admin("GET", "/runs")).runs.every(
        ({ state, stopped }) => state === "done" || stopped,
      ),
    );
    t.same(
      await Promise.all(["rss", "atom", "json"].map((format) => read(again, `/feeds/tech.${format}`))),
      bytes,
      "the same bytes",
    );
    t.same(
      asked.toSorted(),
      ["GET /banner", "GET /photo", "HEAD /banner", "HEAD /photo", "HEAD /talk.mp3"],
      "each was asked once",
    );
  },
);

test("a missing file or a page is no fact, and facts of the article win", async (t) => {
  const { origin, asked } = await elsewhere(t);
  const service = await startService(t, { config: asking, clock: fastClock(10) });
  await service.admin("POST", "/articles", {
    title: "Said",
    image: `${origin}/photo`,
    attachments: [{ url: `${origin}/talk.mp3`, mime_type: "audio/mpeg", size_in_bytes: 5 }],
    _courant: { image_width: 640, image_height: 480 },
  });
  await service.admin("POST", "/articles", {
    title: "Not so",
    image: `${origin}/page`,
    banner_image: `${origin}/nowhere`,
  });
  await until(async () => {
    const { known, unknown } = await counts(service);
    return known === 1 && unknown === 1;
  });
  await until(async () => (await read(service, "/feeds/news.rss")).text.includes("fileSize"));
  const { text } = await read(service, "/feeds/news.rss");
  t.match(text, `type="image/png" fileSize="${png.bytes.length}" width="640" height="480"`);
  t.match(text, `length="5" type="audio/mpeg"`);
  t.match(text, `<media:content url="${origin}/page" medium="image"/>`);
  t.notOk(
    asked.some((each) => each.includes("talk.mp3")),
    "what is said is not asked",
  );
  t.match(await counts(service), { waiting: 1 }, "the page may be a picture later");
});

test("only files that documents show are probed, archives stay, and nothing is probed where that is switched off", async (t) => {
  const { origin, asked } = await elsewhere(t);
  const off = await startService(t, { config: config("{ allow: [127.0.0.1], media: false }"), clock: fastClock(10) });
  const drafts = ["/photo", "/banner", "/talk.mp3", "/old"].map((path, index) => ({
    ...{ id: `urn:${index}`, title: `Number ${index}`, date_published: `2026-01-0${9 - index}T00:00:00Z` },
    ...{ image: origin + path },
  }));
  await off.admin("POST", "/import?format=json", drafts);
  await publish(off);
  const archive = await read(off, "/feeds/news/archive/1.rss");
  t.match(await counts(off), { known: 0, waiting: 0 });
  const on = await off.restart({ config: asking });
  await settled(on, 2);
  await until(async () => (await read(on, "/feeds/news.rss")).text.includes("fileSize"));
  await publish(on);
  t.match(archive.text, "Number 3");
  t.same(await read(on, "/feeds/news/archive/1.rss"), archive);
  t.same(asked.toSorted(), ["GET /banner", "GET /photo", "HEAD /banner", "HEAD /photo"]);
});

slowTest(
  "a process with its threads finds out the same, is killed, and goes on; its log says what failed, without secrets",
  async (t) => {
    const { origin, asked, files } = await elsewhere(t);
    const where = await place(t, asking);
    Object.assign(where.env, { ADMIN_TOKEN: token, LOG_LEVEL: "debug" });
    const first = await startProcess(t, where);
    const article = {
      title: "A picture",
      image: `${origin}/photo`,
      banner_image: `${origin}/nowhere`,
      attachments: [{ url: `${origin.replace("//", "//user:secret@")}/later.mp3`, mime_type: "audio/mpeg" }],
    };
    const posted = await request(`${first.url}/admin/articles`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(article),
    });
    t.equal(posted.statusCode, 201);
    const feed = async (url: string) => (await request(`${url}/feeds/news.rss`)).body.text();
    await until(async () => (await feed(first.url)).includes("fileSize"));
    await until(() => first.err().split("the type and size of a picture or attachment could not be found").length > 2);
    t.match(first.err(), /"level":20.*"host":"127\.0\.0\.1:\d+","reason":"it answered 404","failures":1/);
    t.notMatch(first.err(), /secret/);

    first.child.kill("SIGKILL");
    await first.closed;
    const before = asked.length;
    files["/later.mp3"] = ["audio/mpeg", Buffer.alloc(777)];
    const second = await startProcess(t, where);
    await until(async () => (await feed(second.url)).includes("fileSize"));
    t.match(await feed(second.url), `fileSize="${png.bytes.length}"`);
    t.equal(asked.length, before, "what was asked is not asked again");
  },
);
