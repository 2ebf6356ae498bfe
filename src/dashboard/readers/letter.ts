import type { ReaderFault, ReaderRule } from "../../admin/reader-grade.ts";
import type { ReaderCount } from "../../stores/audience.ts";

/** The demand of a rule, and where it stands, in the words of a letter. */
const advice: Readonly<Record<ReaderRule, (share: string, numbers: ReaderCount) => string>> = {
  conditional: (share) =>
    `${share} of its repeated requests had neither If-None-Match nor If-Modified-Since, so each of them downloaded the whole ` +
    "document again. Please keep the ETag and the Last-Modified of the last answer for each feed, also over restarts, and send " +
    "them back unchanged (RFC 9110, sections 13.1.2 and 13.1.3). While nothing is new, the answer is a short 304.",
  interval: (share, { repeats, intervalSeconds, maxAgeSeconds }) =>
    `${share} of its repeated requests came before the max-age of the last answer was over: it asked every ` +
    `${minutes(intervalSeconds / repeats)}, and the feeds asked for ${minutes(maxAgeSeconds / repeats)}. Please wait at least for ` +
    "the max-age of Cache-Control between two automatic requests (RFC 9111, section 4.2).",
  validators: (share) =>
    `${share} of its requests had a validator that the server cannot have sent, for example the time of the request as ` +
    "If-Modified-Since, or an ETag without its quotes. Please send back exactly what was received.",
  refusals: (share) =>
    `${share} of the answers 429 (Too Many Requests) were followed by another request before Retry-After was over. Please wait ` +
    "that long (RFC 6585, section 4; RFC 9110, section 10.2.3).",
  gone: (share) =>
    `${share} of its requests for feeds that are gone came again after an answer 410 (Gone). Please stop to ask for a feed that ` +
    "is answered 410, and tell the subscriber (RFC 9110, section 15.5.11).",
};

function minutes(seconds: number): string {
  const count = Math.max(1, Math.round(seconds / 60));
  return count === 1 ? "minute" : `${count.toLocaleString("en")} minutes`;
}

/** Writes a letter to the authors of a reader, in English: what it does, and what to change. It names no subscriber. */
export function letterTo(reader: ReaderCount & { faults: readonly ReaderFault[] }, site: string): string {
  const { product, polls, repeats, unmodified, faults } = reader;
  const count = (value: number) => value.toLocaleString("en");
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return [
    `Subject: How ${product} polls feeds`,
    "Hello,",
    `we publish the feeds of ${site}. Of ${product} we counted ${count(polls)} requests, ${count(repeats)} of them by clients that ` +
      `had asked for the same feed before, and ${count(unmodified)} that were answered 304 (Not Modified). This is what we noticed:`,
    ...faults.map(({ rule, share }) => `- ${advice[rule](percent(share), reader)}`),
    "We count products only, and keep neither addresses nor whole User-Agents. Thank you for your work on " +
      `${product}; with these changes its users get news as fast as now, at a fraction of the traffic for everybody.`,
  ].join("\n\n");
}
