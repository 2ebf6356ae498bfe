/** The document that a topic is, as it is published now. */
export type Topic = {
  /** The percent-encoded path. */
  path: string;
  /** The SHA-256 of its bytes. */
  sha256: string;
  /** The Content-Type, with charset. */
  type: string;
};

/** The published documents that can be subscribed to. */
export type Topics = {
  /** Returns a document that is published now; undefined when there is none at the path. */
  find(path: string): Topic | undefined;
  /**
   * Reads the bytes of a topic. @param since the SHA-256 of a former state: without it, the whole document; with it, only
   * the items that are new or changed since then, if that state is known
   * @returns undefined when the bytes are missing, or the document has another state by now
   */
  read(topic: Topic, since: string | undefined): Promise<Buffer | undefined>;
};

/** How many bodies stay in memory: of the documents that are being delivered. */
const maxBodies = 16;

/** Reads each body once for all the subscribers that get the same one. */
export function cacheBodies(topics: Topics): Topics {
  const bodies = new Map<string, Promise<Buffer | undefined>>();
  return {
    find: topics.find,
    read(topic, since) {
      const key = `${topic.path} ${topic.sha256} ${since}`;
      const known = bodies.get(key);
      if (known) return known;
      const body = topics.read(topic, since);
      bodies.set(key, body);
      const [oldest] = bodies.keys();
      if (bodies.size > maxBodies && oldest !== undefined) bodies.delete(oldest);
      body.then(
        (read) => read ?? bodies.delete(key),
        () => bodies.delete(key),
      );
      return body;
    },
  };
}
