import type { Config } from "../config/schema.ts";
import { type Deltas, type Layout, nextDeltas } from "../published/deltas.ts";
import type { FeedsDir } from "../published/files.ts";
import { sha256 } from "../published/sha256.ts";
import { type Document, type DocumentState, withoutBodies } from "../published/snapshot.ts";
import type { PageContext } from "../render/page.ts";
import type { Timings } from "../stores/runs.ts";
import type { BuilderStores } from "../stores/stores.ts";
import { buildChannel } from "./build-channel.ts";
import { compressedRepresentations, identityRepresentation } from "./compression.ts";
import { encodeDocuments } from "./encode.ts";
import { createFragmentCache, type FragmentCache } from "./fragments.ts";
import { buildHome, buildPages, buildSite, pageContext } from "./pages.ts";
import { findMatches } from "./search-channels.ts";
import { buildSitemap } from "./sitemap.ts";
import { measureTime } from "./stopwatch.ts";
import type {
  BuildOutput,
  BuildRequest,
  BuildResult,
  DocumentBuilder,
  PublishedDocuments,
  RenderedDocument,
  TargetScope,
} from "./target.ts";

/** The number of documents read from disk by every request that may wait in memory before they are written. */
const maxPendingDocuments = 24;

type Sources = { config: Config; stores: BuilderStores; fragments: FragmentCache; pages: PageContext };

type BuilderFiles = Pick<FeedsDir, "write" | "discard" | "readIfIntact">;

/**
 * Builds the documents of a target: it renders them, gives them validators, and writes those that changed. Polled
 * documents are written together at the end. The bytes depend only on the collection and the request. Compressed
 * representations take the most time: where documents are served as soon as they are built, `encode` adds them later.
 */
export function createBuilder(deps: { config: Config; stores: BuilderStores; files: BuilderFiles }): DocumentBuilder {
  const { config, stores, files } = deps;
  const fragments = createFragmentCache(config.site, config.environment.baseUrl);
  const pages = pageContext(config);
  return {
    build: (request) => build(request, { config, stores, fragments, pages }, files),
    encode: (documents) => encodeDocuments(documents, files),
    findMatches: (searches) => findMatches(searches, stores.searchIndex),
  };
}

async function build(request: BuildRequest, sources: Sources, files: BuilderFiles): Promise<BuildResult> {
  const { states, lastArchive, verified, collectsEdits, formerArchives } = request;
  const timings: Timings = { select: 0, render: 0, join: 0, compress: 0, write: 0 };
  const result: BuildResult = {
    changed: [],
    unchanged: [],
    retainedArchives: [],
    unchangedUpTo: 0,
    verified: undefined,
    editsDue: undefined,
    truncations: [],
    timings,
  };
  const published: PublishedDocuments = {
    sha256(path) {
      const state = states.get(path);
      return state?.file === undefined ? undefined : state.sha256;
    },
    last: lastArchive,
    verified,
    collectsEdits,
    former: formerArchives,
  };
  const writer = createWriter(request, result, files);
  try {
    let started = performance.now();
    for await (const output of renderTarget(request.scope, measureSources(sources, timings), request.now, published)) {
      timings.join += performance.now() - started;
      await recordOutput(output, result, writer);
      started = performance.now();
    }
    timings.join += performance.now() - started - timings.select - timings.render;
    await writer.finish();
  } catch (error) {
    await writer.discardNewArchives();
    throw error;
  }
  return result;
}

async function recordOutput(output: BuildOutput, result: BuildResult, writer: DocumentWriter): Promise<void> {
  if ("truncation" in output) result.truncations.push(output.truncation);
  else if ("archive" in output) result.retainedArchives.push({ path: output.archive, next: output.next });
  else if ("document" in output) await writer.add(output.document);
  else {
    result.unchangedUpTo = output.unchangedUpTo;
    result.verified = output.verified;
    result.editsDue = output.editsDue;
  }
}

type DocumentWriter = ReturnType<typeof createWriter>;

