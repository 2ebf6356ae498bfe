import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Test, test } from "tap";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import { minimal, mistakesOf } from "./mistakes.ts";

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The settings in force with a `service` in the file, and variables of the environment and of `.env`. */
async function settingsOf(
  t: Test,
  service: string,
  env: Record<string, string> = {},
  envFile: Record<string, string> = {},
) {
  const configFile = join(await temporaryFolder(t), "courant.yaml");
  await writeFile(configFile, `${minimal}service: ${service}\n`);
  return (await loadConfig(readEnvironment({ CONFIG_FILE: configFile, ...env }, envFile))).environment;
}

test("settings stand in the configuration as well", async (t) => {
  t.match(
    await settingsOf(
      t,
      "{ host: 0.0.0.0, port: 81, baseUrl: 'https://Feeds.example.org/', dataDir: /d, feedsDir: /f, logLevel: warn }",
    ),
    {
      host: "0.0.0.0",
      port: 81,
      baseUrl: "https://feeds.example.org",
      baseUrlIsDefault: false,
      dataDir: "/d",
      feedsDir: "/f",
      logLevel: "warn",
      origins: { configFile: "environment", host: "configuration", logLevel: "configuration" },
    },
  );
  t.match(await settingsOf(t, "{ publishingUrl: 'http://10.0.0.2:8080/', socket: /run/c.sock }"), {
    publishingUrl: "http://10.0.0.2:8080",
    socket: "/run/c.sock",
    baseUrl: "http://localhost",
    baseUrlIsDefault: true,
  });
});

test("the environment comes before .env, which comes before the file; empty means unset", async (t) => {
  const service = "{ host: 127.0.0.3, port: 83, logLevel: debug, dataDir: /d3 }";
  const env = { HOST: "127.0.0.1", PORT: "", LOG_LEVEL: "" };
  const settings = await settingsOf(t, service, env, { HOST: "127.0.0.2", PORT: "82", LOG_LEVEL: "" });
  t.match(settings, { host: "127.0.0.1", port: 82, logLevel: "debug", dataDir: "/d3" });
  t.same(settings.origins, {
    configFile: "environment",
    host: "environment",
    port: ".env",
    logLevel: "configuration",
    dataDir: "configuration",
  });
});

test("the default public address follows host and port, wherever these stand", async (t) => {
  t.equal((await settingsOf(t, "{ port: 81 }")).baseUrl, "http://127.0.0.1:81");
  t.equal((await settingsOf(t, "{ port: 81 }", { HOST: "::1" })).baseUrl, "http://[::1]:81");
  t.equal((await settingsOf(t, "{ baseUrl: 'https://a.example' }", { PORT: "9" })).baseUrl, "https://a.example");
});

test("the token is read from a file that the settings name, and never stands in them", async (t) => {
  const file = join(await temporaryFolder(t), "token");
  await writeFile(file, " a-secret-from-a-file\n");
  const service = `{ adminTokenFile: ${file} }`;
  t.match(await settingsOf(t, service), { adminToken: "a-secret-from-a-file", adminTokenFile: file });
  t.match(await settingsOf(t, "{}", { ADMIN_TOKEN_FILE: file }), { adminToken: "a-secret-from-a-file" });
  t.match(await settingsOf(t, service, { ADMIN_TOKEN: "from-the-environment" }), {
    adminToken: "from-the-environment",
  });
  for (const text of ["", "two words", "ä"]) {
    await writeFile(file, text);
    const error = await settingsOf(t, service).catch((thrown: Error) => thrown);
    t.match(error, { code: "CONFIG_INVALID", message: `${file}, holds no token` });
  }
  await t.rejects(settingsOf(t, "{ adminTokenFile: /nowhere/token }"), { message: /\/nowhere\/token, cannot be read/ });
  t.same(mistakesOf(`${minimal}service: { adminToken: secret }\n`), [
    "6: service.adminToken: unknown key, did you mean adminTokenFile?",
  ]);
});

test("mistakes in these settings are told with their lines", (t) => {
  const service = "service:\n  host: a:80\n  port: 65536\n  baseUrl: example.org\n  socket: c.sock\n  logLevel: loud\n";
  t.match(mistakesOf(minimal + service), [
    '7: service.host: found "a:80", expected an IP address or a host name, without a port',
    "8: service.port: found 65536, expected a whole number from 0 to 65535",
    '9: service.baseUrl: found "example.org", expected an address such as https://feeds.example.org',
    '10: service.socket: found "c.sock", expected an absolute path of at most',
    '11: service.logLevel: found "loud", expected "fatal" or "error"',
  ]);
  t.end();
});
