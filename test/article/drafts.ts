import { prepare } from "../../src/article/prepare.ts";
import { CourantError } from "../../src/errors.ts";

/** Functions that return the draft `prepare` makes of an input on a site, and the mistakes of a refused one. */
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
