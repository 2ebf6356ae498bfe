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
  selections: Pick<SelectionStore, "select" | "nextChangeTime">,
): Promise<{ selected: readonly SelectedArticle[]; due: number | undefined }> {
  const listed = publicChannels(channels);
  const except = exclusiveSelections(channels);
  const everything = listed.some(({ select }) => select === undefined);
  const chosen = everything ? [{ except }] : listed.map(({ select = {} }) => ({ ...select, except }));
  const found = new Map<string, SelectedArticle>();
  const times: number[] = [];
  for (const selection of chosen) {
    for (const article of await selections.select(selection, maxNewest, now)) found.set(article.id, article);
    const due = await selections.nextChangeTime(selection, now);
    if (due !== undefined) times.push(due);
  }
  const selected = [...found.values()].sort((a, b) => b.published - a.published || (a.id < b.id ? -1 : 1));
  return { selected: selected.slice(0, maxNewest), due: times.length === 0 ? undefined : Math.min(...times) };
}
