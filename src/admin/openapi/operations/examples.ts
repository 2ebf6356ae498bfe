/* Things that several examples show. */

/** An article as somebody sends it. */
export const sentArticle = {
  url: "https://example.org/sunday",
  title: "Open on Sunday",
  summary: "From ten to four.",
  content_html: "<p>The museum is open on Sunday, from ten to four.</p>",
  authors: [{ name: "Ada" }],
  tags: ["news"],
};

/** The same article, as the collection keeps it. */
export const articleExample = {
  id: "https://example.org/sunday",
  ...sentArticle,
  date_published: "2026-03-01T12:00:00.000Z",
  date_modified: "2026-03-01T12:00:00.000Z",
  _courant: { revision: 1 },
};

/** A draft beside it. */
export const draftExample = {
  ...articleExample,
  title: "Open on Sunday and Monday",
  _courant: { draft: true, revision: 2, saved_at: "2026-03-02T08:00:00.000Z", saved_by: "Newsroom" },
};

/** A regeneration. */
export const runExample = {
  id: "3e0c6b4e-3b0f-4a7e-9d3e-6b1a2a1f0c55",
  causes: ["admin"],
  channels: "all",
  force: false,
  state: "done",
  requested: "2026-03-01T12:00:00.000Z",
  started: "2026-03-01T12:00:00.002Z",
  finished: "2026-03-01T12:00:00.049Z",
  durationMs: 47,
  progress: { done: 1, total: 1 },
  made: [{ what: "news", outcome: "changed", changed: 3, durationMs: 31 }],
  documents: { changed: ["news.rss", "news.atom", "news.json"], unchanged: 0, failed: [], cut: [] },
};
