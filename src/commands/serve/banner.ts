import { isPrivate } from "../../channel/access.ts";
import type { Config } from "../../config/schema.ts";
import { findWarnings } from "../../config/warnings.ts";
import type { StartersState } from "../starters/import-starters.ts";

/** The number of channels whose addresses are printed. The start page lists all. */
const maxListedChannels = 12;

/**
 * The first lines that a service prints: the addresses of its public feeds, warnings about settings that keep readers from
 * following them, the next regeneration, or that another node publishes, how to remove starter articles, where the dashboard
 * is, and where the admin token is.
 */
export function formatBanner(
  config: Config,
  {
    token,
    nextRun,
    starters,
    isPublishing,
  }: { token: string; nextRun: Date | undefined; starters: StartersState; isPublishing: boolean },
): string[] {
  const { site, schedule, environment } = config;
  const { baseUrl, dashboardUrl, socket } = environment;
  const channels = config.channels.filter((channel) => !isPrivate(channel));
  const hidden = config.channels.length - channels.length;
  const listed = channels.slice(0, maxListedChannels);
  const slugWidth = Math.max(0, ...listed.map(({ slug }) => slug.length));
  const unlisted = channels.length - listed.length;
  const when = isPublishing ? formatNext(nextRun, schedule.timezone) : "at the node that publishes";
  return [
    `${site.title} is served at ${baseUrl}/`,
    ...listed.map(({ slug, title }) => `  ${baseUrl}/feeds/${slug.padEnd(slugWidth)}  .rss .atom .json  ${title}`),
    ...(unlisted > 0 ? [`  and ${unlisted} more, which ${baseUrl}/ lists`] : []),
    ...(hidden > 0 ? [`  and ${hidden === 1 ? "a private channel" : `${hidden} private channels`}`] : []),
    ...(socket === undefined ? [] : [`It listens on the socket ${socket}`]),
    ...findWarnings(config).map((warning) => `Warning: ${warning}`),
    `Next regeneration: ${when} (${schedule.cron}), and on every change`,
    ...(starters.present > 0
      ? [`Starter articles: ${starters.present}; “npx --no-install courant starters remove” removes them`]
      : []),
    `Dashboard: ${dashboardUrl ?? baseUrl}/dashboard (sign in with the admin token)`,
    `Admin token: ${token}`,
  ];
}

function formatNext(date: Date | undefined, timezone: string): string {
  if (date === undefined) return "never";
  const text = date.toLocaleString("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  return `${text} ${timezone}`;
}
