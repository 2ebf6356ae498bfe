import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { checkCommand } from "../../src/commands/check/check.ts";
import { describeFailedImports, listFailedImports } from "../../src/commands/inbox/failed-imports.ts";
import { regenerateCommand } from "../../src/commands/regenerate/regenerate.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { configText } from "../service.ts";
import { commandHere } from "./command-here.ts";
import { place, publishIn } from "./process.ts";

test("files that failed are listed until somebody takes them away", async (t) => {
  const inbox = t.testdir({});
  t.same(await listFailedImports(join(inbox, "nowhere")), []);
  await mkdir(join(inbox, "failed", "sub"), { recursive: true });
  t.same(await listFailedImports(inbox), []);
  for (const name of ["b.json", "b.json.error.txt", "sub/a.md", "sub/a.md.error.txt", ".hidden", "line\nbreak.md"]) {
    await writeFile(join(inbox, "failed", name), "");
  }
  const names = await listFailedImports(inbox);
  t.same(names, ["b.json", "line\nbreak.md", "sub/a.md"]);
  t.match(
    describeFailedImports(inbox, names),
    "3 files were not imported whole: b.json, line\\nbreak.md, sub/a.md in ",
  );
  t.match(describeFailedImports(inbox, ["a"]), "1 file was not imported whole: a in ");
  t.match(
    describeFailedImports(inbox, Array(9).fill("a")),
    "9 files were not imported whole: a, a, a, a, a and 4 more",
  );
});

test("check warns of failing sources, failed imports and cut channels, and that is no failure", async (t) => {
  const sources = 'sources: [{ url: "https://a.example/feed" }, { url: "https://b.example/feed" }]\n';
  const where = await place(t, `${configText}${sources}perTag: { atMost: 2 }\n`);
  await publishIn(where, [{ title: "A", tags: ["one", "two", "three"] }]);
  const regenerated = await commandHere(where, (config, clock, output) =>
    regenerateCommand(config, clock, {}, output, { verbose: false, stopSignal: new AbortController().signal }),
  );
  t.match(regenerated.out, /cut +perTag: 2 of 3 values have a channel/);
  const stores = await openStores(join(where.folder, "data", "courant.sqlite"), {
    clock: systemClock,
    newId: () => "",
  });
  const state = { address: "https://a.example/feed", next: 0, failures: 3, error: "The server answered 500." };
  await stores.sources.keep("https://a.example/feed", state);
  await stores.sources.keep("https://former.example/feed", state);
  await stores.close();
  await mkdir(join(where.folder, "data", "inbox", "failed"), { recursive: true });
  await writeFile(join(where.folder, "data", "inbox", "failed", "bad.json"), "");

  const told = await commandHere(where, checkCommand, { json: true });
  t.equal(told.code, 0);
  const [, collection] = JSON.parse(told.out);
  t.match(collection, { what: "collection", problems: [] });
  t.match(collection.warnings, [
    /^The source https:\/\/a\.example\/feed could not be read, 3 times in a row: The server answered 500\./,
    /^perTag: 2 of 3 values have a channel/,
    /^1 file was not imported whole: bad\.json in .*inbox\/failed\. Read the text beside each/,
  ]);
  t.equal(collection.warnings.length, 3);
});
