/** What is known of a post: elements by their names, and custom fields. */
type PostMarks = { fields: Partial<Record<string, string>>; meta: Partial<Record<string, string>> };

const statusWords: Readonly<Record<string, string>> = {
  draft: "it is a draft",
  "auto-draft": "it is a draft that was begun only",
  pending: "it waits for a review",
  private: "it is private",
  trash: "it is in the trash",
};

/** Custom fields by which plugins keep a post from everybody, and the values that do. */
const restrictingMeta: Readonly<Record<string, { value: RegExp; because: string }>> = {
  "_yoast_wpseo_meta-robots-noindex": { value: /^1$/, because: "search engines are told not to list it (Yoast SEO)" },
  rank_math_robots: { value: /noindex/, because: "search engines are told not to list it (Rank Math)" },
  _jetpack_newsletter_access: { value: /subscribers/, because: "it is for subscribers only (Jetpack)" },
  _members_access_role: { value: /\S/, because: "it is for some roles only (Members)" },
  rcp_user_level: { value: /^(?!all$).*\S/i, because: "it is for members only (Restrict Content Pro)" },
  rcp_subscription_level: { value: /^(?!all$).*\S/i, because: "it is for members only (Restrict Content Pro)" },
};

/** The custom fields that `restrictionOfPost` looks at. */
export const restrictingMetaKeys: readonly string[] = Object.keys(restrictingMeta);

/**
 * Why a post of WordPress is not meant for everybody, in words; undefined for one that is. Only the states “publish” and
 * “future” are public: a plugin's own states are not.
 */
export function restrictionOfPost({ fields, meta }: PostMarks): string | undefined {
  const status = (fields["wp:status"] ?? "publish").trim();
  if (status !== "publish" && status !== "future") {
    return (
      (Object.hasOwn(statusWords, status) ? statusWords[status] : undefined) ?? `its status is ${status.slice(0, 80)}`
    );
  }
  if (fields["wp:post_password"]?.trim()) return "it can be read with a password only";
  const key = restrictingMetaKeys.find((each) => restrictingMeta[each]?.value.test(meta[each] ?? ""));
  return key === undefined ? undefined : restrictingMeta[key]?.because;
}
