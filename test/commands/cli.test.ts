import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { request } from "undici";
import { configText } from "../service.ts";
import { slowTest, testOfCase } from "../slow.ts";
import { place, run, startProcess } from "./process.ts";

const wrongUsages = [["import", "--format", "pdf", "x"], ["import"], ["bogus"], ["starters", "bogus"]];

for (const [index, args] of wrongUsages.entries()) {
  testOfCase(index)(`courant ${args.join(" ")}: the error is named, with exit code 2`, async (t) => {
    const { code, err } = await run(await place(t), args);
    t.equal(code, 2);
    t.match(err, /error: /);
  });
}

slowTest("help lists the commands", async (t) => {
  const where = await place(t);
  const starters = await run(where, ["starters"]);
  t.match([starters.code, starters.err], [2, /Usage: courant starters .*remove/s]);
  const help = await run(where, ["--help"]);
  t.equal(help.code, 0);
  for (const name of ["serve", "import", "regenerate", "export", "backup", "restore", "starters", "check"])
    t.match(help.out, name);
});

for (const [index, args] of [["serve"], ["import", "x"]].entries()) {
  testOfCase(index)(
    `courant ${args[0]}: mistakes in the configuration are listed before anything is opened`,
    async (t) => {
      const config = configText.replace("language: en", "langauge: en").replace("maxAge: 60", "maxAge: soon");
      const where = await place(t, config);
      const { code, err } = await run(where, args);
      t.equal(code, 2);
      t.match(err, /courant\.yaml:\d+: .*langauge/);
      t.match(err, /courant\.yaml:\d+: channels\[1\]\.maxAge: found "soon"/);
      await t.rejects(stat(join(where.folder, "data")), "nothing was opened");
    },
  );
}

/** A place with a folder of two articles, a hidden one and a picture. */
async function placeWithArticles(t: Test) {
  const where = await place(t);
  const folder = join(where.folder, "articles");
  await mkdir(join(folder, "deep", ".hidden"), { recursive: true });
  await writeFile(join(folder, "one.txt"), "A headline that says it all\n\nThe lead paragraph comes first.\n");
  await writeFile(join(folder, "deep", "two.md"), "---\ntitle: Two\ntags: [tech]\n---\nSome *Markdown*.\n");
  await writeFile(join(folder, "deep", ".hidden", "no.md"), "# Hidden\n\nText\n");
  await writeFile(join(folder, "picture.png"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]));
  return { where, folder };
}

slowTest(
  "courant import FOLDER FILE: good articles are published, bad ones are listed, with exit code 1",
  async (t) => {
    const { where, folder } = await placeWithArticles(t);
    const { code, out, err } = await run(where, ["import", folder, join(folder, "picture.png")]);
    t.equal(code, 1);
    t.match(out, /created {4}one\.txt: A headline that says it all/);
    t.match(out, "2 created, 0 updated, 0 unchanged, 1 rejected");
    t.match(err, /picture\.png/);
    t.match(await readFile(join(where.folder, "feeds", "news.rss"), "utf8"), "<title>Two</title>");
  },
);

slowTest("articles from files, folders and standard input are imported, regenerated and checked", async (t) => {
  const { where, folder } = await placeWithArticles(t);
  const good = await run(where, ["import", "--tag", "x", folder]);
  t.equal(good.code, 0, good.err);
  t.match(good.out, /created {4}one\.txt: A headline that says it all/);
  t.match(good.out, "2 created, 0 updated, 0 unchanged, 0 rejected");

  await writeFile(join(folder, "bad.ndjson"), '{"id":"3","title":"Three"}\n{"id":"4"}\nnot json\n');
  const mixed = await run(where, [
    "import",
    "--tag",
    "x",
    folder,
    join(folder, "picture.png"),
    join(folder, "missing.txt"),
  ]);
  t.equal(mixed.code, 1);
  t.match(mixed.out, "1 created, 0 updated, 2 unchanged, 4 rejected");
  t.match(mixed.err, /bad\.ndjson, line 2/);
  t.match(mixed.err, /bad\.ndjson, line 3/);
  t.match(mixed.err, /picture\.png/);
  t.match(mixed.err, /missing\.txt: There is no such file/);

  const piped = await run(where, ["import", "--json", "--format", "markdown", "-"], "# Piped\n\nText\n");
  t.equal(piped.code, 0);
  t.match(JSON.parse(piped.out), { created: 1, articles: [{ outcome: "created", title: "Piped" }] });
  t.match(
    await readFile(join(where.folder, "feeds", "news.rss"), "utf8"),
    "<title>Piped</title>",
    "and it is published",
  );

  const regenerated = await run(where, ["regenerate", "--json", "news", "--force"]);
  t.match(JSON.parse(regenerated.out), { state: "done", documents: { changed: [], unchanged: 12 } });
  t.equal((await run(where, ["regenerate", "nothing"])).code, 2);
  const checked = await run(where, ["check"]);
  t.equal(checked.code, 0);
  t.match(checked.out, /collection: .* 4 articles/);
  await writeFile(join(where.folder, "feeds", "news.atom"), "torn");
  t.equal((await run(where, ["check"])).code, 1);
});

