import type { Collection } from "../collection/collection.ts";
import type { Timings } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { nextDeltas } from "../published/deltas.ts";
import type { FeedsDir } from "../published/files.ts";
import { sha256 } from "../published/sha256.ts";
import type { Document, DocumentState } from "../published/snapshot.ts";
import { buildChannel } from "./channel-target.ts";
import { compressedRepresentations, identityRepresentation } from "./compression.ts";
import { createFragmentCache, type FragmentCache } from "./fragments.ts";
import { buildPages, buildSite } from "./pages.ts";
import type { BuildOutput, BuildResult, DocumentBuilder, RenderedDocument, TargetScope } from "./target.ts";

/** How many documents that are kept on disk are in memory, at most, before they are written. */
const maxPendingDocuments = 24;

type Sources = { config: Config; collection: Collection; fragments: FragmentCache };

/**
 * Fills orders: renders what is asked for, gives it validators and writes what is new, everything that is polled at once
 * and at the end. What the collection and the order say alone decides on the bytes. Then, for what is polled, makes the
 * codings that take the most time.
 */
export function createBuilder(deps: {
  config: Config;
  collection: Collection;
  files: Pick<FeedsDir, "write" | "discard" | "readIfIntact">;
}): DocumentBuilder {
  const { config, collection, files } = deps;
  const fragments = createFragmentCache(config.site, config.environment.baseUrl);

  const build: DocumentBuilder["build"] = async ({ scope, now, states, lastArchive, verified }) => {
    const timings: Timings = { select: 0, render: 0, join: 0, compress: 0, write: 0 };
    const result: BuildResult = {
      changed: [],
      unchanged: [],
      retainedArchives: [],
      unchangedUpTo: 0,
      verified: undefined,
      truncations: [],
      timings,
    };
    const attempted: Document[] = [];
    const polled: Document[] = [];
    let onDisk: Document[] = [];
    const write = async (documents: readonly Document[]) => {
      attempted.push(...documents);
      await timed(timings, "write", () => files.write(documents));
      result.changed.push(...documents.map((document) => (document.onDisk ? withoutBody(document) : document)));
    };

    async function take({ layout, ...candidate }: RenderedDocument) {
      const path = decodeURIComponent(candidate.path);
      const before = states.get(path);
      const { body, ...head } = candidate;
      const hash = sha256(body);
      const isSame = before?.sha256 === hash && before.file === head.file;
      const deltas =
        layout && (await withBody(before, isSame).then((former) => nextDeltas(former, layout, hash, body)));
      if (isSame) return void result.unchanged.push(deltas ? { ...head, deltas } : head);
      const variants = { identity: identityRepresentation(body, hash) };
      const document = { ...head, lastModified: nextLastModified(before, hash, now), variants };
      if (head.onDisk) onDisk.push(document);
      else polled.push({ ...document, uncoded: true, ...(deltas && { deltas }) });
      if (onDisk.length < maxPendingDocuments) return;
      await write(onDisk);
      onDisk = [];
    }

    const goodAt = (path: string) => {
      const there = states.get(path);
      return there?.file === undefined ? undefined : there.sha256;
    };

    /** The bytes of a former state are asked for only where a delta from it to the next can be made. */
    async function withBody(before: DocumentState | undefined, isSame: boolean) {
      if (isSame || before?.file === undefined || !before.deltas) return before;
      const body = await files.readIfIntact(before.file, before.sha256);
      return { ...before, body };
    }

    const sources = timedSources({ config, collection, fragments }, timings);
    const published = { sha256: goodAt, last: lastArchive, verified };
    try {
      let started = performance.now();
      for await (const each of startBuild(scope, sources, now, published)) {
        timings.join += performance.now() - started;
        if ("cut" in each) result.truncations.push(each.cut);
        else if ("kept" in each) result.retainedArchives.push({ path: each.kept, next: each.next });
        else if ("unchangedUpTo" in each) Object.assign(result, each);
        else await take(each.document);
        started = performance.now();
      }
      timings.join += performance.now() - started - timings.select - timings.render;
      await write([...onDisk, ...polled]);
    } catch (error) {
      // Archives that nobody will ever name must not keep a full disk full.
      const orphans = attempted.filter(({ path, archive }) => archive && !states.has(path));
      await files.discard(orphans).catch(() => undefined);
      throw error;
    }
    return result;
  };

  return {
    build,

    async encode(documents) {
      const timings = { compress: 0, write: 0 };
      const coded: Document[] = [];
      for (const { uncoded: _, ...document } of documents) {
        const { body: __, ...identity } = document.variants.identity;
        const body = await files.readIfIntact(document.file, identity.sha256);
        if (!body) throw new Error(`${document.file} was changed by somebody else while Courant compressed it`);
        const others = await timed(timings, "compress", async () => compressedRepresentations(body, identity.sha256));
        coded.push({ ...document, variants: { identity, ...others } });
      }
      await timed(timings, "write", () => files.write(coded));
      return { documents: coded, timings };
    },
  };
}

function startBuild(
  scope: TargetScope,
  sources: Sources,
  now: number,
  published: Parameters<typeof buildChannel>[3],
): AsyncIterable<BuildOutput> {
  if (scope.kind === "channel") return buildChannel(scope.channel, now, sources, published);
  return scope.kind === "site" ? buildSite(scope.channels, sources.config) : buildPages(scope.articles, sources);
}

/**
 * A document changes at most once a second, so that Last-Modified tells any two of its states apart: who gives the order
 * sees to that. It never goes back, and stays where bytes that were lost are made again.
 */
function nextLastModified(before: DocumentState | undefined, hash: string, now: number): number {
  if (before?.sha256 === hash) return before.lastModified;
  const second = Math.floor(now / 1000) * 1000;
  return before === undefined ? second : Math.max(second, before.lastModified + 1000);
}

/** What is kept on disk is not kept in memory. */
function withoutBody(document: Document): Document {
  const { body: _, ...identity } = document.variants.identity;
  return { ...document, variants: { identity } };
}

async function timed<T, Kind extends keyof Timings>(
  timings: Pick<Timings, Kind>,
  kind: Kind,
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    timings[kind] += performance.now() - started;
  }
}

/** The same sources, with a stopwatch. */
function timedSources({ config, collection, fragments }: Sources, timings: Timings): Sources {
  return {
    config,
    collection: {
      ...collection,
      select: (...args) => timed(timings, "select", () => collection.select(...args)),
      articles: (...args) => timed(timings, "select", () => collection.articles(...args)),
    },
    fragments: {
      items(...args) {
        const started = performance.now();
        const items = fragments.items(...args);
        timings.render += performance.now() - started;
        return items;
      },
    },
  };
}
