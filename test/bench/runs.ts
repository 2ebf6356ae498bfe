import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Run } from "../../src/stores/runs.ts";
import { perDocument } from "./collection.ts";
import type { HugoOutputs, HugoSite } from "./hugo.ts";
import { median } from "./measure.ts";
import { run } from "./processes.ts";
import type { Place } from "./servers/courant.ts";
import { bar, megabytes, ratio, table, whole } from "./table.ts";
import { measureCommand, type Usage } from "./usage.ts";

/** The compared runs: one that makes the first documents, one that finds nothing new, and one that renders all again. */
const kinds = ["anew", "unchanged", "forced", "hugo", "hugoAll"] as const;
type Kind = (typeof kinds)[number];

const titles: Record<Kind, string> = {
  anew: "Courant, all anew",
  unchanged: "Courant, nothing new",
  forced: "Courant, --force",
  hugo: "Hugo, RSS alone",
  hugoAll: "Hugo, three formats, pages",
};

/** `timings` where the run tells them: milliseconds, summed over all that work at once. */
type TimedRun = Run & { timings?: Record<string, number> };

type Round = { usages: Map<Kind, Usage>; documents: number; timings: Record<string, number> | undefined };

/**
 * `courant regenerate` as a process of its own, and Hugo beside it, in turn; each from the start of Node or Hugo to its
 * end, on all cores. Each round publishes into a new folder: to remove thousands of files makes an ext4 file system slow
 * to write new ones for half a minute. Everything that others wrote has reached the disk before.
 * @throws when Hugo made something else: then the comparison says nothing
 */
export async function runs(
  place: Place,
  hugo: HugoSite | undefined,
  { rounds, slugs, articles }: { rounds: number; slugs: readonly string[]; articles: number },
): Promise<string> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    console.error(`${whole(articles)} articles, round ${round + 1} of ${rounds}`);
    measured.push(await oneRound({ ...place, ...feedsOf(place, round) }, hugo));
  }
  const last = { ...place, ...feedsOf(place, rounds - 1) };
  const same = hugo ? [await compare(last, hugo, slugs)] : ["Hugo is not installed."];
  const written = new Map<Kind, number>([["anew", await bytesIn(last.feeds)]]);
  if (hugo) written.set("hugo", await bytesOf(hugo, slugs));
  for (let round = 0; round < rounds - 1; round++) await rm(feedsOf(place, round).feeds, { recursive: true });
  await rm(place.feeds, { recursive: true, force: true });
  await rename(last.feeds, place.feeds);
  const rows = kinds
    .filter((kind) => measured[0]?.usages.has(kind))
    .map((kind) => row(kind, measured, { slugs, articles, written: written.get(kind) }));
  const head = ["", "", "s", "least..most", "CPU s", "memory", "articles/s", "documents/s", "written"];
  return [
    `${whole(articles)} articles in ${whole(slugs.length)} channels, ${rounds} rounds`,
    table(head, rows),
    ...(hugo ? toHugo(measured) : []),
    ...same,
    ...timings(measured),
  ].join("\n");
}

async function oneRound(place: Place, hugo: HugoSite | undefined): Promise<Round> {
  const usages = new Map<Kind, Usage>();
  const regenerate = async (kind: Kind, ...options: string[]) => {
    await run("any", ["sync"]);
    const usage = await measureCommand(
      [process.execPath, place.program, "regenerate", "--json", ...options],
      place.env,
    );
    usages.set(kind, usage);
    return JSON.parse(usage.output) as TimedRun;
  };
  const { documents, timings } = await regenerate("anew");
  await regenerate("unchanged");
  await regenerate("forced", "--force");
  const generate = async (kind: Kind, { commands, env, empty }: HugoSite, outputs: HugoOutputs) => {
    await empty();
    await run("any", ["sync"]);
    usages.set(kind, await measureCommand(commands[outputs], env));
  };
  if (hugo) {
    await generate("hugoAll", hugo, "all");
    await generate("hugo", hugo, "rss");
  }
  return { usages, documents: documents.changed.filter((path) => /\.(rss|atom|json)$/.test(path)).length, timings };
}

function feedsOf({ feeds, env }: Place, round: number): Pick<Place, "feeds" | "env"> {
  const folder = `${feeds}-${round}`;
  return { feeds: folder, env: { ...env, FEEDS_DIR: folder } };
}