slowTest(
  "the service prints its addresses, the next regeneration and the file of the token; commands use it",
  async (t) => {
    const where = await place(t);
    await run(where, ["import", "--format", "markdown", "-"], "# Hello\n\nText\n");
    const { child, closed, out, err, url } = await startProcess(t, where);
    t.match(out(), `Test Site is served at ${url}/`);
    t.match(out(), `${url}/feeds/news`);
    t.match(out(), /Next regeneration: 20\d\d-01-01 00:00 UTC/);
    const tokenFile = join(where.folder, "data", "admin-token");
    t.match(out(), `Dashboard: ${url}/dashboard`);
    t.match(out(), `Admin token: ${tokenFile}`);
    t.equal((await stat(tokenFile)).mode & 0o777, 0o600);
    const token = (await readFile(tokenFile, "utf8")).trim();
    t.match(await (await request(`${url}/feeds/news.rss`)).body.text(), "<title>Hello</title>");

    const second = await run(where, ["serve"]);
    t.equal(second.code, 1);
    t.match(second.err, /Courant already runs on/);

    const file = join(where.folder, "while-running.md");
    await writeFile(file, "# While it runs\n\nText\n");
    t.match((await run(where, ["import", file])).out, "1 created", "import goes through the running service");
    t.match((await run(where, ["regenerate"])).out, "0 failed");
    t.match(await (await request(`${url}/feeds/news.rss`)).body.text(), "While it runs");

    child.kill("SIGTERM");
    t.same(await closed, [0, null]);
    t.notMatch(out() + err(), token, "the token is never printed");
  },
);

slowTest("one address for two files is wrong usage, and files are told apart by where they are", async (t) => {
  const where = await place(t);
  for (const folder of ["one", "two"]) {
    await mkdir(join(where.folder, folder));
    await writeFile(join(where.folder, folder, "index.md"), `# In ${folder}\n\nText\n`);
    await writeFile(join(where.folder, folder, "same.md"), `# Same in ${folder}\n\nText\n`);
  }
  const file = (name: string) => join(where.folder, name);
  const namesakes = await run(where, ["import", file("one/same.md"), file("two/same.md")]);
  t.match(namesakes.out, "2 created", "equal names in two folders are two articles");
  t.equal((await run(where, ["import", "--url", "https://x.example/", file("one"), file("two/index.md")])).code, 2);
  const bundles = await run(where, ["import", file("one/index.md"), file("two/index.md")]);
  t.match(bundles.out, "2 created", "page bundles are told apart by their folder");
});

slowTest("through a running service: a bad input is one rejection, and a missing token is told as such", async (t) => {
  const where = await place(t);
  where.env.ADMIN_TOKEN = "a-token-from-the-environment";
  const { url } = await startProcess(t, where);
  const folder = join(where.folder, "in");
  await mkdir(folder);
  await writeFile(join(folder, "a-empty.txt"), "");
  await writeFile(join(folder, "b.md"), "# Good\n\nText\n");
  const mixed = await run(where, ["import", folder]);
  t.equal(mixed.code, 1);
  t.match(mixed.out, "1 created, 0 updated, 0 unchanged, 1 rejected");
  t.match(mixed.err, /a-empty\.txt/);

  const unknown = await run(where, ["regenerate", "--json", "nothing"]);
  t.equal(unknown.code, 2);
  t.match(JSON.parse(unknown.out), { code: "CHANNEL_NOT_FOUND" });
  const { ADMIN_TOKEN, ...env } = where.env;
  const untold = await run({ ...where, env }, ["regenerate"]);
  t.match([untold.code, untold.err], [1, `${url} needs its admin token`]);
});

slowTest("a command without BASE_URL keeps the origin that the documents name", async (t) => {
  const where = await place(t);
  const published = { ...where, env: { ...where.env, BASE_URL: "https://feeds.example.org" } };
  await run(published, ["import", "-"], "A headline to be published\n\nAnd its text.\n");
  const again = await run(where, ["regenerate", "--force"]);
  t.match(again.out, "0 changed");
  t.match(await readFile(join(where.folder, "feeds", "news.rss"), "utf8"), "https://feeds.example.org/feeds/news.rss");
});

slowTest("folders that cannot be used are named, with what to do", async (t) => {
  const where = await place(t);
  const file = join(where.folder, "file");
  await writeFile(file, "");
  const data = await run({ ...where, env: { ...where.env, DATA_DIR: join(file, "data") } }, ["serve"]);
  t.match([data.code, data.err], [1, /The data directory .*file\/data cannot be used: .* Set DATA_DIR/]);
  const feeds = await run({ ...where, env: { ...where.env, FEEDS_DIR: join(file, "feeds") } }, ["serve"]);
  t.match([feeds.code, feeds.err], [1, /Nothing can be published in .*file\/feeds: .* set FEEDS_DIR/]);
});
