import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { Test } from "tap";
import { request } from "undici";
import { packProgram } from "../../src/commands/init/pack.ts";
import { freePort } from "../free-port.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { bareMachine, runIn, withoutNetwork } from "./npm.ts";

/* The package, as npm makes and installs it: on a machine with Node 24 and without a checkout. */

const courant = (...args: string[]) => ["npx", "--no-install", "courant", ...args];

const photo = (background: string) =>
  sharp({ create: { width: 1000, height: 600, channels: 3, background } })
    .png()
    .toBuffer();

/** Starts the service of a folder as its README says. @returns its address, once it answers */
async function startFolder(t: Test, folder: string, env: Record<string, string>) {
  const child = spawn("npm", ["start"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  const closed = once(child, "close");
  const stop = async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await closed;
  };
  t.teardown(stop);
  await until(() => said.includes("Admin token:") || child.exitCode !== null);
  t.match(said, "Admin token: data/admin-token", said);
  return { stop };
}

slowTest("npm pack makes a package of JavaScript, with schemas and without what only development needs", async (t) => {
  const { folder, env } = await bareMachine(t);
  const { file } = await packProgram(folder);
  await runIn(folder, env, ["tar", "--extract", "--file", file]);
  const names = (await readdir(join(folder, "package"), { recursive: true })).sort();
  for (const name of ["src/bin.js", "dist/cli.js", "dist/publish/start-worker.js", "config/courant.schema.json"])
    t.ok(names.includes(name), name);
  const top = new Set(names.map((name) => name.split("/", 1)[0]));
  t.same([...top], ["CHANGELOG.md", "LICENSE", "README.md", "config", "dist", "package.json", "src"]);
  t.same(
    names.filter((name) => name.startsWith("src/")),
    ["src/bin.js"],
  );
  t.same(
    names.filter((name) => /\.ts$|\btest|config\/starter/.test(name)),
    [],
  );
  for (const name of names.filter((each) => each.startsWith("dist/") && each.endsWith(".js"))) {
    const imports =
      (await readFile(join(folder, "package", name), "utf8")).match(/(?:from|import\()\s*"\.[^"]*"/g) ?? [];
    for (const text of imports) t.match(text, /\.m?js"$/, name);
  }
});

slowTest(
  "a folder that init wrote works with a bare Node 24, and so does one that its own package wrote",
  async (t) => {
    const { folder, env } = await bareMachine(t);
    const checkout = new URL("../..", import.meta.url).pathname;
    const made = await runIn(folder, env, ["node", join(checkout, "src", "bin.js"), "init", "first", "--json"]);
    t.equal(made.code, 0, made.err);
    const first = join(folder, "first");
    const installed = await runIn(first, env, ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund"]);
    const reason = withoutNetwork(installed);
    if (reason !== undefined) return t.comment(`skipped: ${reason}`);
    t.equal(installed.code, 0, installed.err);

    const second = join(folder, "second");
    const again = await runIn(first, env, courant("init", second));
    t.equal(again.code, 0, again.err);
    t.equal(
      await readFile(join(second, "package-lock.json"), "utf8").then(
        (text) => JSON.parse(text).packages["node_modules/fastify"].version,
      ),
      JSON.parse(await readFile(join(checkout, "package-lock.json"), "utf8")).packages["node_modules/fastify"].version,
    );
    const port = await freePort();
    await writeFile(join(first, ".env"), `PORT=${port}\n`);
    await writeFile(join(first, "a.md"), "# A headline\n\nText\n");
    const imported = await runIn(first, env, courant("import", "a.md"));
    t.match(imported, { code: 0, out: "1 created", err: "A new collection begins in data" });
    const service = await startFolder(t, first, env);
    const feed = await request(`http://127.0.0.1:${port}/feeds/news.json`);
    t.match(await feed.body.json(), { items: [{ title: "A headline" }] });
    await writeFile(join(first, "b.md"), "# Another headline\n\nText\n");
    t.match(await runIn(first, env, courant("import", "b.md")), { code: 0, out: "1 created", err: "" });
    t.match(await runIn(first, env, courant("regenerate")), { code: 0, out: "0 failed" });
    const checked = await runIn(first, env, courant("check"));
    t.match(checked, { code: 0, out: `PORT = ${port}, from the file .env` });
    t.match(checked.out, "2 articles");
    await writeFile(join(first, "one.png"), await photo("#884422"));
    t.match(await runIn(first, env, courant("media", "add", "one.png")), { code: 0 });
    const listed = async () => JSON.parse((await runIn(first, env, courant("media", "list", "--json"))).out).media;
    await until(async () => (await listed())[0].smaller.length > 0);
    t.pass("the package has what makes smaller versions of pictures");
    await service.stop();
    t.match(await runIn(first, env, courant("regenerate")), { code: 0, out: "0 changed" }, "what is published stays");
    t.match(await runIn(first, env, courant("starters", "remove")), { code: 0, out: "no starter articles" });
    await rm(join(first, "node_modules", "@img"), { recursive: true });
    await writeFile(join(first, "two.png"), await photo("#224488"));
    t.match(await runIn(first, env, courant("media", "add", "two.png")), { code: 0 });
    const unable = await runIn(first, env, courant("check"));
    t.match(unable, {
      code: 0,
      err: "no smaller versions of pictures are made, because the package sharp cannot be loaded",
    });
  },
);
