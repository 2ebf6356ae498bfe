import { parseArgs } from "node:util";
import { randomNumbers } from "./articles.ts";
import { type DayRules, type DayTotals, simulateDay } from "./day-model.ts";
import { table, whole } from "./table.ts";

/*
 * `npm run bench:day`: a day of a million subscribers on five nodes behind a CDN, in numbers. It sends nothing: it draws the
 * polls of a sample of the readers, and says what each layer answers.
 */

const { values } = parseArgs({
  options: {
    subscribers: { type: "string", default: "1000000" },
    nodes: { type: "string", default: "5" },
    publications: { type: "string", default: "24" },
    seed: { type: "string", default: "1" },
  },
});

const rules: DayRules = {
  subscribers: Number(values.subscribers),
  publications: Number(values.publications),
  nodes: Number(values.nodes),
  // Subscribers whose feed is read by an aggregator, one poll for all of its subscribers.
  aggregated: 0.7,
  aggregators: 40,
  aggregatorMinutes: [10, 30],
  readerMinutes: [15, 60],
  conditional: 0.85,
  cdnPlaces: 30,
  maxAgeSeconds: 900,
  documentBytes: 72_000,
  unmodifiedBytes: 400,
  sample: 0.02,
};

const prices = { cdnGigabyte: 0.05, originGigabyte: 0.09 };

const withPurging = simulateDay(
  { ...rules, maxAgeSeconds: 86_400, isPurged: true },
  randomNumbers(Number(values.seed)),
);
const withoutPurging = simulateDay({ ...rules, isPurged: false }, randomNumbers(Number(values.seed)));

console.log(
  `A day of ${whole(rules.subscribers)} subscribers of one feed, ${rules.publications} changes, ${rules.nodes} nodes\n`,
);
for (const [title, day] of [
  ["A CDN that keeps documents for 15 minutes", withoutPurging],
  ["A CDN that is purged, and keeps them for a day", withPurging],
] as const) {
  console.log(`${title}\n`);
  console.log(table(["layer", "requests", "a second", "304", "bytes", "cost"], rowsOf(day)));
  const [mean, worst] = [whole(day.meanDelaySeconds), whole(day.worstDelaySeconds)];
  console.log(`\nThe CDN’s answers from before a change came ${mean} s after it on average, ${worst} s at most\n`);
}

function rowsOf(day: DayTotals): string[][] {
  const row = (layer: string, part: DayTotals["readers"], gigabytePrice: number) => [
    layer,
    whole(part.requests),
    (part.requests / 86_400).toFixed(1),
    `${Math.round((100 * part.unmodified) / Math.max(1, part.requests))}%`,
    `${(part.bytes / 1e9).toFixed(2)} GB`,
    `$${((part.bytes / 1e9) * gigabytePrice).toFixed(2)}`,
  ];
  return [
    row("readers to the CDN", day.readers, prices.cdnGigabyte),
    row("the CDN to the nodes", day.origin, prices.originGigabyte),
    row("nodes to the database", day.database, 0),
  ];
}
