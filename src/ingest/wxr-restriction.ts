/*
 * The marks by which WordPress and its plugins keep a post from everybody.
 */

const statusWords: Readonly<Record<string, string>> = {
  draft: "it is a draft",
  "auto-draft": "it is a draft that was begun only",
  pending: "it waits for a review",
  private: "it is private",
  trash: "it is in the trash",
  "": "its status is not said",
};

type MetaMark = { value: RegExp; because: string };

const unlisted = (plugin: string) => `search engines are told not to list it (${plugin})`;
const some = (plugin: string) => `it is for some readers only (${plugin})`;
const anyone = /^(?:\s*|all|none|default|no|0|everybody|public)$/i;
const notAnyone = new RegExp(`^(?!${anyone.source.slice(1)})`, "i");

/** Custom fields by which plugins keep a post from everybody, and the values that do. */
const metaMarks: ReadonlyMap<string, MetaMark> = new Map(
  Object.entries({
    "_yoast_wpseo_meta-robots-noindex": { value: /^1$/, because: unlisted("Yoast SEO") },
    rank_math_robots: { value: /noindex/, because: unlisted("Rank Math") },
    _seopress_robots_index: { value: /^yes$/i, because: unlisted("SEOPress") },
    _aioseop_noindex: { value: /^on$/i, because: unlisted("All in One SEO") },
    _genesis_noindex: { value: /^1$/, because: unlisted("Genesis") },
    "_wds_meta-robots-noindex": { value: /^1$/, because: unlisted("SmartCrawl") },
    _jetpack_newsletter_access: { value: /subscribers/, because: "it is for subscribers only (Jetpack)" },
    _jetpack_memberships_contains_paywalled_content: { value: /^1$/, because: some("Jetpack") },
    _members_access_role: { value: /\S/, because: "it is for some roles only (Members)" },
    rcp_user_level: { value: notAnyone, because: some("Restrict Content Pro") },
    rcp_access_level: { value: notAnyone, because: some("Restrict Content Pro") },
    rcp_subscription_level: { value: notAnyone, because: some("Restrict Content Pro") },
    rcUserLevel: { value: notAnyone, because: some("Restrict Content") },
    um_content_restriction: { value: /_um_accessible";(?:s:1:"|i:)[12]/, because: some("Ultimate Member") },
    "pms-content-restrict-user-status": { value: /\S/, because: some("Paid Member Subscriptions") },
    "patreon-level": { value: /^[1-9]/, because: some("Patreon") },
    _wpmem_block: { value: /^[12]$/, because: some("WP-Members") },
    "groups-read": { value: /\S/, because: some("Groups") },
    memberful_acl: { value: /^a:[1-9]/, because: some("Memberful") },
    passster_protection_type: { value: notAnyone, because: "it can be read with a password only (Passster)" },
  }),
);

/** Parts of a post that only some readers see: blocks and shortcodes of plugins. */
const restrictedPart =
  /<!-- wp:(?:premium-content\/|jetpack\/paywall|pmpro\/|memberful\/|rcp\/|restrict-content)|\[(?:restrict|membership|private|members?_?only|content_protector|passster|wcm_restrict|rcp_[a-z]+|um_loggedin|mepr-[a-z]+|s2member)[\s\]]/i;

/** Why a status of WordPress keeps a post from everybody, in words; undefined for “publish” and “future”. */
export function statusRestriction(typed: string): string | undefined {
  const status = typed.trim();
  if (status === "publish" || status === "future") return undefined;
  const known = Object.hasOwn(statusWords, status) ? statusWords[status] : undefined;
  return known ?? `its status is ${status.replace(/\s+/g, " ").slice(0, 80).toWellFormed()}`;
}

/** Why a custom field keeps a post from everybody, in words; undefined for one that does not. */
export function metaRestriction(key: string, value: string): string | undefined {
  const mark = metaMarks.get(key.trim());
  return mark?.value.test(value.trim()) ? mark.because : undefined;
}

/** Why the content of a post is not meant for everybody as a whole, in words; undefined for one that is. */
export function contentRestriction(content: string): string | undefined {
  return restrictedPart.test(content) ? "a part of it is for some readers only" : undefined;
}
