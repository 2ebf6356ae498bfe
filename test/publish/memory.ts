import type { Clock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import { createBuilder } from "../../src/publish/build.ts";
import { createRegenerator, type Regenerator } from "../../src/publish/regenerate.ts";
import type { DocumentBuilder } from "../../src/publish/target.ts";
import type { FeedsDir } from "../../src/published/files.ts";
import type { PublishedState } from "../../src/published/load.ts";
import { emptySnapshot } from "../../src/published/snapshot.ts";
import type { Stores } from "../../src/stores/stores.ts";

export function configOf(text: string): Config {
  const environment = readEnvironment({ BASE_URL: "https://feeds.example" });
  return { ...parseConfig(text, "courant.yaml"), environment };
}

/**
 * A regenerator whose FEEDS_DIR is in memory; it can be started anew, with or without what was published.
 * @param between stands between the regenerator and what makes documents
 */
export function memoryPublishing(
  config: Config,
  stores: Stores,
  clock: Clock,
  between: (builder: DocumentBuilder) => DocumentBuilder = (builder) => builder,
) {
  const files = new Map<string, Buffer>();
  const nothing: PublishedState = {
    snapshot: emptySnapshot,
    entries: new Map(),
    broken: new Set(),
    state: undefined,
    problems: [],
  };
  const folder: FeedsDir = {
    load: async () => nothing,
    removeLeftovers: async () => {},
    listReplaced: async () => [],
    removeReplaced: async () => {},
    announce: async () => {},
    async write(documents) {
      for (const { file, variants } of documents) {
        if (variants.identity.body) files.set(file, variants.identity.body);
      }
    },
    readIfIntact: async (file) => files.get(file),
    verify: async () => [],
    discard: async () => {},
    async commit({ removed }) {
      for (const { file } of removed) files.delete(file);
    },
  };
  const start = (published: PublishedState) =>
    createRegenerator({
      ...{ config, stores, files: folder, clock, published, definition: "" },
      builder: between(createBuilder({ config, stores, files: folder })),
    });
  let regenerator: Regenerator = start(nothing);

  return {
    files,
    run: (stopping?: AbortSignal) => regenerator.run({ id: "", channels: "all", force: false }, undefined, stopping),
    snapshot: () => regenerator.snapshot(),
    nextDue: (after: number) => regenerator.nextDue(after),
    /** The text of a document at a path; undefined where there is none. */
    async read(path: string): Promise<string | undefined> {
      const document = regenerator.snapshot().documents.get(path);
      return document && files.get(document.file)?.toString();
    },
    restart() {
      const snapshot = regenerator.snapshot();
      regenerator = start({ ...nothing, snapshot, entries: new Map(snapshot.documents) });
    },
    loseFiles() {
      files.clear();
      regenerator = start(nothing);
    },
  };
}
