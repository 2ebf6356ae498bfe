/** The texts of the pages that everybody reads. `{…}` in a text for the script stands for what the script fills in. */
export const publicPages = {
  allFeeds: "All feeds",
  allFeedsFile: "All feeds in one file (OPML)",
  newest: "Newest articles",
  home: {
    how: "How to subscribe",
    choose:
      "Choose a feed, copy one of its addresses (a click selects it) and add it to your feed reader. If you are not sure which, take the first: every reader understands RSS.",
    everything: "To follow everything, import",
    everythingFile: "all feeds in one OPML file",
    site: "The site itself is at",
    groups: "Groups of feeds",
  },
  channel: {
    subscribe: "Subscribe",
    how: "This is a feed, to be read in a feed reader: add one of these addresses to yours, and new articles come to you. If you are not sure which, take the first.",
    howPrivate:
      "This feed is private. Add the address that you were given to your feed reader; or one of these, with your user name and your password.",
    readers: "Or add it to",
    thisDevice: "A reader on this device",
    latest: "Latest articles",
    empty: "Nothing has been published here yet. Subscribe, and your reader will show the first article when it comes.",
  },
  copy: {
    button: "Copy",
    label: (format: string, channel: string) => `Copy the ${format} address of ${channel}`,
    done: "Copied {address}",
    refused: "The browser does not allow copying. The address is selected.",
  },
  article: {
    by: "By",
    updated: "Updated",
    readOn: "Read on at",
    tags: "Tags",
    attachments: "Attachments",
  },
  missing: {
    kicker: (status: number) => `Error ${status}`,
    404: { title: "There is nothing here", detail: "Nothing is published at this address." },
    410: { title: "This is gone", detail: "The feed or page at this address was retired for good." },
    revoked: {
      title: "This address was revoked",
      detail:
        "The publisher has ended this address of a private feed, or replaced it by another one. If you should still have access, ask the publisher for your new address.",
    },
    nearest: "Perhaps you are looking for this feed:",
    feeds: "Feeds",
    list: "Go to the list of feeds",
  },
};
