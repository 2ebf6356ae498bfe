/*
 * The products that are told apart by their User-Agents: a fixed list, so that nobody can fill the memory with names, and so
 * that no part of a User-Agent is kept. All others are counted by their kind alone.
 */

/** The names of aggregators, which poll once for many people, by a part of their User-Agents in lower case. */
export const aggregators: ReadonlyMap<string, string> = new Map([
  ["feedly", "Feedly"],
  ["feedbin", "Feedbin"],
  ["newsblur", "NewsBlur"],
  ["inoreader", "Inoreader"],
  ["theoldreader", "The Old Reader"],
  ["bazqux", "BazQux"],
  ["feeder.co", "Feeder"],
  ["feedspot", "Feedspot"],
  ["feedhq", "FeedHQ"],
  ["netvibes", "Netvibes"],
  ["flipboard", "Flipboard"],
  ["overcast/", "Overcast"],
  ["pocketcasts", "Pocket Casts"],
  ["pocket casts", "Pocket Casts"],
  ["castro/", "Castro"],
  ["castro 2", "Castro"],
  ["superfeedr", "Superfeedr"],
  ["bloglovin", "Bloglovin"],
  ["blogtrottr", "Blogtrottr"],
  ["itms", "Apple Podcasts"],
]);

/** The names of programs that people read with, in the same way. */
const readers: ReadonlyMap<string, string> = new Map([
  ["akregator", "Akregator"],
  ["antennapod", "AntennaPod"],
  ["commafeed", "CommaFeed"],
  ["elfeed", "Elfeed"],
  ["feeddemon", "FeedDemon"],
  ["feeder/", "Feeder for Android"],
  ["feedreader", "FeedReader"],
  ["fiery feeds", "Fiery Feeds"],
  ["fluent reader", "Fluent Reader"],
  ["fluentreader", "Fluent Reader"],
  ["freshrss", "FreshRSS"],
  ["lire/", "lire"],
  ["liferea", "Liferea"],
  ["miniflux", "Miniflux"],
  ["netnewswire", "NetNewsWire"],
  ["newsbeuter", "Newsbeuter"],
  ["newsboat", "Newsboat"],
  ["newsflash", "NewsFlash"],
  ["nextcloud-news", "Nextcloud News"],
  ["quiterss", "QuiteRSS"],
  ["raven reader", "Raven Reader"],
  ["readkit", "ReadKit"],
  ["reeder", "Reeder"],
  ["rss guard", "RSS Guard"],
  ["rssguard", "RSS Guard"],
  ["rssowl", "RSSOwl"],
  ["rss2email", "rss2email"],
  ["selfoss", "selfoss"],
  ["thunderbird", "Thunderbird"],
  ["tiny tiny rss", "Tiny Tiny RSS"],
  ["unread", "Unread"],
  ["vienna", "Vienna"],
  ["yarr/", "yarr"],
]);

/** The names of libraries, commands and bots, in the same way. */
const programs: ReadonlyMap<string, string> = new Map([
  ["aiohttp/", "aiohttp"],
  ["apache-httpclient/", "Apache HttpClient"],
  ["applebot", "Applebot"],
  ["axios/", "axios"],
  ["bingbot", "Bingbot"],
  ["ccbot/", "CCBot"],
  ["claudebot", "ClaudeBot"],
  ["curl/", "curl"],
  ["drupal", "Drupal"],
  ["facebookexternalhit", "Facebook"],
  ["feedfetcher-google", "Feedfetcher-Google"],
  ["feedparser/", "feedparser"],
  ["go-http-client/", "Go net/http"],
  ["googlebot", "Googlebot"],
  ["gptbot", "GPTBot"],
  ["guzzlehttp/", "Guzzle"],
  ["java/", "Java"],
  ["libwww-perl/", "libwww-perl"],
  ["mastodon/", "Mastodon"],
  ["okhttp/", "OkHttp"],
  ["php/", "PHP"],
  ["python-requests/", "Requests (Python)"],
  ["python-urllib/", "urllib (Python)"],
  ["rome/", "ROME"],
  ["ruby", "Ruby"],
  ["simplepie", "SimplePie"],
  ["slackbot", "Slack"],
  ["undici", "undici"],
  ["universalfeedparser/", "feedparser"],
  ["wget/", "Wget"],
  ["wordpress/", "WordPress"],
  ["yandex", "Yandex"],
  ["zapier", "Zapier"],
]);

const products = new Map([...aggregators, ...readers, ...programs]);

/** Matches one of the texts at the beginning of a word: “rome/” is not in “Chrome/”. */
const productPattern = new RegExp(`(?<![a-z])(?:${[...products.keys()].join("|").replaceAll(".", "\\.")})`, "i");

/** Returns the name of the first known product that a User-Agent names, and an empty text for all others. */
export function knownProductOf(userAgent: string): string {
  const found = productPattern.exec(userAgent);
  return found === null ? "" : (products.get(found[0].toLowerCase()) ?? "");
}
