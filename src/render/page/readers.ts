type Reader = {
  /** The name; undefined for any reader on the device of the person. */
  name: string | undefined;
  /** Returns the address of the page on which a person subscribes to the feed at an absolute address. */
  subscribe(feed: string): string;
};

/** Well-known readers, with the addresses that they publish for subscribe buttons. */
export const readers: readonly Reader[] = [
  { name: "Feedly", subscribe: (feed) => `https://feedly.com/i/subscription/feed%2F${encodeURIComponent(feed)}` },
  { name: "Inoreader", subscribe: (feed) => `https://www.inoreader.com/?add_feed=${encodeURIComponent(feed)}` },
  { name: "NewsBlur", subscribe: (feed) => `https://www.newsblur.com/?url=${encodeURIComponent(feed)}` },
  {
    name: "The Old Reader",
    subscribe: (feed) => `https://theoldreader.com/feeds/subscribe?url=${encodeURIComponent(feed)}`,
  },
  { name: "Feedbin", subscribe: (feed) => `https://feedbin.com/?subscribe=${encodeURIComponent(feed)}` },
  // Feed readers register this scheme with the operating system. The address is not encoded.
  { name: undefined, subscribe: (feed) => `feed:${feed}` },
];
