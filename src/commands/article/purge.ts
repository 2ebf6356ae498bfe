import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { ErasureResult } from "../../erasure/eraser.ts";
import { CourantError } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import { withAdmin } from "../workspace/with-admin.ts";
import { articlePath } from "./article-path.ts";
import { type Ask, countOf, isConfirmed } from "./delete.ts";

/**
 * `courant article purge`: erases articles for good, after a question on the terminal.
 * @param settings.isSure erases without a question
 * @throws USAGE_INVALID when nobody can be asked
 */
export async function purgeCommand(
  config: Config,
  clock: Clock,
  { ids, isSure, ask }: { ids: readonly string[]; isSure: boolean; ask: Ask },
  output: Output,
): Promise<boolean> {
  if (!isSure && !(await isConfirmed(questionFor(ids), ask))) {
    output.error("Nothing was erased.");
    return false;
  }
  return withAdmin(config, clock, output, async (client) => {
    const purged: ({ id: string } & ErasureResult)[] = [];
    const failed: { id: string; error: string }[] = [];
    for (const id of ids) {
      try {
        const result = await client.call<ErasureResult>(`${articlePath(id)}/purge`, { method: "POST" });
        purged.push({ id, ...result });
        if (!output.json) printResult(id, result, output);
      } catch (error) {
        if (!(error instanceof CourantError) || !error.code.startsWith("ARTICLE_")) throw error;
        failed.push({ id, error: error.message });
        output.error(error.message);
      }
    }
    if (output.json) output.result({ purged, failed });
    return failed.length === 0 && purged.every(({ unfinished }) => unfinished === undefined);
  });
}

function questionFor(ids: readonly string[]): string {
  return (
    `Erase ${countOf(ids)} for good? The drafts and former states, the uploaded files that nothing else uses, and older ` +
    "copies of the collection in DATA_DIR go, too. Nothing brings them back but a backup that was made before, which " +
    "still has them. [y/N] "
  );
}

function printResult(id: string, { subject, media, inboxFiles, copies, unfinished }: ErasureResult, output: Output) {
  output.line(`purged  ${id} (${subject} in the audit log)`);
  if (media > 0) output.line(`  uploaded files: ${media}`);
  if (inboxFiles > 0) output.line(`  files that the inbox kept: ${inboxFiles}`);
  for (const copy of copies) output.line(`  removed ${copy}`);
  if (unfinished === undefined) return;
  output.error(
    `It is deleted, but not everything is erased yet: ${unfinished} Start the service, which does the rest.`,
  );
}