/** Sorts rendered documents into changed and unchanged ones, and writes those that changed. */
function createWriter({ states, now, encodesAtOnce }: BuildRequest, result: BuildResult, files: BuilderFiles) {
  const attempted: Document[] = [];
  const polled: Document[] = [];
  let onDisk: Document[] = [];

  async function write(documents: readonly Document[]) {
    attempted.push(...documents);
    await measureTime(result.timings, "write", () => files.write(documents, states));
    result.changed.push(...documents.map(withoutBodies));
  }

  return {
    async add({ layout, body, hash = sha256(body), ...head }: RenderedDocument) {
      const before = states.get(decodeURIComponent(head.path));
      const isSame = before?.sha256 === hash && before.file === head.file;
      const deltas = layout && (await deltasOf(before, { layout, hash, body, isSame }, files));
      if (isSame) {
        result.unchanged.push(deltas ? { ...head, deltas } : head);
        return;
      }
      // Archives are read by hardly anybody.
      const isEncoded = head.onDisk ? !head.archive : encodesAtOnce;
      const compressed = isEncoded
        ? await measureTime(result.timings, "compress", async () => compressedRepresentations(body, hash))
        : {};
      const variants = { identity: identityRepresentation(body, hash), ...compressed };
      const document = { ...head, lastModified: nextLastModified(before, hash, now), variants };
      if (head.onDisk) onDisk.push(document);
      else polled.push({ ...document, ...(!isEncoded && { uncoded: true }), ...(deltas && { deltas }) });
      if (onDisk.length < maxPendingDocuments) return;
      await write(onDisk);
      onDisk = [];
    },

    async finish() {
      await write([...onDisk, ...polled]);
    },

    /** Removes archives that no document will ever name, so that they do not keep a full disk full. */
    async discardNewArchives() {
      const orphans = attempted.filter(({ path, archive }) => archive && !states.has(path));
      await files.discard(orphans).catch(() => undefined);
    },
  };
}

/** Computes a document's deltas. It reads the former bytes only when a delta from them to the next state is possible. */
async function deltasOf(
  before: DocumentState | undefined,
  next: { layout: Layout; hash: string; body: Buffer; isSame: boolean },
  files: Pick<FeedsDir, "readIfIntact">,
): Promise<Deltas> {
  const { layout, hash, body, isSame } = next;
  if (isSame || before?.file === undefined || !before.deltas) return nextDeltas(before, layout, hash, body);
  const formerBody = await files.readIfIntact(before.file, before.sha256);
  return nextDeltas({ ...before, body: formerBody }, layout, hash, body);
}

function renderTarget(
  scope: TargetScope,
  sources: Sources,
  now: number,
  published: PublishedDocuments,
): AsyncIterable<BuildOutput> {
  if (scope.kind === "channel") return buildChannel(scope.channel, now, sources, published);
  if (scope.kind === "pages") return buildPages(scope.articles, now, sources);
  if (scope.kind === "sitemap") return buildSitemap(scope.part, now, sources);
  return scope.kind === "site" ? buildSite(scope.channels, sources) : buildHome(scope.channels, now, sources);
}

/**
 * Returns the Last-Modified of a document's next state. It never goes back, and it stays when lost bytes are built again.
 * It moves by at least a second, so that it tells any two states apart; the caller waits until it is not in the future.
 */
function nextLastModified(before: DocumentState | undefined, hash: string, now: number): number {
  if (before?.sha256 === hash) return before.lastModified;
  const second = Math.floor(now / 1000) * 1000;
  return before === undefined ? second : Math.max(second, before.lastModified + 1000);
}

/** Wraps the sources so that the time spent in them is measured. */
function measureSources({ stores, fragments, ...rest }: Sources, timings: Timings): Sources {
  return {
    ...rest,
    stores: {
      ...stores,
      selections: {
        ...stores.selections,
        select: (...args) => measureTime(timings, "select", () => stores.selections.select(...args)),
      },
      articles: {
        ...stores.articles,
        findMany: (...args) => measureTime(timings, "select", () => stores.articles.findMany(...args)),
      },
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
