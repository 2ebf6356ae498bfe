/*
 * The names and words by which programs mark an article as not meant for everybody. Names stand here in small letters and
 * without dashes, underscores and blanks.
 */

/**
 * Names that restrict an article unless their value says no. An odd value restricts it: left out is better than let
 * out.
 */
export const restrictingNames = namesIn(`
  draft isdraft saveasdraft private isprivate unlisted isunlisted hidden ishidden unpublished trashed deleted noindex
  robotsnoindex membersonly memberonly subscribersonly subscriberonly paidonly paywall paywalled password postpassword
  passwordprotected embargo embargoeduntil emailonly
`);

/** Names that restrict an article when their value says yes. They have other meanings, too. */
export const restrictingWhenYes = namesIn(`
  premium ispremium paid restricted protected internal confidential secret encrypted hide wip disabled loginrequired
  headless eleventyexcludefromcollections excludefromfeed excludefromfeeds
`);

/** Names that restrict an article when their value says no. A date, as in `published: 2024-05-01`, does not. */
export const permittingNames = namesIn(`
  published ispublished publish dgpublish public ispublic listed islisted visible isvisible active enabled live routable
  discoverable render permalink sitemap feed isaccessibleforfree indexable
`);

/** Names whose value is a word for a state, or for the people who may read. */
export const stateNames = namesIn(`
  status poststatus publishstatus publicationstatus state access accesslevel audience security protect creativeworkstatus
`);

/** Names whose value tells who may read. Every word that is not known to mean everybody restricts the article. */
export const visibilityNames = namesIn("visibility postvisibility privacy");

export const robotsNames = namesIn("robots metarobots googlebot xrobotstag");

/** Members that hold settings of the article. In other members, such as `cover`, the names mean something else. */
export const settingsNames = namesIn("seo yoast meta metadata extra params build robots sitemap wordpress post <<");

/** Lists of elements for a page's head. They can hold directives for robots. */
export const headNames = namesIn("head meta");

/** Names that keep an article out of a site's map. */
export const sitemapNames = namesIn("disable disabled exclude excluded ignore");

/** Names that say no within some settings only, as in Hugo's `build: { list: never }`. Elsewhere they are numbers. */
export const permittingSettings: Readonly<Record<string, ReadonlySet<string>>> = {
  build: namesIn("list"),
  robots: namesIn("index"),
  seo: namesIn("index"),
  sitemap: namesIn("include"),
};

export const noPattern = /^(?:false|no|n|off|0|none|never|local)$/i;
export const yesPattern = /^(?:true|yes|y|on|1)$/i;
export const everybodyPattern =
  /^(?:public|world|all|any(?:one)?|every(?:one|body)|open|free|publish(?:ed)?|visible|listed|default|external)$|^public\b/i;

const restrictedStates = [
  "(?:auto |in )?draft|drafts|private|pending|hidden|unlisted|(?:soft )?trash(?:ed)?|deleted|unpublished",
  "(?:in |needs |under )?review|internal|confidential|secret|password|embargo(?:ed)?|offline|friends|usemask|custom",
  "followers|members?|subscribers?|patrons?|customers?|paid|premium|vip|login|registered|restricted|withheld",
  "scheduled|queued|skip|wip|inherit|only me|not public|not published",
];
/** Words for states in which only some people may read an article. */
export const restrictedStatePattern = new RegExp(`^(?:${restrictedStates.join("|")})(?: only)?$`, "i");

function namesIn(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
