import { join } from "node:path";
import { parseArgs } from "node:util";
import { additions } from "./additions.ts";
import { prepareCollection, slugsOf } from "./collection.ts";
import { type HugoSite, hugoVersion, prepareHugo } from "./hugo.ts";
import { machine } from "./machine.ts";
import { meanwhile } from "./meanwhile.ts";
import { isInstalled } from "./processes.ts";
import { runs } from "./runs.ts";
import type { Place } from "./servers/courant.ts";
import { session } from "./session.ts";
import { whole } from "./table.ts";

const parts = ["runs", "additions", "meanwhile"] as const;

/**
 * `npm run bench:regenerate`: what a regeneration costs. `runs`: from start to end of the command, beside Hugo, and where
 * the time goes; `additions`: how long an article takes from the API into the documents; `meanwhile`: what readers feel
 * of runs, and the service's memory.
 *
 * `--quick`: small and short; `--articles=100000`: beside 10,000; `--only=runs,additions`: these parts;
 * `--rounds=3 --seconds=10`: how often and how long; `--rate=2000`: polls a second.
 */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    articles: { type: "string" },
    only: { type: "string", default: parts.join(",") },
    rounds: { type: "string" },
    seconds: { type: "string" },
    rate: { type: "string", default: "2000" },
  },
});
const { quick } = values;
const slugs = slugsOf(quick ? 8 : 200);
const rounds = Number(values.rounds ?? (quick ? 1 : 3));
const seconds = Number(values.seconds ?? (quick ? 2 : 10));
const usual = quick ? 400 : 10_000;
const sizes = [...new Set([usual, Number(values.articles ?? usual)])].sort((a, b) => a - b);
/** The number of articles that an addition is compared with. */
const fewest = quick ? 100 : 1000;

await session(async (folder, started) => {
  const asked = new Set(values.only.split(","));
  const has = (part: (typeof parts)[number]) => asked.has(part);
  const hasHugo = isInstalled("hugo");
  console.log(machine("all for everything"));
  if (hasHugo) console.log(`Hugo ${await hugoVersion()}`);

  const prepare = async (articles: number): Promise<Place> => {
    const began = performance.now();
    const place = await prepareCollection(join(folder, `collection-${articles}`), articles, slugs);
    console.log(`\n${whole(articles)} articles written and imported in ${since(began)}`);
    return place;
  };
  const collections = new Map<number, Place>();
  if (has("additions")) collections.set(fewest, await prepare(fewest));
  for (const articles of sizes) {
    const place = collections.get(articles) ?? (await prepare(articles));
    collections.set(articles, place);
    if (has("runs")) {
      const hugo = hasHugo ? await hugoSite(join(folder, `hugo-${articles}`), articles) : undefined;
      console.log(`\n${await runs(place, hugo, { rounds, slugs, articles })}`);
      await hugo?.remove();
    }
    if (has("meanwhile")) {
      const rate = Number(values.rate);
      console.log(`\n${await meanwhile(place, { rounds, seconds, rate, articles, started })}`);
    }
  }
  if (has("additions")) {
    const count = quick ? 6 : 30;
    console.log(`\n${await additions(join(folder, "additions"), collections, { slugs, count, started })}`);
  }
});

async function hugoSite(folder: string, articles: number): Promise<HugoSite> {
  console.error(`writing ${whole(articles)} files for Hugo …`);
  return prepareHugo(folder, articles, slugs);
}

function since(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
