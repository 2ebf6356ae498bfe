import { isPrivate } from "../../channel/access.ts";
import type { Config } from "../../config/schema.ts";
import type { Publisher } from "../../publish/publisher.ts";
import { cutDelta } from "../../published/deltas.ts";
import { findBytes } from "../../published/find-bytes.ts";
import type { Document } from "../../published/snapshot.ts";
import type { PublishedTopics } from "../../push/websub/hub.ts";
import type { Topics } from "../../push/websub/topics.ts";

/**
 * Finds the published documents that can be subscribed to: those of every channel, without archives and pages. A private
 * channel is none.
 */
export function publishedTopics(
  config: () => Config,
  publisher: Pick<Publisher, "snapshot" | "checkpoint">,
): { topics: Topics; readTopics: () => PublishedTopics } {
  function findDocument(path: string): Document | undefined {
    const document = publisher.snapshot().documents.get(decodePath(path));
    return document && isTopic(document) ? document : undefined;
  }

  return {
    topics: {
      find(path) {
        const document = findDocument(path);
        return document && { path, sha256: document.variants.identity.sha256, type: document.type };
      },

      async read(topic, since) {
        const document = findDocument(topic.path);
        if (document?.variants.identity.sha256 !== topic.sha256) return undefined;
        const body = await findBytes(config().environment.feedsDir, document, "identity");
        const { deltas } = document;
        const index = since === undefined || !deltas ? -1 : deltas.past.indexOf(since.slice(0, 32));
        if (!body || !deltas || index < 0) return body;
        return cutDelta(body, deltas, index);
      },
    },

    readTopics() {
      if (!publisher.checkpoint()) return undefined;
      const documents = [...publisher.snapshot().documents.values()].filter(isTopic);
      const first = config().channels.find((channel) => !isPrivate(channel));
      return {
        documents: new Map(documents.map(({ path, variants }) => [path, variants.identity.sha256])),
        main: documents.find(({ channel, path }) => channel === first?.slug && path.endsWith(".rss"))?.path,
      };
    },
  };
}

/** Only the documents of channels are polled feeds. Pages have a channel too. */
function isTopic({ channel, privateTo, archive, type }: Document): boolean {
  return channel !== undefined && privateTo === undefined && archive === undefined && !type.startsWith("text/html");
}

/** A path that cannot be decoded is that of no document. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
