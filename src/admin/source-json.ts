import type { ReadConfig } from "../config/read-files.ts";
import { hideSecrets } from "../errors.ts";
import { sourceId } from "../settings/source-edits.ts";
import type { SourceReport } from "../sources/poller.ts";

type Source = ReadConfig["config"]["sources"][number];

/**
 * Returns a source as the API shows it: its settings, and its state with RFC 3339 times. `next` is missing if the source is
 * not polled again, or if its first poll is due. Secrets in its address are hidden.
 * @param report its state; undefined before sources are polled for the first time
 */
export function sourceJson(source: Source, report: SourceReport | undefined) {
  const { url, paused = false, ...settings } = source;
  const { asking = false, address = url, kind, waiting, kept, filtered, surplus, failures = 0, error } = report ?? {};
  return {
    id: sourceId(url),
    url: hideSecrets(url),
    paused,
    ...settings,
    asking,
    address: hideSecrets(address),
    kind,
    waiting,
    kept,
    filtered,
    surplus,
    polled: formatTime(report?.polled),
    next: paused || report?.next === 0 ? undefined : formatTime(report?.next),
    failures,
    error: error === undefined ? undefined : hideSecrets(error),
  };
}

function formatTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
