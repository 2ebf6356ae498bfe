import { isDeepStrictEqual } from "node:util";
import { isMembers } from "../article/members.ts";
import type { ConfigFile } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { type FileContent, patchEntry, requireEntry } from "./content.ts";

/** The lists of the file that have calls of their own. */
const ownLists = { channels: "/admin/channels", sources: "/admin/sources" } as const;

/**
 * The settings under `service` that name places on the machine: a token for the API would otherwise decide which file holds
 * the admin token, and where the service writes.
 */
const placesOnMachine = ["adminTokenFile", "dataDir", "feedsDir", "socket", "publishingUrl"] as const;

/** Returns the settings that are no list of their own. */
export function settingsOf({ channels: _channels, sources: _sources, ...settings }: ConfigFile) {
  return settings;
}

/**
 * Changes settings by a JSON Merge Patch.
 * @throws REQUEST_INVALID for anything but an object, for lists with calls of their own, and for places on the machine
 */
export function changeSettings(content: FileContent, patch: unknown): void {
  const members = requireEntry(patch);
  for (const [name, path] of Object.entries(ownLists)) {
    if (!Object.hasOwn(members, name)) continue;
    throw new CourantError("REQUEST_INVALID", `“${name}” is not changed here: it has calls of its own at ${path}.`);
  }
  const changed = patchEntry(content, members);
  for (const name of placesOnMachine) {
    if (isDeepStrictEqual(serviceSetting(content, name), serviceSetting(changed, name))) continue;
    throw new CourantError(
      "REQUEST_INVALID",
      `“service.${name}” is not changed here, because it names a place on the machine. Change it in the configuration file.`,
    );
  }
  for (const name of Object.keys(content)) if (!Object.hasOwn(changed, name)) delete content[name];
  Object.assign(content, changed);
}

function serviceSetting({ service }: FileContent, name: string): unknown {
  return isMembers(service) ? (service as FileContent)[name] : undefined;
}
