import { CourantError } from "../errors.ts";
import type { PollResult } from "./next-poll.ts";
import { createAnswerReader, type SourceReaderDeps, type WatchedSource } from "./read-answer.ts";
import { requestSource } from "./request.ts";
import { openRobots } from "./robots.ts";
import type { SourceState } from "./state.ts";

type PollSource = (source: WatchedSource, state: SourceState, signal: AbortSignal) => Promise<PollResult>;

/**
 * Creates the function that polls a source: a feed, a page, or the pages of a sitemap. Articles keep their own ids,
 * addresses, authors and dates. An article that the collection has from elsewhere stays unchanged.
 */
export function createSourceReader(deps: SourceReaderDeps): PollSource {
  const { fetcher, clock } = deps;
  const rulesOf = openRobots({ fetcher, clock });
  const { readAnswer, readSitemap } = createAnswerReader(deps, rulesOf);

  return async (source, state, signal) => {
    try {
      const refusal = state.kind === "page" ? (await rulesOf(state.address)).refusalFor(state.address) : undefined;
      if (refusal !== undefined) return { outcome: "failed", error: refusal };
      const answer = await requestSource(fetcher, state.address, state);
      const { status, headers, movedTo } = answer;
      if (status === 410) return { outcome: "gone" };
      if (status === 200) return await readAnswer(source, answer, signal);
      if (status !== 304) return { outcome: "failed", error: `The server answered ${status}.`, headers };
      if (state.kind === "sitemap") return await readSitemap(source, answer, undefined, signal);
      return { outcome: "unchanged", headers, movedTo };
    } catch (error) {
      if (error instanceof CourantError) return { outcome: "failed", error: error.message };
      throw error;
    }
  };
}
