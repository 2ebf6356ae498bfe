import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { etagOf } from "../../admin/preconditions.ts";
import type { Article } from "../../article/article.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import type { AdminClient } from "../workspace/admin-client.ts";
import { withAdmin } from "../workspace/with-admin.ts";
import { articlePath } from "./article-path.ts";
import { type EditableForm, formatEditable, parseEdited } from "./editable-text.ts";

/** `openEditor` resolves when the editor has ended, to its exit code. */
export type EditSettings = { id: string; form: EditableForm; openEditor: (file: string) => Promise<number> };

/**
 * `courant article edit`: opens an article in an editor, and stores it when the editor has ended. The text is kept when
 * it is not stored, for whatever reason.
 */
export function editCommand(config: Config, clock: Clock, settings: EditSettings, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, (client) => edit(client, settings, output));
}

async function edit(client: AdminClient, { id, form, openEditor }: EditSettings, output: Output): Promise<boolean> {
  const article = await client.call<Article>(articlePath(id));
  const { text, ending } = formatEditable(article, form);
  // Only its owner may read the folder.
  const file = join(await mkdtemp(join(tmpdir(), "courant-edit-")), `article.${ending}`);
  await writeFile(file, text);
  try {
    const exitCode = await openEditor(file);
    const edited = await readFile(file, "utf8");
    if (edited === text) {
      await rm(dirname(file), { recursive: true });
      report(output, article, "unchanged");
      return exitCode === 0;
    }
    if (exitCode !== 0) throw new CourantError("USAGE_INVALID", `The editor ended with exit code ${exitCode}.`);
    const stored = await client.call<Article>(articlePath(id), {
      method: "PUT",
      headers: { "content-type": "application/json", "if-match": etagOf(article) },
      body: JSON.stringify(parseEdited(edited, form, article)),
    });
    await rm(dirname(file), { recursive: true });
    report(output, stored, stored._courant.revision === article._courant.revision ? "unchanged" : "updated");
    return true;
  } catch (error) {
    if (!(error instanceof CourantError)) output.error(`The text is kept in ${file}.`);
    else
      throw new CourantError(
        error.code,
        `${error.message} The article is as it was, and your text is kept in ${file}.`,
      );
    throw error;
  }
}

function report(output: Output, article: Article, outcome: "unchanged" | "updated"): void {
  if (output.json) output.result({ outcome, article });
  else output.line(`${outcome}  ${article.id}`);
}
