import { join } from "node:path";
import { test } from "tap";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig, parseConfig } from "../../src/config/load.ts";
import { minimal, mistakesOf } from "./mistakes.ts";

test("the least configuration gets its defaults", (t) => {
  const config = parseConfig(minimal, "c.yaml");
  t.same(config.schedule, { cron: "*/15 * * * *", timezone: "UTC" });
  t.same(config.serving, {
    maxAge: 300,
    staleWhileRevalidate: 600,
    staleIfError: 86_400,
    mediaTypes: {},
    browserPages: true,
    downloadsPerHour: 60,
    openMetrics: false,
    keepReplaced: 600,
    trustedProxies: [],
  });
  t.same(config.retired, []);
  t.same(config.moved, {});
  const making = { content: "full", limit: 50, maxBytes: 250_000, archive: true };
  t.same(config.channels[0], { slug: "news", title: "News", description: "All news", ...making });
  t.equal(config.deltas, "known");
  t.equal(config.perTag, undefined);
  t.end();
});

test("a channel for each value in use is switched on by `true` or by its settings", (t) => {
  const { perTag, perAuthor, perLanguage } = parseConfig(
    `${minimal}\nperTag: true\nperAuthor: { limit: 5, title: "{value}" }\nperLanguage: false\n`,
    "c.yaml",
  );
  t.match(perTag, { title: "{site} – {value}", description: "{value}", group: "By tag", limit: 50 });
  t.match(perAuthor, { title: "{value}", group: "By author", limit: 5, archive: true });
  t.equal(perLanguage, undefined);
  t.strictSame(mistakesOf(`${minimal}\nperTag: yes please\nperAuthor: { limt: 5 }\n`), [
    '7: perTag: found "yes please", expected true, false or a mapping with keys such as title, description, group',
    "8: perAuthor.limt: unknown key, did you mean limit?",
  ]);
  t.strictSame(mistakesOf(`${minimal}\nperTag: true\nmoved: { tech: tag-tech }\n`), [], "to a channel of a value");
  t.strictSame(mistakesOf(`${minimal}\nperAuthor: true\nmoved: { tech: tag-tech }\n`), [
    '8: moved.tech: found "tag-tech", expected the slug of a channel',
  ]);
  t.end();
});

test("defaults are made anew each time", (t) => {
  parseConfig(minimal, "c.yaml").serving.trustedProxies.push("10.0.0.1");
  t.same(parseConfig(minimal, "c.yaml").serving.trustedProxies, []);
  t.end();
});

test("the example configuration is in order", async (t) => {
  const config = await loadConfig(readEnvironment({}));
  t.same(
    config.channels.map(({ slug }) => slug),
    ["news", "technology", "ines-moreau", "headlines"],
  );
  t.equal(config.environment.port, 8080);
  t.equal(config.channels[3]?.content, "summary");
});

test("a file that cannot be read says what to do", async (t) => {
  const folder = t.testdir({ "latin1.yaml": Buffer.from("site: caf\xe9", "latin1") });
  for (const file of ["missing.yaml", "latin1.yaml", "."]) {
    const configFile = join(folder, file);
    const error = await loadConfig({ ...readEnvironment({}), configFile }).catch((thrown: unknown) => thrown);
    t.match(error, { code: "CONFIG_INVALID", message: /cannot be read: .+ or name another in CONFIG_FILE\.$/ });
    t.ok(error instanceof Error && error.message.includes(configFile));
  }
});
