import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import { checkoutParts, packProgram } from "../../src/commands/init/pack.ts";
import { slowTest } from "../slow.ts";
import { startProcess } from "./process.ts";
import { programTree, repository } from "./program-tree.ts";

/** The last stage of the Dockerfile, a line for each instruction. */
async function lastStage(): Promise<string[]> {
  const text = await readFile(join(repository, "Dockerfile"), "utf8");
  const lines = text.replaceAll("\\\n", " ").split("\n");
  return lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
}

/** Whether a path is part of what an image is made from: the last pattern of .dockerignore that matches it decides. */
async function contextFilter(): Promise<(path: string) => boolean> {
  const text = await readFile(join(repository, ".dockerignore"), "utf8");
  const patterns = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const matches = (pattern: string, path: string) => pattern === "*" || `${path}/`.startsWith(`${pattern}/`);
  return (path) => {
    const last = patterns.findLast((pattern) => matches(pattern.replace(/^!/, ""), path));
    return last === undefined || last.startsWith("!");
  };
}

/** The environment that the image sets. */
function imageEnvironment(stage: readonly string[]): Record<string, string> {
  const said = stage.filter((line) => line.startsWith("ENV ")).flatMap((line) => line.split(/\s+/).slice(1));
  return Object.fromEntries(said.map((each) => each.split("=", 2)));
}

test("an image is made from the package, and starts the service on data outside", async (t) => {
  const text = await readFile(join(repository, "Dockerfile"), "utf8");
  t.match(text, "RUN npm pack && ");
  const stage = await lastStage();
  t.same(
    stage.filter((line) => line.startsWith("COPY ")),
    ["COPY --from=package /app ./", "COPY config/courant.yaml ./config/"],
  );
  const isInContext = await contextFilter();
  for (const path of [...checkoutParts, "config/courant.yaml", "src/bin.js"]) t.ok(isInContext(path), path);
  for (const path of ["config/starter", "config/starter/subscribe.md", "data", "test", "docs"])
    t.notOk(isInContext(path), path);
  t.match(
    stage.find((line) => line.startsWith("CMD ")),
    '"src/bin.js", "serve"]',
  );
  t.match(imageEnvironment(stage), { HOST: "0.0.0.0", DATA_DIR: "/var/lib/courant/data" });
});

test("the first start copies the configuration into the volume, and no later start replaces it", async (t) => {
  const stage = await lastStage();
  const { CONFIG_FILE } = imageEnvironment(stage);
  t.match(CONFIG_FILE, /^\/var\/lib\/courant\//);
  const folder = t.testdir({ app: { config: { "courant.yaml": "image\n" } } });
  const file = join(folder, "a volume", "config", "courant.yaml");
  const entrypoint: string[] = JSON.parse(stage.find((line) => line.startsWith("ENTRYPOINT "))?.slice(11) ?? "");
  const [program = "", ...args] = entrypoint.map((each) => each.replace("/app/", `${folder}/app/`));
  const start = () =>
    execFileSync(program, [...args, "echo", "two words", "$HOME"], {
      encoding: "utf8",
      env: { ...process.env, CONFIG_FILE: file },
    });
  t.equal(start(), "two words $HOME\n", "the command runs as it was given");
  t.equal(await readFile(file, "utf8"), "image\n");
  await writeFile(file, "changed\n");
  start();
  t.equal(await readFile(file, "utf8"), "changed\n");
});

slowTest("a container starts, and has no starter articles", async (t) => {
  const image = imageEnvironment(await lastStage());
  const tree = await programTree(t, ["config/courant.yaml"]);
  const { file } = await packProgram(tree.folder);
  execFileSync("tar", ["--extract", "--strip-components=1", "--file", join(tree.folder, file)], { cwd: tree.program });
  const env = { ...image, ...tree.env, CONFIG_FILE: "config/courant.yaml", LOG_LEVEL: "info" };
  const service = await startProcess(t, { ...tree, env });
  t.match(service.out(), "Warning: BASE_URL is not set: documents name http://localhost:");
  t.notMatch(service.out(), "Starter articles");
  t.equal((await request(`${service.url}/readyz`)).statusCode, 200);
  const feed = JSON.parse(await (await request(`${service.url}/feeds/news.json`)).body.text());
  t.same(feed.items, []);
  service.child.kill("SIGTERM");
  t.same(await service.closed, [0, null]);
  const log: { level: number; msg: string }[] = service
    .err()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  t.same(
    log.filter(({ level }) => level >= 40).map(({ msg }) => msg.split(" is ", 1)[0]),
    ["config/courant.yaml: site.url", "BASE_URL"],
    "the log has no other warning",
  );
});

slowTest("without the folder of starter articles a first start is as any other", async (t) => {
  const tree = await programTree(t);
  await rm(join(tree.program, "config", "starter"), { recursive: true });
  const service = await startProcess(t, { ...tree, env: { ...tree.env, LOG_LEVEL: "warn" } });
  t.notMatch(service.out(), "Starter articles");
  t.equal((await request(`${service.url}/feeds/news.rss`)).statusCode, 200);
  t.notMatch(service.err(), "starter");
});
