import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Test, test } from "tap";
import {
  addChannelCommand,
  editChannelCommand,
  listChannelsCommand,
  moveChannelCommand,
  retireChannelCommand,
  showChannelCommand,
} from "../../src/commands/channel/channel.ts";
import {
  addSourceCommand,
  changeSourceCommand,
  listSourcesCommand,
  previewSourceCommand,
  removeSourceCommand,
  showSourceCommand,
} from "../../src/commands/source/source.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, run } from "./process.ts";
import { startPlace } from "./start-place.ts";

type Run = Parameters<typeof commandHere>[1];

async function placeWith(t: Test, hasService: boolean) {
  const where = await place(t);
  const file = where.env.CONFIG_FILE ?? "";
  if (hasService) await startPlace(t, where);
  return { where, file };
}

async function json<Value>(where: Place, run: Run): Promise<Value> {
  return JSON.parse((await commandHere(where, run, { json: true })).out);
}

for (const [title, hasService] of [
  ["without a service", false],
  ["through a service", true],
] as const) {
  const testOf = hasService ? slowTest : test;
  testOf(`channels are listed, added, changed, moved and retired ${title}`, async (t) => {
    const { where, file } = await placeWith(t, hasService);
    const before = await readFile(file, "utf8");
    const added = { slug: "sports", title: "Sports", description: "d", select: { tags: ["sports"] } };
    const add = await commandHere(where, (config, clock, out) => addChannelCommand(config, clock, added, out));
    t.match(add, { code: 0, out: "added  sports\n" });
    t.equal(add.err, hasService ? "" : `No service runs: ${file} is changed for the next start.\n`);
    const slugs = async () => {
      const { channels } = await json<{ channels: { slug: string }[] }>(where, listChannelsCommand);
      return channels.map(({ slug }) => slug);
    };
    const first = await slugs();
    t.ok(first.includes("sports"));
    const edit = (slug: string, patch: object) =>
      commandHere(where, (config, clock, out) => editChannelCommand(config, clock, { slug, patch }, out));
    t.match(await edit("sports", { limit: 7, select: null }), { code: 0, out: "changed  sports\n" });
    const show = (slug: string) =>
      commandHere(where, (config, clock, out) => showChannelCommand(config, clock, slug, out));
    t.match(await show("sports"), { code: 0, out: "slug: sports\ntitle: Sports\ndescription: d\nlimit: 7\n" });
    await t.rejects(edit("sports", { limit: -1 }), { code: "SETTINGS_INVALID", message: /limit/ });
    await t.rejects(edit("none", { limit: 1 }), { code: "CHANNEL_NOT_FOUND" });
    t.match(
      await commandHere(where, (config, clock, out) =>
        moveChannelCommand(config, clock, { slug: "sports", to: "games" }, out),
      ),
      { code: 0, out: "moved  games\n" },
    );
    t.match(await readFile(file, "utf8"), /moved:[\s\S]*sports: games/);
    t.match(await commandHere(where, (config, clock, out) => retireChannelCommand(config, clock, "games", out)), {
      code: 0,
      out: "retired  games\n",
    });
    t.same(
      await slugs(),
      first.filter((slug) => slug !== "sports"),
    );
    const after = await readFile(file, "utf8");
    t.match(after, /retired:[\s\S]*games/);
    for (const line of before.split("\n").filter((each) => !each.startsWith("retired")))
      t.ok(after.includes(line), line);
  });

  testOf(`sources are previewed, added, paused, resumed and removed ${title}`, async (t) => {
    const { where } = await placeWith(t, hasService);
    const feed = `<rss version="2.0"><channel><title>F</title><link>https://f.example/</link><description>d</description>
      <item><guid>1</guid><title>One</title><pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate></item></channel></rss>`;
    const server = createServer((_request, response) => response.end(feed)).listen(0, "127.0.0.1");
    t.teardown(() => server.close());
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`;
    const preview = (source: object) =>
      commandHere(where, (config, clock, out) => previewSourceCommand(config, clock, source, out));
    await t.rejects(preview({ url }), { code: "FETCH_REFUSED" }, "an address of this machine");
    await t.rejects(preview({ url: "ftp://x.example/" }), { code: "SETTINGS_INVALID" });

    const added = { url: "https://feed.invalid/a.xml?token=secret", tags: ["news"], every: 3600 };
    const add = await commandHere(where, (config, clock, out) => addSourceCommand(config, clock, added, out));
    t.match(add, { code: 0, out: /^added {2}\S+ {2}https:\/\/feed\.invalid\/a\.xml/ });
    t.notMatch(add.out + add.err, /secret/);
    const list = () => json<{ sources: { id: string; paused: boolean }[] }>(where, listSourcesCommand);
    const [source] = (await list()).sources;
    const id = source?.id ?? "";
    const change = (patch: object, outcome: "paused" | "resumed") =>
      commandHere(where, (config, clock, out) => changeSourceCommand(config, clock, { id, patch, outcome }, out));
    t.match(await change({ paused: true }, "paused"), { code: 0, out: /^paused/ });
    t.match((await list()).sources, [{ id, paused: true }]);
    t.match(await commandHere(where, listSourcesCommand), { out: / paused {2}/ });
    t.match(await change({ paused: null }, "resumed"), { code: 0, out: /^resumed/ });
    t.match(await commandHere(where, (config, clock, out) => showSourceCommand(config, clock, id, out)), {
      code: 0,
      out: /paused: false\n/,
    });
    const remove = () => commandHere(where, (config, clock, out) => removeSourceCommand(config, clock, id, out));
    t.match(await remove(), { code: 0, out: `removed  ${id}\n` });
    t.match(await list(), { sources: [] });
    await t.rejects(remove());
  });
}

slowTest("a channel and a source that are not there end a command with the same code", async (t) => {
  const where = await place(t);
  for (const [words, code] of [
    [["channel", "retire", "none"], 1],
    [["source", "remove", "none"], 1],
    [["source", "remove"], 2],
  ] as const) {
    t.equal((await run(where, [...words])).code, code, words.join(" "));
  }
});
