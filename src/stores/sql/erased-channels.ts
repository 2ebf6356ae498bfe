import type { DatabaseSync } from "node:sqlite";
import { isSearchTerm } from "../../channel/terms.ts";

/**
 * Removes the channels of values that no article has any more once an article is erased: a value can be the name of a person.
 * Used within a transaction.
 */
export function openErasedChannels(database: DatabaseSync) {
  const hasTerm = database.prepare("SELECT 1 FROM terms WHERE term = ? LIMIT 1");
  const slugs = database.prepare("SELECT slug FROM channel_values WHERE term = ?");
  const dropValue = database.prepare("DELETE FROM channel_values WHERE slug = ?");
  const dropChange = database.prepare("DELETE FROM changes WHERE term = ?");
  const dropOfChannel = ["archives", "requests", "request_hours", "subscribers"].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE channel = ?`),
  );
  const dropOfPath = ["announced_documents", "hub_topics", "subscriptions"].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE substr(path, 1, length(:prefix)) = :prefix`),
  );
  const messages = database.prepare(
    "SELECT id, type, body FROM messages WHERE instr(body, :text) > 0 OR instr(body, :prefix) > 0",
  );
  const rewrite = database.prepare("UPDATE messages SET body = :body WHERE id = :id");
  const dropMessage = ["DELETE FROM jobs WHERE message = ?", "DELETE FROM messages WHERE id = ?"].map((sql) =>
    database.prepare(sql),
  );

  /** The terms that no article has any more. */
  const unused = (terms: readonly string[]) => terms.filter((term) => !isSearchTerm(term) && !hasTerm.get(term));

  function dropFromMessages(slug: string, prefix: string): void {
    for (const { id, type, body } of messages.all({ text: JSON.stringify(slug), prefix })) {
      const rest = type === "documents.changed" ? withoutChannel(String(body), slug) : undefined;
      if (rest !== undefined) rewrite.run({ id: String(id), body: rest });
      else for (const drop of dropMessage) drop.run(String(id));
    }
  }

  return {
    /** The slugs of the channels of values that no article has any more. */
    slugsOf: (terms: readonly string[]) =>
      unused(terms).flatMap((term) => slugs.all(term).map(({ slug }) => String(slug))),

    /** Removes what is kept of channels, and what others are to be told of them. */
    remove(removed: readonly string[]): void {
      for (const slug of removed) {
        const prefix = `/feeds/${slug}.`;
        for (const drop of dropOfChannel) drop.run(slug);
        for (const drop of dropOfPath) drop.run({ prefix });
        dropValue.run(slug);
        dropFromMessages(slug, prefix);
      }
    },

    /** Forgets that values changed which no article has any more. */
    forgetTerms(terms: readonly string[]): void {
      for (const term of unused(terms)) dropChange.run(term);
    },
  };
}

/** Returns the body of an event about documents without a channel; undefined when it tells of no other. Pure. */
function withoutChannel(body: string, slug: string): string | undefined {
  const event: { data: { channels: { slug: string }[] } } = JSON.parse(body);
  const channels = event.data.channels.filter((channel) => channel.slug !== slug);
  return channels.length === 0 ? undefined : JSON.stringify({ ...event, data: { ...event.data, channels } });
}
