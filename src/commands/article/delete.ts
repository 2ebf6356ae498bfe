import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import { withAdmin } from "../workspace/with-admin.ts";
import { articlePath } from "./article-path.ts";

/** Asks on the terminal; undefined when there is no terminal to ask on. */
export type Ask = (question: string) => Promise<boolean | undefined>;

/**
 * `courant article delete`: deletes articles, after a question on the terminal.
 * @param settings.isSure deletes without a question
 * @throws USAGE_INVALID when nobody can be asked
 */
export async function deleteCommand(
  config: Config,
  clock: Clock,
  { ids, isSure, ask }: { ids: readonly string[]; isSure: boolean; ask: Ask },
  output: Output,
): Promise<boolean> {
  if (!isSure && !(await isConfirmed(`Delete ${countOf(ids)}? [y/N] `, ask))) {
    output.error("Nothing was deleted.");
    return false;
  }
  return withAdmin(config, clock, output, async (client) => {
    const deleted: string[] = [];
    const failed: { id: string; error: string }[] = [];
    for (const id of ids) {
      try {
        await client.call(articlePath(id), { method: "DELETE" });
        deleted.push(id);
        if (!output.json) output.line(`deleted  ${id}`);
      } catch (error) {
        if (!(error instanceof CourantError) || !/^ARTICLE_|PRECONDITION/.test(error.code)) throw error;
        failed.push({ id, error: error.message });
        output.error(error.message);
      }
    }
    if (output.json) output.result({ deleted, failed });
    return failed.length === 0;
  });
}

/** Names one article, and counts several. */
export function countOf(ids: readonly string[]): string {
  return ids.length === 1 ? String(ids[0]) : `${ids.length} articles`;
}

/** @throws USAGE_INVALID when nobody can be asked */
export async function isConfirmed(question: string, ask: Ask): Promise<boolean> {
  const answer = await ask(question);
  if (answer !== undefined) return answer;
  throw new CourantError("USAGE_INVALID", "There is no terminal to ask on. To do it without a question, add --yes.");
}
