import { isDeepStrictEqual } from "node:util";
import type { Config } from "../../config/schema.ts";
import { type AddressChecker, createFetcher, type Fetcher, type FetchLimits } from "../../fetch/fetcher.ts";
import { type FetchSettings, fetchSettings } from "../../fetch/settings.ts";

/**
 * Creates a fetcher that follows the configuration in force: where requests may go, and how they name this service. With
 * another configuration, requests that have begun fail, and their senders repeat them.
 * @param readSettings returns the settings of a configuration
 */
export function createLiveFetcher(
  config: () => Config,
  limits: Partial<FetchLimits>,
  readSettings: (config: Config) => FetchSettings = fetchSettings,
): Fetcher & AddressChecker {
  let settings = readSettings(config());
  let fetcher = createFetcher({ ...settings, limits });

  function present() {
    const next = readSettings(config());
    if (isDeepStrictEqual(next, settings)) return fetcher;
    void fetcher.close();
    settings = next;
    fetcher = createFetcher({ ...settings, limits });
    return fetcher;
  }

  return {
    fetch: (url, request) => present().fetch(url, request),
    checkAddress: (url) => present().checkAddress(url),
    close: () => fetcher.close(),
  };
}
