import { isExclusive } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import type { PageContext } from "../render/page.ts";
import type { Timings } from "../stores/runs.ts";
import type { BuilderStores } from "../stores/stores.ts";
import { buildChannel } from "./build-channel.ts";
import { type BuilderFiles, createDocumentWriter, type DocumentWriter } from "./document-writer.ts";
import { encodeDocuments } from "./encode.ts";
import { createFragmentCache, type FragmentCache } from "./fragments.ts";
import { buildHome, buildPages, buildSite, pageContext } from "./pages.ts";
import { buildRevoked } from "./revoked.ts";
import { findMatches } from "./search-channels.ts";
import { withSelectedRevisions } from "./shown-selection.ts";
import { buildSitemap } from "./sitemap.ts";
import { measureTime } from "./stopwatch.ts";
import type { BuildOutput, BuildRequest, BuildResult, DocumentBuilder, PublishedDocuments } from "./target.ts";

type Sources = { config: Config; stores: BuilderStores; fragments: FragmentCache; pages: PageContext };

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
  const writer = createDocumentWriter(request, result, files);
  try {
    let started = performance.now();
    for await (const output of renderTarget(request, measureSources(sources, timings), published)) {
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

function renderTarget(
  { scope, now, due }: BuildRequest,
  given: Sources,
  published: PublishedDocuments,
): AsyncIterable<BuildOutput> {
  const { config, stores } = given;
  const mayWithhold = config.channels.some(isExclusive) && scope.kind !== "pages";
  const sources = mayWithhold ? { ...given, stores: withSelectedRevisions(stores) } : given;
  if (scope.kind === "channel") return buildChannel(scope.channel, { now, due }, sources, published);
  if (scope.kind === "pages") return buildPages(scope.articles, now, sources);
  if (scope.kind === "sitemap") return buildSitemap(scope.part, now, sources);
  if (scope.kind === "revoked") return buildRevoked(scope.channels, sources);
  return scope.kind === "site" ? buildSite(scope.channels, sources) : buildHome(scope.channels, now, sources);
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