function row(
  kind: Kind,
  rounds: readonly Round[],
  { slugs, articles, written }: { slugs: readonly string[]; articles: number; written: number | undefined },
): string[] {
  const of = (quantity: "seconds" | "cpu" | "peak", each = kind) =>
    rounds.map(({ usages }) => usages.get(each)?.[quantity] ?? Number.NaN);
  const all = kinds.flatMap((each) => median(of("seconds", each)) || 0);
  const seconds = median(of("seconds"));
  const isAnew = kind !== "unchanged" && kind !== "forced";
  const documents = kind === "hugo" ? slugs.length : (rounds[0]?.documents ?? 0);
  return [
    titles[kind],
    bar(seconds, Math.max(...all)),
    seconds.toFixed(2),
    `${Math.min(...of("seconds")).toFixed(2)}..${Math.max(...of("seconds")).toFixed(2)}`,
    median(of("cpu")).toFixed(2),
    megabytes(median(of("peak"))),
    isAnew ? whole(Math.min(articles, slugs.length * perDocument) / seconds) : "",
    isAnew ? whole(documents / seconds) : "",
    written === undefined ? "" : megabytes(written),
  ];
}

function toHugo(rounds: readonly Round[]): string[] {
  const compared = (kind: "hugo" | "hugoAll") => {
    const said = (quantity: "seconds" | "cpu" | "peak") => {
      const ratios = rounds.map(
        ({ usages }) => (usages.get("anew")?.[quantity] ?? Number.NaN) / (usages.get(kind)?.[quantity] ?? Number.NaN),
      );
      return `${ratio(median(ratios))} (${ratio(Math.min(...ratios))}..${ratio(Math.max(...ratios))})`;
    };
    return `Courant to ${titles[kind]}: ${said("seconds")} of the time, ${said("cpu")} of the CPU time, ${said("peak")} of the memory`;
  };
  return [
    compared("hugo"),
    compared("hugoAll"),
    "Courant makes three formats and a page for each channel, compresses each three times, and waits for the disk;",
    "Hugo compresses nothing, and does not wait.",
  ];
}

/** @returns that both wrote the same articles in the same order, and how large */
async function compare({ feeds }: Place, hugo: HugoSite, slugs: readonly string[]): Promise<string> {
  const sizes = { ours: 0, theirs: 0 };
  let items = 0;
  for (const slug of slugs) {
    const ours = await readFile(join(feeds, `${slug}.rss`));
    const theirs = await hugo.document(slug);
    const guids = guidsOf(ours);
    if (guids.length === 0 || guids.join() !== guidsOf(theirs).join()) {
      throw new Error(`${slug}: Courant has ${guids.length} items, and Hugo others: ${guidsOf(theirs).length}`);
    }
    items += guids.length;
    sizes.ours += ours.length;
    sizes.theirs += theirs.length;
  }
  const [ours, theirs] = [sizes.ours / slugs.length, sizes.theirs / slugs.length];
  if (theirs < ours * 0.9) throw new Error(`Hugo’s documents have ${theirs} bytes each, Courant’s ${ours}`);
  return (
    `Both: ${slugs.length} RSS documents with the same ${whole(items)} items; ` +
    `${whole(ours / 1000)} kB each from Courant, ${whole(theirs / 1000)} kB from Hugo.`
  );
}

function guidsOf(document: Buffer): string[] {
  return Array.from(document.toString().matchAll(/<guid[^>]*>([^<]*)</g), ([, guid = ""]) => guid);
}

/** Where the time of the full run goes, when it tells. */
function timings(rounds: readonly Round[]): string[] {
  const steps = Object.keys(rounds[0]?.timings ?? {});
  if (steps.length === 0) return [];
  const spent = steps.map((step) => median(rounds.map(({ timings }) => timings?.[step] ?? Number.NaN)));
  const sum = spent.reduce((total, each) => total + each, 0);
  const rows = steps.map((step, index) => {
    const each = spent[index] ?? Number.NaN;
    return [step, bar(each, Math.max(...spent)), whole(each), `${whole((each / sum) * 100)} %`];
  });
  return ["", "Where it goes, all anew, summed over what works at once:", table(["", "", "ms", "of it"], rows)];
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  let sum = 0;
  for (const file of files) sum += (await stat(file)).size;
  return sum;
}

async function bytesOf(hugo: HugoSite, slugs: readonly string[]): Promise<number> {
  let sum = 0;
  for (const slug of slugs) sum += (await hugo.document(slug)).length;
  return sum;
}
