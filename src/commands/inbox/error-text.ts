import { formatCount } from "../../article/limits.ts";
import type { Taken } from "./take-file.ts";

/** What stands beside a file that failed: each article that was rejected, where, why and what to do. */
export function rejectionsText(name: string, { created, updated, unchanged, rejected, rejections }: Taken): string {
  const good = created + updated + unchanged;
  const unlisted = rejected - rejections.length;
  return [
    `${visible(name)}: ${formatCount(rejected)} of ${formatCount(good + rejected)} articles could not be imported${good > 0 ? "; the others are in the collection" : ""}.`,
    "Mend what is named here and put the file into the inbox again under the same name: what it holds is updated, not doubled.",
    "",
    ...rejections.map(({ where, error }) => `${visible(where)}\n  ${error.code}: ${visible(error.detail)}\n`),
    ...(unlisted > 0 ? [`and ${formatCount(unlisted)} more.\n`] : []),
  ].join("\n");
}

/** Line ends and controls in names would look like lines of this text. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
