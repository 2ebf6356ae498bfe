// Finds the links between the files of Markdown in a folder, before they are imported one by one.

import { send } from "./upload.js";

/** A request with more is refused. Longer files are no articles. */
const maxBytes = 24 * 1024 * 1024;
const maxFileBytes = 4 * 1024 * 1024;

/**
 * Asks the service to which other files each file links. Without an answer, links stay as they are.
 * @param {readonly import("./upload.js").PickedFile[]} files
 * @param {(folder: string) => string} sourceOf
 * @returns {Promise<[path: string, pages: Record<string, string>][]>} the addresses by their paths from the folder
 */
export async function findLinks(files, sourceOf) {
  const folders = Map.groupBy(
    files.filter(({ path, file }) => /\/.*\.(?:md|markdown|mdx)$/i.test(path) && file.size <= maxFileBytes),
    ({ path }) => path.split("/", 1)[0] ?? "",
  );
  /** @type {[string, Record<string, string>][]} */
  const found = [];
  for (const [folder, members] of folders) {
    if (members.length < 2 || members.reduce((sum, { file }) => sum + file.size, 0) > maxBytes) continue;
    const lines = await Promise.all(
      members.map(async ({ path, file }) =>
        JSON.stringify({ name: path.slice(folder.length + 1), text: await file.text() }),
      ),
    );
    const query = new URLSearchParams({ source: sourceOf(folder) });
    const { status, text } = await send(`/admin/import/links?${query}`, new Blob([`${lines.join("\n")}\n`]));
    if (status !== 200) continue;
    for (const [name, pages] of Object.entries(JSON.parse(text).files)) found.push([`${folder}/${name}`, pages]);
  }
  return found;
}
