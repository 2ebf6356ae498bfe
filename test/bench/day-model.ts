/* The model of a day: pure, and the same for the same seed. */

export type DayRules = {
  subscribers: number;
  /** How often the feed changes in the day. */
  publications: number;
  nodes: number;
  /** The share of subscribers who read by one of the aggregators. */
  aggregated: number;
  aggregators: number;
  /** The shortest and longest pause between two polls. */
  aggregatorMinutes: readonly [number, number];
  readerMinutes: readonly [number, number];
  /** The share of readers that poll with If-None-Match. */
  conditional: number;
  /** The places of the CDN, each with a cache of its own. */
  cdnPlaces: number;
  /** How long the CDN keeps a document. */
  maxAgeSeconds: number;
  /** Whether it is purged after each change. */
  isPurged?: boolean;
  documentBytes: number;
  unmodifiedBytes: number;
  /** The share of readers whose polls are drawn; their numbers are multiplied. */
  sample: number;
};

export type LayerTotals = { requests: number; unmodified: number; bytes: number };

export type DayTotals = {
  readers: LayerTotals;
  origin: LayerTotals;
  /** Looks for changes, and the bytes that nodes copy. No poll asks the database. */
  database: LayerTotals;
  /** How long after a change the CDN still answered with the state before. */
  meanDelaySeconds: number;
  worstDelaySeconds: number;
};

const daySeconds = 86_400;
const looksPerSecond = 20;
/** The bytes of a look, and the codings of a document that a node copies. */
const lookBytes = 200;
const copiedBytes = (documentBytes: number) => documentBytes * 6;

type Poll = { time: number; place: number; client: number; weight: number };

/** Draws the polls of a day, and lets the layers answer them in the order of their times. */
export function simulateDay(rules: DayRules, random: () => number): DayTotals {
  const changes = Array.from({ length: rules.publications }, () => random() * daySeconds).sort((a, b) => a - b);
  const versionAt = (time: number) => changes.filter((change) => change <= time).length;
  const { polls, isConditional } = drawPolls(rules, random);
  const readers: LayerTotals = { requests: 0, unmodified: 0, bytes: 0 };
  const origin: LayerTotals = { requests: 0, unmodified: 0, bytes: 0 };
  const caches = new Map<number, { version: number; fetched: number }>();
  const seen = new Map<number, number>();
  const delays: number[] = [];

  /** The version that a place of the CDN answers with. It asks a node when its copy is old, or was purged. */
  function askPlace({ time, place }: Poll): number {
    const copy = caches.get(place);
    const version = versionAt(time);
    const isFresh = copy !== undefined && time - copy.fetched < rules.maxAgeSeconds;
    const isPurged = rules.isPurged === true && copy?.version !== version;
    if (copy && isFresh && !isPurged) {
      if (copy.version < version) delays.push(time - (changes[copy.version] ?? time));
      return copy.version;
    }
    const isUnmodified = copy?.version === version;
    origin.requests += 1;
    origin.unmodified += isUnmodified ? 1 : 0;
    origin.bytes += isUnmodified ? rules.unmodifiedBytes : rules.documentBytes;
    caches.set(place, { version, fetched: time });
    return version;
  }

  for (const poll of polls) {
    const version = askPlace(poll);
    const isUnmodified = isConditional(poll.client) && seen.get(poll.client) === version;
    seen.set(poll.client, version);
    readers.requests += poll.weight;
    readers.unmodified += isUnmodified ? poll.weight : 0;
    readers.bytes += poll.weight * (isUnmodified ? rules.unmodifiedBytes : rules.documentBytes);
  }
  const looks = rules.nodes * looksPerSecond * daySeconds;
  const copies = rules.publications * (rules.nodes - 1) * copiedBytes(rules.documentBytes);
  return {
    readers,
    origin,
    database: {
      requests: looks,
      unmodified: looks - rules.publications * rules.nodes,
      bytes: looks * lookBytes + copies,
    },
    meanDelaySeconds: delays.length === 0 ? 0 : delays.reduce((sum, each) => sum + each, 0) / delays.length,
    worstDelaySeconds: Math.max(0, ...delays.slice(0, 100_000)),
  };
}

function drawPolls(rules: DayRules, random: () => number) {
  const direct = Math.round(rules.subscribers * (1 - rules.aggregated) * rules.sample);
  const clients = rules.aggregators + direct;
  const conditional = Array.from({ length: clients }, () => random() < rules.conditional);
  const polls: Poll[] = [];
  for (let client = 0; client < clients; client++) {
    const isAggregator = client < rules.aggregators;
    const [shortest, longest] = isAggregator ? rules.aggregatorMinutes : rules.readerMinutes;
    const pause = 60 * (shortest + random() * (longest - shortest));
    const place = Math.floor(random() * rules.cdnPlaces);
    const weight = isAggregator ? 1 : 1 / rules.sample;
    for (let time = random() * pause; time < daySeconds; time += pause) polls.push({ time, place, client, weight });
  }
  polls.sort((a, b) => a.time - b.time);
  return { polls, isConditional: (client: number) => conditional[client] === true };
}
