import type { Config } from "../config/schema.ts";
import { hideSecrets } from "../errors.ts";
import type { RecordedChange } from "./setting-requests.ts";

/** A list of the configuration whose entries have calls, and audit entries, of their own. */
type ListedThing = { name: "channel" | "source"; removed: "retired" | "deleted" };

/**
 * Lists what somebody changed in the files of a configuration, as the calls of the API would record it: each channel and
 * each source by itself, and all other settings together.
 */
export function listFileEdits(before: Config, after: Config): RecordedChange[] {
  const channelsOf = ({ channels }: Config) => new Map(channels.map((channel) => [channel.slug, channel]));
  const sourcesOf = ({ sources }: Config) => new Map(sources.map((source) => [source.url, source]));
  return [
    ...compareEntries({ name: "channel", removed: "retired" }, channelsOf(before), channelsOf(after)),
    ...compareEntries({ name: "source", removed: "deleted" }, sourcesOf(before), sourcesOf(after)),
    ...compareSettings(before, after),
  ];
}

function compareEntries(
  { name, removed }: ListedThing,
  before: ReadonlyMap<string, object>,
  after: ReadonlyMap<string, object>,
): RecordedChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [old, next] = [before.get(key), after.get(key)];
    if (isSame(old, next)) return [];
    const action = old === undefined ? "created" : next === undefined ? removed : "updated";
    return [{ action: `${name}.${action}` as const, subject: hideSecrets(key), before: old, after: next }];
  });
}

function compareSettings(before: Config, after: Config): RecordedChange[] {
  const [old, next] = [settingsOf(before), settingsOf(after)];
  return isSame(old, next) ? [] : [{ action: "settings.updated", subject: "settings", before: old, after: next }];
}

function settingsOf({ channels: _channels, sources: _sources, environment: _environment, ...settings }: Config) {
  return settings;
}

/** Compares values as JSON: a member that is undefined is one that is not there. */
function isSame(one: object | undefined, other: object | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
