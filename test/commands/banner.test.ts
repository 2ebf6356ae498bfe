import { test } from "tap";
import { formatBanner } from "../../src/commands/serve/banner.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import { place } from "./process.ts";

const site = 'site: { title: Test Site, url: "https://courant.press/", language: en, author: { name: Editor } }';
const state = { token: "in a file", nextRun: undefined, starters: { present: 0, problems: [] }, isPublishing: true };

function channels(count: number): string {
  return Array.from({ length: count }, (_, index) => `  - { slug: c${index}, title: C, description: d }`).join("\n");
}

for (const { count, listed, rest } of [
  { count: 12, listed: 12, rest: undefined },
  { count: 200, listed: 12, rest: "  and 188 more, which https://feeds.courant.press/ lists" },
]) {
  test(`of ${count} channels the first lines of a service list ${listed}`, async (t) => {
    const where = await place(t, `${site}\nchannels:\n${channels(count)}`);
    const env = { ...where.env, BASE_URL: "https://feeds.courant.press" };
    const lines = formatBanner(await loadConfig(readEnvironment(env)), state);
    t.equal(lines.filter((line) => line.includes(".rss .atom .json")).length, listed);
    t.equal(
      lines.find((line) => line.includes("more, which")),
      rest,
    );
  });
}
