import type { Author } from "./article.ts";
import { createContactReader, type FieldReader, nonEmptyLine, nonEmptyObject, readField } from "./fields.ts";
import { childPointer, type Mistakes } from "./mistakes.ts";

/** Cleans an author. Returns undefined when nothing is left. */
export function cleanAuthor(
  author: Author | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): Author | undefined {
  if (author === undefined) return undefined;
  return nonEmptyObject({
    name: nonEmptyLine(author.name),
    url: readField(author.url, childPointer(pointer, "url"), createContactReader(addressReader), mistakes),
    avatar: readField(author.avatar, childPointer(pointer, "avatar"), addressReader, mistakes),
  });
}
