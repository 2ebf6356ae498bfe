import { truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "tap";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";

const minimal = `site: {title: Site, url: "https://example.org/", language: en}
channels:
  - slug: news
    title: News
    description: All news
`;

test("feeds of OPML files are sources, with their folders as tags", async (t) => {
  const opml = (outlines: string) => `<opml version="2.0"><head/><body>${outlines}</body></opml>`;
  const folder = t.testdir({
    lists: {
      "mine.opml": opml(
        '<outline text="Tech"><outline xmlUrl="https://a.example/feed"/><outline xmlUrl="https://b.example/feed"/></outline>' +
          '<outline xmlUrl="https://c.example/feed"/>',
      ),
      "empty.opml": opml(""),
      "broken.opml": "<opml>",
    },
  });
  const configFile = join(folder, "c.yaml");
  const load = async (subscriptions: string) => {
    await writeFile(
      configFile,
      `${minimal}\nsources: [{ url: "https://b.example/feed", every: 60 }]\nsubscriptions: ${subscriptions}\n`,
    );
    return loadConfig({ ...readEnvironment({}), configFile });
  };
  const { sources } = await load(
    `[{ file: lists/mine.opml, every: 7200, tags: [read], exclude: { title: [ads] }, most: 9 }, { file: "${folder}/lists/mine.opml" }]`,
  );
  t.strictSame(sources, [
    { url: "https://b.example/feed", every: 60, tags: [], most: 10_000 },
    { url: "https://a.example/feed", every: 7200, tags: ["Tech", "read"], exclude: { title: ["ads"] }, most: 9 },
    { url: "https://c.example/feed", every: 7200, tags: ["read"], exclude: { title: ["ads"] }, most: 9 },
  ]);
  await writeFile(join(folder, "lists/huge.opml"), "");
  await truncate(join(folder, "lists/huge.opml"), 16 * 1024 * 1024 + 1);
  for (const [file, problem] of [
    ["lists/missing.opml", /ENOENT/],
    ["lists/empty.opml", /contains no feed/],
    ["lists/broken.opml", /line 1/],
    ["/dev/zero", /It is not a file/],
    ["lists", /It is not a file/],
    ["lists/huge.opml", /It has more than 16,777,216 bytes/],
  ] as const) {
    const error = await load(`[{ file: ${file} }]`).catch((thrown: unknown) => thrown);
    t.match(error, { code: "CONFIG_INVALID", message: problem }, file);
    t.match(error, { message: `${configFile}: subscriptions[0].file: ${resolve(folder, file)}: ` });
  }
});
