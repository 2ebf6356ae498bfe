/*
 * The marks of WordPress and its plugins for posts that are not meant for everybody.
 */

const statusWords: Readonly<Record<string, string>> = {
  draft: "it is a draft",
  "auto-draft": "it is a draft that was begun only",
  pending: "it waits for a review",
  private: "it is private",
  trash: "it is in the trash",
  "": "its status is not said",
};

type MetaMark = { value: RegExp; reason: string };

const unlistedBy = (plugin: string) => `search engines are told not to list it (${plugin})`;
const limitedBy = (plugin: string) => `it is for some readers only (${plugin})`;
const everyoneValue = /^(?:\s*|all|none|default|no|0|everybody|public)$/i;
const limitingValue = new RegExp(`^(?!${everyoneValue.source.slice(1)})`, "i");

/** Custom fields of plugins that restrict a post, and the values that do. */
const metaMarks: ReadonlyMap<string, MetaMark> = new Map(
  Object.entries({
    "_yoast_wpseo_meta-robots-noindex": { value: /^1$/, reason: unlistedBy("Yoast SEO") },
    rank_math_robots: { value: /noindex/, reason: unlistedBy("Rank Math") },
    _seopress_robots_index: { value: /^yes$/i, reason: unlistedBy("SEOPress") },
    _aioseop_noindex: { value: /^on$/i, reason: unlistedBy("All in One SEO") },
    _genesis_noindex: { value: /^1$/, reason: unlistedBy("Genesis") },
    "_wds_meta-robots-noindex": { value: /^1$/, reason: unlistedBy("SmartCrawl") },
    _jetpack_newsletter_access: { value: /subscribers/, reason: "it is for subscribers only (Jetpack)" },
    _jetpack_memberships_contains_paywalled_content: { value: /^1$/, reason: limitedBy("Jetpack") },
    _members_access_role: { value: /\S/, reason: "it is for some roles only (Members)" },
    rcp_user_level: { value: limitingValue, reason: limitedBy("Restrict Content Pro") },
    rcp_access_level: { value: limitingValue, reason: limitedBy("Restrict Content Pro") },
    rcp_subscription_level: { value: limitingValue, reason: limitedBy("Restrict Content Pro") },
    rcUserLevel: { value: limitingValue, reason: limitedBy("Restrict Content") },
    um_content_restriction: { value: /_um_accessible";(?:s:1:"|i:)[12]/, reason: limitedBy("Ultimate Member") },
    "pms-content-restrict-user-status": { value: /\S/, reason: limitedBy("Paid Member Subscriptions") },
    "patreon-level": { value: /^[1-9]/, reason: limitedBy("Patreon") },
    _wpmem_block: { value: /^[12]$/, reason: limitedBy("WP-Members") },
    "groups-read": { value: /\S/, reason: limitedBy("Groups") },
    memberful_acl: { value: /^a:[1-9]/, reason: limitedBy("Memberful") },
    passster_protection_type: { value: limitingValue, reason: "it can be read with a password only (Passster)" },
  }),
);

/** Blocks and shortcodes of plugins for parts of a post that only some readers see. */
const restrictedPart =
  /<!-- wp:(?:premium-content\/|jetpack\/paywall|pmpro\/|memberful\/|rcp\/|restrict-content)|\[(?:restrict|membership|private|members?_?only|content_protector|passster|wcm_restrict|rcp_[a-z]+|um_loggedin|mepr-[a-z]+|s2member)[\s\]]/i;

/** Returns why a status restricts a post, or undefined for “publish” and “future”. */
export function statusRestriction(rawStatus: string): string | undefined {
  const status = rawStatus.trim();
  if (status === "publish" || status === "future") return undefined;
  const reason = Object.hasOwn(statusWords, status) ? statusWords[status] : undefined;
  return reason ?? `its status is ${status.replace(/\s+/g, " ").slice(0, 80).toWellFormed()}`;
}

/** Returns why a custom field restricts a post, or undefined when it does not. */
export function metaRestriction(key: string, value: string): string | undefined {
  const mark = metaMarks.get(key.trim());
  return mark?.value.test(value.trim()) ? mark.reason : undefined;
}

/** Returns why the content restricts the whole post, or undefined when it does not. */
export function contentRestriction(content: string): string | undefined {
  return restrictedPart.test(content) ? "a part of it is for some readers only" : undefined;
}
