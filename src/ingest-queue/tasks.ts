import type { Article } from "../article/article.ts";
import type { DraftArticle } from "../article/draft-article.ts";
import type { SearchQuery } from "../article/search-query.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { ParserOptions, SourceAnswer } from "./parse-answer.ts";
import type { ArticleRequest } from "./read-article.ts";
import type { FolderOrigin } from "./read-folder.ts";
import type { InputDescription } from "./read-input.ts";

type Chunks = AsyncIterable<Uint8Array>;

/**
 * Everything that a thread can do: each task reads chunks of bytes and yields results. A task loads its parsers when it is
 * first called, so that a thread for single articles starts quickly and stays small.
 */
export const tasks = {
  async *input(chunks: Chunks, argument: { input: InputDescription; options: ImportOptions }) {
    const { readInput } = await import("./read-input.ts");
    yield* readInput(chunks, argument);
  },

  async *article(chunks: Chunks, request: ArticleRequest) {
    const { readArticle } = await import("./read-article.ts");
    yield readArticle(await joinChunks(chunks), request);
  },

  async *folder(chunks: Chunks, origin: FolderOrigin) {
    const { readFolder } = await import("./read-folder.ts");
    yield readFolder(await joinChunks(chunks), origin);
  },

  async *difference(_chunks: Chunks, { from, to }: { from: Article | DraftArticle; to: Article | DraftArticle }) {
    const { compareArticles } = await import("../article/difference.ts");
    yield compareArticles(from, to);
  },

  /** Yields for each article whether a search finds it. Each has the time of a piece for itself. */
  async *matches(
    _chunks: Chunks,
    { search, articles }: { search: SearchQuery; articles: readonly (Article | DraftArticle)[] },
  ) {
    const [{ matchesSearch }, { searchTextOf }] = await Promise.all([
      import("../article/search-match.ts"),
      import("../article/search-text.ts"),
    ]);
    for (const article of articles) yield matchesSearch(search, searchTextOf(article));
  },

  async *answer(chunks: Chunks, { answer, options }: { answer: Omit<SourceAnswer, "bytes">; options: ParserOptions }) {
    const { parseAnswer } = await import("./parse-answer.ts");
    yield parseAnswer({ ...answer, bytes: await joinChunks(chunks) }, options);
  },

  /** Reads the file itself, because what tells of a film can stand at the end of gigabytes. */
  async *media(_chunks: Chunks, file: string) {
    const { readMedia } = await import("./read-media.ts");
    yield await readMedia(file);
  },
};

export type TaskName = keyof typeof tasks;
export type TaskArgument<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[1];
export type TaskResult<Name extends TaskName> =
  ReturnType<(typeof tasks)[Name]> extends AsyncGenerator<infer Result> ? Result : never;

async function joinChunks(chunks: Chunks): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}
