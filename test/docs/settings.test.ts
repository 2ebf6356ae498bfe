import { test } from "tap";
import { readEnvironment, settingVariables } from "../../src/config/environment.ts";
import { readRepositoryFile } from "./repository.ts";
import { withTable } from "./settings-page.ts";

test("docs/configuration.md has every setting of the schema; `npm run docs` writes the table", (t) => {
  const page = readRepositoryFile("docs/configuration.md");
  t.equal(page, withTable(page));
  t.end();
});

test("docs/environment.md has every name of the environment, with its default", (t) => {
  const rows = [...readRepositoryFile("docs/environment.md").matchAll(/^\| `(\w+)` \| (?:`(.*?)`)?/gm)];
  const documented = new Map(rows.map(([, name = "", value]) => [name, value]));
  t.same([...documented.keys()].sort(), Object.keys(settingVariables).sort());
  const defaults = readEnvironment({});
  t.match(Object.fromEntries(documented), {
    CONFIG_FILE: defaults.configFile,
    HOST: defaults.host,
    PORT: String(defaults.port),
    DATA_DIR: defaults.dataDir,
    FEEDS_DIR: defaults.feedsDir,
    LOG_LEVEL: defaults.logLevel,
  });
  t.end();
});

test("docs/operating.md has every code of the table of errors, with its status", (t) => {
  const page = readRepositoryFile("docs/operating.md");
  const table = [...readRepositoryFile("src/errors.ts").matchAll(/^ {2}([A-Z_]+): \[(\d+),/gm)];
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)];
  const sorted = (rows: RegExpExecArray[]) => rows.map(([, code, status]) => `${code} ${status}`).sort();
  t.ok(table.length > 30);
  t.same(sorted(documented), sorted(table));
  t.end();
});

test("docs/decisions/dependencies.md has a reason for every dependency", (t) => {
  const page = readRepositoryFile("docs/decisions/dependencies.md");
  const { dependencies, devDependencies } = JSON.parse(readRepositoryFile("package.json"));
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    t.match(page, name.startsWith("@types/") ? "`@types/*`" : `\`${name}\``, name);
  }
  t.end();
});
