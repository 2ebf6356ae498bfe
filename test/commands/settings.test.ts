import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import { checkCommand } from "../../src/commands/check/check.ts";
import { listSettings } from "../../src/commands/check/settings.ts";
import { keepConfig, readConfig, readConfigBefore, readUnchangedConfig } from "../../src/commands/serve/last-config.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { freePort } from "../free-port.ts";
import { configText } from "../service.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { place, run, startProcess } from "./process.ts";

/* Settings of the service: in the environment, in .env, and in the configuration. */

test("check says where each setting comes from, and shows no token", async (t) => {
  const where = await place(t, `${configText}\nservice: { logLevel: debug, host: 127.0.0.9 }\n`);
  const env: Record<string, string> = { ...where.env, ADMIN_TOKEN: "a-secret-token-of-tests", LOG_LEVEL: "" };
  const { out, err } = await commandHere({ ...where, env }, checkCommand);
  t.match(out, `  LOG_LEVEL = debug, from service.logLevel in ${env.CONFIG_FILE}\n`);
  t.match(out, `  PORT = ${env.PORT}, from the environment\n`);
  t.match(out, `  BASE_URL = http://127.0.0.9:${env.PORT}, from the defaults\n`);
  t.match(out, "  ADMIN_TOKEN = (not shown), from the environment\n");
  t.notMatch(out + err, "a-secret-token");
  const settings = listSettings(readEnvironment({ ADMIN_TOKEN: "x" }, { PORT: "81" }));
  t.match(
    settings.find(({ name }) => name === "PORT"),
    { value: 81, from: "the file .env" },
  );
  t.match(
    settings.find(({ name }) => name === "ADMIN_TOKEN"),
    { value: null, from: "the environment" },
  );
});

test("check warns of misspelt variables without their values", async (t) => {
  const where = await place(t);
  const json = await commandHere({ ...where, env: { ...where.env, BASEURL: "https://secret.example" } }, checkCommand, {
    json: true,
  });
  const [{ warnings }] = JSON.parse(json.out);
  t.match(warnings[0], /BASEURL is set, .*did you mean BASE_URL\?/);
  t.notMatch(json.out, "secret.example");
});

test("the configuration of the last start is found where the file says that the data is", async (t) => {
  const where = await place(t);
  const dataDir = join(where.folder, "elsewhere");
  await mkdir(dataDir);
  await writeFile(where.env.CONFIG_FILE ?? "", `${configText}\nservice:\n  port: 8123\n  dataDir: ${dataDir} # here\n`);
  const { DATA_DIR, PORT, ...variables } = where.env;
  t.equal(await keepConfig(await readConfig(variables), variables), undefined);
  t.ok((await stat(join(dataDir, "last-config.json"))).isFile());
  t.match(await readUnchangedConfig(variables), { config: { environment: { dataDir, port: 8123 } } });
  await writeFile(where.env.CONFIG_FILE ?? "", `${configText}\nlangauge: x\nservice:\n  dataDir: ${dataDir}\n`);
  t.equal(await readUnchangedConfig(variables), undefined);
  t.match(await readConfigBefore(variables), { environment: { dataDir, port: 8123 } });
});

test("with mistakes in the configuration, no other token takes the place of one whose file is gone", async (t) => {
  const where = await place(t);
  const file = join(where.folder, "token");
  await mkdir(join(where.folder, "data"));
  await writeFile(file, "the-token-of-a-file");
  const variables = { ...where.env, ADMIN_TOKEN_FILE: file };
  t.equal(await keepConfig(await readConfig(variables), variables), undefined);
  t.match(await readConfigBefore(variables), { environment: { adminToken: "the-token-of-a-file" } });
  await rename(file, `${file}.gone`);
  t.equal(await readUnchangedConfig(variables), undefined);
  const before = await readConfigBefore(variables);
  t.match(before?.environment.adminToken, /^[0-9a-f-]{36}$/);
});

slowTest("a service and its commands read .env and the configuration in the folder in which they start", async (t) => {
  const port = await freePort();
  const where = await place(t, `${configText}\nservice: { dataDir: own-data, feedsDir: own-feeds }\n`);
  await writeFile(join(where.folder, ".env"), `PORT=${port}\nLOG_LEVEL=silent\nBASE_URL=\n`);
  const env = { PATH: where.env.PATH ?? "", PORT: "" };
  const here = { ...where, env, cwd: where.folder };
  const service = await startProcess(t, here);
  t.equal((await request(`http://127.0.0.1:${port}/feeds/news.rss`)).statusCode, 200);
  t.ok((await stat(join(where.folder, "own-feeds", "news.rss"))).isFile());
  t.match((await run(here, ["regenerate"])).out, "0 failed");
  t.match((await run(here, ["check"])).out, `PORT = ${port}, from the file .env`);
  service.child.kill("SIGTERM");
  t.same(await service.closed, [0, null]);
  t.match(await run({ ...here, env: { ...env, PORT: "http" } }, ["check"]), { code: 2, err: 'PORT: found "http"' });
});
