import { atom } from "./atom.ts";
import type { Format } from "./format.ts";
import { json } from "./json.ts";
import { rss } from "./rss.ts";

/** Every format a channel is published in. */
export const formats: readonly Format[] = [rss, atom, json];
