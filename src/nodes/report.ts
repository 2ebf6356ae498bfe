import type { Publisher } from "../publish/publisher.ts";

/** The channels of the last run, as other nodes need them. */
type ReportedChannels = ReturnType<Publisher["channels"]>;

/** The report of the publishing node to the others. Times are milliseconds since 1970. */
export type NodeReport = {
  channels: ReportedChannels;
  openFailures: ReturnType<Publisher["openFailures"]>;
  nextRun: number | undefined;
};

/** Reads a report that a node of this version, or of another, wrote. */
export function parseReport(text: string | undefined): NodeReport | undefined {
  try {
    const report: Partial<NodeReport> = JSON.parse(text ?? "");
    const { channels, openFailures = [], nextRun } = report;
    return Array.isArray(channels) ? { channels, openFailures, nextRun } : undefined;
  } catch {
    return undefined;
  }
}
