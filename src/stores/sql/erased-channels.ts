import { isSearchTerm } from "../../channel/terms.ts";
import { type Engine, query, type Work } from "./engine.ts";

/**
 * Removes the channels of values that no article has any more once an article is erased: a value can be the name of a person.
 * Used within a transaction.
 */
export function openErasedChannels({ dialect }: Pick<Engine, "dialect">) {
  const hasTerm = query("SELECT 1 FROM terms WHERE term = ? LIMIT 1");
  const slugs = query("SELECT slug FROM channel_values WHERE term = ?");
  const dropValue = query("DELETE FROM channel_values WHERE slug = ?");
  const dropChange = query("DELETE FROM changes WHERE term = ?");
  const dropOfChannel = ["archives", "requests", "request_hours", "subscribers"].map((table) =>
    query(`DELETE FROM ${table} WHERE channel = ?`),
  );
  const dropOfPath = ["announced_documents", "hub_topics", "subscriptions"].map((table) =>
    query(`DELETE FROM ${table} WHERE substr(path, 1, length(CAST(:prefix AS TEXT))) = :prefix`),
  );
  const messages = query(
    `SELECT id, type, body FROM messages WHERE ${dialect.contains("body", ":text")} OR ${dialect.contains("body", ":prefix")}`,
  );
  const rewrite = query("UPDATE messages SET body = :body WHERE id = :id");
  const dropMessage = ["DELETE FROM jobs WHERE message = ?", "DELETE FROM messages WHERE id = ?"].map((sql) =>
    query(sql),
  );

  /** The terms that no article has any more. */
  function* unused(terms: readonly string[]): Work<string[]> {
    const found: string[] = [];
    for (const term of terms) if (!isSearchTerm(term) && !(yield* hasTerm.get(term))) found.push(term);
    return found;
  }

  function* dropFromMessages(slug: string, prefix: string): Work<void> {
    for (const { id, type, body } of yield* messages.all({ text: JSON.stringify(slug), prefix })) {
      const rest = type === "documents.changed" ? withoutChannel(String(body), slug) : undefined;
      if (rest !== undefined) yield* rewrite.run({ id: String(id), body: rest });
      else for (const drop of dropMessage) yield* drop.run(String(id));
    }
  }

  return {
    /** The slugs of the channels of values that no article has any more. */
    *slugsOf(terms: readonly string[]): Work<string[]> {
      const found: string[] = [];
      for (const term of yield* unused(terms)) {
        for (const { slug } of yield* slugs.all(term)) found.push(String(slug));
      }
      return found;
    },

    /** Removes what is kept of channels, and what others are to be told of them. */
    *remove(removed: readonly string[]): Work<void> {
      for (const slug of removed) {
        const prefix = `/feeds/${slug}.`;
        for (const drop of dropOfChannel) yield* drop.run(slug);
        for (const drop of dropOfPath) yield* drop.run({ prefix });
        yield* dropValue.run(slug);
        yield* dropFromMessages(slug, prefix);
      }
    },

    /** Forgets that values changed which no article has any more. */
    *forgetTerms(terms: readonly string[]): Work<void> {
      for (const term of yield* unused(terms)) yield* dropChange.run(term);
    },
  };
}

/** Returns the body of an event about documents without a channel; undefined when it tells of no other. Pure. */
function withoutChannel(body: string, slug: string): string | undefined {
  const event: { data: { channels: { slug: string }[] } } = JSON.parse(body);
  const channels = event.data.channels.filter((channel) => channel.slug !== slug);
  return channels.length === 0 ? undefined : JSON.stringify({ ...event, data: { ...event.data, channels } });
}
