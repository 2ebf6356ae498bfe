import { exclusiveSelections } from "../channel/access.ts";
import type { Channel } from "../config/schema.ts";
import type { SelectedArticle, SelectionStore } from "../stores/selections.ts";
import { publicChannels } from "./shown-selection.ts";

/** The number of newest articles on the home page. */
const maxNewest = 8;

/**
 * Selects the newest articles that public channels show, newest first, each once. Articles that no channel has are not among
 * them.
 * @param channels the channels in the configuration
 * @param now in milliseconds since 1970
 * @returns the articles, and when the selection changes without an edit, in milliseconds since 1970
 */
export async function selectNewest(
  channels: readonly Pick<Channel, "access" | "exclusive" | "select">[],
  now: number,
  selections: Pick<SelectionStore, "select" | "changes">,
): Promise<{ selected: readonly SelectedArticle[]; due: number | undefined }> {
  const listed = publicChannels(channels);
  const except = exclusiveSelections(channels);
  const everything = listed.some(({ select }) => select === undefined);
  const chosen = everything ? [{ except }] : listed.map(({ select = {} }) => ({ ...select, except }));
  const [changes, ...newest] = await Promise.all([
    selections.changes(chosen, now),
    ...chosen.map((selection) => selections.select(selection, maxNewest, now)),
  ]);
  const found = new Map(newest.flat().map((article) => [article.id, article]));
  const times = changes.flatMap(({ due }) => due ?? []);
  const selected = [...found.values()].sort((a, b) => b.published - a.published || (a.id < b.id ? -1 : 1));
  return { selected: selected.slice(0, maxNewest), due: times.length === 0 ? undefined : Math.min(...times) };
}
