import { CourantError } from "../errors.ts";
import { type IngestQueue, ReadLimitError, type RunTask } from "./queue.ts";

const splitAdvice = "Split it into several files, or write it as NDJSON, an article a line.";

/** Creates the queue. `run` decides where the tasks run. */
export function createIngestQueue(run: RunTask, close: () => Promise<void>): IngestQueue {
  return {
    async *readInput(chunks, input, options, { isUrgent = false, signal } = {}) {
      try {
        yield* run("input", chunks, { input, options }, { isUrgent, signal });
      } catch (error) {
        throw describeLimit(error, splitAdvice);
      }
    },

    async readArticle(body, request) {
      try {
        return await onlyResult(run("article", chunkOf(body), request, { isUrgent: true, signal: undefined }));
      } catch (error) {
        throw describeLimit(error, "Make it smaller or simpler.");
      }
    },

    async linkFolder(body, origin) {
      try {
        return await onlyResult(run("folder", chunkOf(body), origin, { isUrgent: true, signal: undefined }));
      } catch (error) {
        throw describeLimit(error, "Import a part of the folder at a time.");
      }
    },

    async compareArticles(from, to) {
      try {
        const options = { isUrgent: true, signal: undefined };
        return await onlyResult(run("difference", chunkOf(new Uint8Array()), { from, to }, options));
      } catch (error) {
        throw describeLimit(error, "Read both revisions instead, and compare them yourself.");
      }
    },

    async findMatches(search, articles) {
      try {
        const options = { isUrgent: true, signal: undefined };
        const found = await Array.fromAsync(run("matches", noChunks(), { search, articles }, options));
        return articles.filter((_, index) => found[index]);
      } catch (error) {
        throw describeLimit(error, "Leave out q, and list all drafts.");
      }
    },

    async readAnswer({ bytes, ...answer }, options, signal) {
      try {
        return await onlyResult(run("answer", chunkOf(bytes), { answer, options }, { isUrgent: false, signal }));
      } catch (error) {
        if (error instanceof ReadLimitError) return { kind: "unreadable", problem: error.message };
        throw error;
      }
    },

    async readMedia(file) {
      try {
        return await onlyResult(run("media", noChunks(), file, { isUrgent: true, signal: undefined }));
      } catch (error) {
        if (!(error instanceof ReadLimitError)) throw error;
        throw new CourantError("MEDIA_INVALID", `${error.message} Save the file again, in another program.`, {
          cause: error,
        });
      }
    },

    close,
  };
}

async function* chunkOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* noChunks(): AsyncGenerator<Uint8Array> {}

async function onlyResult<Result>(results: AsyncIterable<Result>): Promise<Result> {
  const [result] = await Array.fromAsync(results);
  if (result === undefined) throw new Error("the thread gave no result");
  return result;
}

/** @returns the error for the person who sent the text, if a limit was exceeded; any other error as it is */
function describeLimit(error: unknown, hint: string): unknown {
  if (!(error instanceof ReadLimitError)) return error;
  const code = error.resource === "memory" ? "BODY_TOO_LARGE" : "ARTICLE_INVALID";
  return new CourantError(code, `${error.message} ${hint}`, { cause: error });
}
