import { prepare } from "../../src/article/prepare.ts";
import { CourantError } from "../../src/errors.ts";

/** What `prepare` makes of an input on a site, and what it says of one that it refuses. */
export function draftsAt(baseUrl: string) {
  const draftOf = (input: unknown) => prepare(input, { baseUrl }).draft;

  function mistakesOf(input: unknown): string {
    try {
      draftOf(input);
    } catch (error) {
      if (error instanceof CourantError && error.code === "ARTICLE_INVALID") return error.message;
      throw error;
    }
    return "no mistakes";
  }

  return { draftOf, mistakesOf };
}
