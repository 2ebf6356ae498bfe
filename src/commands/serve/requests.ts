import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { checkLinks, type LinkCheck } from "../../fetch/check-links.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import type { IngestQueue } from "../../ingest-queue/queue.ts";
import { askTokenEndpoint } from "../../micropub/token-endpoint.ts";
import type { AskTokenEndpoint } from "../../micropub/writer.ts";
import { previewSource, type SourcePreview } from "../../sources/preview.ts";

/** Returns what asks addresses whether they answer. @param config returns the configuration in force */
export function createLinkCheck(config: () => Config) {
  return async (urls: readonly string[]): Promise<LinkCheck[]> => {
    const fetcher = createFetcher(fetchSettings(config()));
    try {
      return await checkLinks(fetcher, urls);
    } finally {
      await fetcher.close();
    }
  };
}

/** Returns what shows what a source would bring in: the same requests and the same reading as for a poll, with nothing stored. */
export function createPreview({ queue, clock }: { queue: Pick<IngestQueue, "readAnswer">; clock: Clock }) {
  return async (source: Config["sources"][number], config: Config): Promise<SourcePreview> => {
    const fetcher = createFetcher(fetchSettings(config));
    const { site, environment, frames } = config;
    const options = { siteUrl: site.url, origin: environment.baseUrl, frames };
    try {
      return await previewSource(source, { fetcher, queue, options, clock });
    } finally {
      await fetcher.close();
    }
  };
}

/** Returns what asks the configured token endpoint for a token; nobody knows it where none is configured. */
export function createTokenCheck(config: () => Config): AskTokenEndpoint {
  return async (token) => {
    const { tokenEndpoint } = config().micropub;
    if (tokenEndpoint === undefined) return undefined;
    const fetcher = createFetcher(fetchSettings(config()));
    try {
      return await askTokenEndpoint(tokenEndpoint, token, fetcher);
    } finally {
      await fetcher.close();
    }
  };
}
