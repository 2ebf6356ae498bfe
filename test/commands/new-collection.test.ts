import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { consentToCollection, type NewCollectionConsent } from "../../src/commands/workspace/new-collection.ts";
import { openWorkspace } from "../../src/commands/workspace/workspace.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import { slowTest } from "../slow.ts";
import { type Place, place, publishIn, run } from "./process.ts";

const article = { title: "A headline", content_text: "Text" };

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Asks for a collection in a place. @returns what was said and asked, and the error */
async function ask(where: Place, consent: Partial<NewCollectionConsent> & { answer?: boolean } = {}) {
  const said: string[] = [];
  const asked: string[] = [];
  const { answer, ...rest } = consent;
  const confirm = async (question: string) => {
    asked.push(question);
    return answer ?? false;
  };
  const output = { error: (text: string) => said.push(text), ...(answer !== undefined && { confirm }) };
  const error = await consentToCollection(readEnvironment(where.env), { output, isGiven: false, ...rest }).catch(
    (thrown: unknown) => thrown,
  );
  return { said, asked, error };
}

/** A place where a collection is published, seen with a misspelt DATA_DIR. */
async function misspeltPlace(t: Test): Promise<Place> {
  const where = await place(t);
  await publishIn(where, [article]);
  return { ...where, env: { ...where.env, DATA_DIR: join(where.folder, "dta") } };
}

test("where a collection is, nobody is asked", async (t) => {
  const where = await place(t);
  await publishIn(where, [article]);
  t.same(await ask(where), { said: [], asked: [], error: undefined });
});

test("without a terminal, only the first import begins a collection, and says where", async (t) => {
  const where = await place(t);
  const refused = await ask(where);
  t.match(refused.error, { code: "COLLECTION_MISSING", message: `There is no collection in ${where.env.DATA_DIR}` });
  t.match(refused.error, { message: "begin a new one with --yes" });
  const begun = `A new collection begins in ${where.env.DATA_DIR}.`;
  t.same(await ask(where, { isFirstStep: true }), { said: [begun], asked: [], error: undefined });
  t.same(await ask(where, { isGiven: true }), { said: [begun], asked: [], error: undefined });
});

test("beside documents of another collection, an import does not begin one either", async (t) => {
  const where = await misspeltPlace(t);
  const { said, error } = await ask(where, { isFirstStep: true });
  t.same(said, []);
  t.match(error, {
    code: "COLLECTION_MISSING",
    message: `${where.env.FEEDS_DIR} holds documents of another collection`,
  });
  t.same((await ask(where, { isGiven: true })).error, undefined);
});

test("on a terminal, the answer decides", async (t) => {
  const where = await place(t);
  const no = await ask(where, { answer: false, isFirstStep: true });
  t.match(no, { said: [], asked: [/Begin a new one there\?$/], error: { code: "COLLECTION_MISSING" } });
  const yes = await ask(where, { answer: true });
  t.match(yes, { said: [/^A new collection begins in /], asked: { length: 1 }, error: undefined });
});

test("a misspelt variable is named where it may be the reason", async (t) => {
  const where = await place(t);
  const env = { ...where.env, DATADIR: "/secret/place", DATA_DIR: "" };
  const { error, said } = await ask({ ...where, env }, { isFirstStep: true });
  t.equal(error, undefined);
  t.match(said, [/DATADIR is set.*did you mean DATA_DIR\?/]);
  t.notMatch(said.join(""), "/secret/place");
});

test("a refused command leaves no trace, and a service begins a collection as ever", async (t) => {
  const where = await place(t);
  const config = await loadConfig(readEnvironment(where.env));
  await t.rejects(openWorkspace(config, systemClock, "command"), { code: "COLLECTION_MISSING" });
  t.notOk(await isThere(join(where.folder, "data")));
  const workspace = await openWorkspace(config, systemClock, "service");
  await workspace?.close();
  t.ok(await isThere(join(where.folder, "data", "courant.sqlite")));
});

slowTest("commands in a folder without a collection", async (t) => {
  const where = await place(t);
  for (const args of [["regenerate"], ["starters", "remove"]]) {
    const { code, out, err } = await run(where, args);
    t.match([code, out, err], [2, "", /There is no collection in/], args.join(" "));
    t.notOk(await isThere(join(where.folder, "data")));
  }
  const imported = await run(where, ["import", "-"], "A headline that says it all\n\nText\n");
  t.match([imported.code, imported.err], [0, /A new collection begins in .*data\./]);
  const again = await run(where, ["import", "-"], "Another headline that says it\n\nMore text\n");
  t.match([again.code, again.err], [0, /^$/]);
  await rm(join(where.folder, "data"), { recursive: true });
  const lost = await run(where, ["import", "--json", "-"], "A third headline that says it\n\nText\n");
  t.match([lost.code, JSON.parse(lost.out)], [2, { code: "COLLECTION_MISSING" }]);
  t.equal((await run(where, ["import", "--yes", "-"], "A third headline that says it\n\nText\n")).code, 0);
  t.equal((await run(where, ["regenerate", "--yes"])).code, 0);
});
