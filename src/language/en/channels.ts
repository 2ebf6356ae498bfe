export const channels = {
  title: "Channels",
  intro: "A channel is a feed, and the articles that it selects.",
  add: "Add a channel",
  edit: (title: string) => `Channel “${title}”`,
  slug: "Slug",
  name: "Title",
  selects: "Articles in it",
  everything: "all",
  tags: (list: string) => `tags: ${list}`,
  authors: (list: string) => `authors: ${list}`,
  language: (tag: string) => `language: ${tag}`,
  search: (words: string) => `words: ${words}`,
  feeds: "Feeds",
  change: "Change",
  changeOf: (title: string) => `Change ${title}`,
  actions: "Actions",
  said: {
    added: "The channel is added and published.",
    saved: "The channel is saved and published.",
    same: "Nothing was different, so nothing is changed.",
    moved: "The channel has moved. Its old addresses redirect to the new ones.",
    retired: "The channel is retired. Its addresses are answered 410 from now on.",
  },
  move: "Move",
  moveHint: "Another slug: small letters, digits and single dashes. The old addresses redirect to the new ones.",
  retire: "Retire",
  becomesPublic: "They become public if you retire the channel, make it public, or let it select less.",
  retireSure: "Its addresses are answered 410, and readers unsubscribe. Its articles stay.",
  withdraws: (count?: number) =>
    count === undefined
      ? "This channel is exclusive: the articles that it selects stand nowhere in public."
      : count === 1
        ? "This channel is exclusive: one article stands nowhere in public because of it."
        : `This channel is exclusive: ${count} articles stand nowhere in public because of it.`,
  wouldWithdraw: (count?: number) =>
    count === undefined
      ? "If you make this channel private, the articles that it selects leave everything public."
      : count === 1
        ? "If you make this channel private, one article leaves everything public: its page, feeds, and lists."
        : `If you make this channel private, ${count} articles leave everything public: their pages, feeds, and lists.`,
  withdrawSure: (count?: number) =>
    count === undefined
      ? "This withdraws the articles that the channel selects from everything public: pages, feeds, and lists. Confirm it below."
      : count === 1
        ? "This withdraws one article from everything public: its page, feeds, and lists. Confirm it below."
        : `This withdraws ${count} articles from everything public: their pages, feeds, and lists. Confirm it below.`,
  withdraw: "Withdraw these articles from the public",
  automatic: "Channels that are made by themselves, for tags, authors and languages, are in the settings.",
};
