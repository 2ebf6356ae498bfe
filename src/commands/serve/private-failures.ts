import { isPrivate } from "../../channel/access.ts";
import type { Channel } from "../../config/schema.ts";
import { privateFolder } from "../../published/private-files.ts";

type Channels = readonly Pick<Channel, "slug" | "access">[];

/** How failures outside the admin API name a private channel, its documents, and the page of an article. */
const privateName = "a private channel";

/** Tells whether a failure names something that only subscribers know of. */
function isSecret({ what, error }: { what: string; error: string }, channels: Channels): boolean {
  const privateSlugs = channels.filter(isPrivate).map(({ slug }) => slug);
  if (privateSlugs.length === 0) return false;
  return privateSlugs.includes(what) || what.startsWith("/articles/") || error.includes(privateFolder);
}

/** Returns a failure without the names of private channels and of their articles. The run in the admin API has them. */
export function withoutSecrets<Failure extends { what: string; error: string }>(
  failure: Failure,
  channels: Channels,
): Failure {
  if (!isSecret(failure, channels)) return failure;
  const [code] = /^E[A-Z0-9]+(?=: )/.exec(failure.error) ?? [];
  const error = `could not be made${code === undefined ? "" : ` (${code})`}; GET /admin/runs says why`;
  return { ...failure, what: privateName, error };
}
