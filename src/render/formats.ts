import { atom } from "./atom.ts";
import type { Format } from "./format.ts";
import { json } from "./json.ts";
import { rss } from "./rss.ts";

/** The formats in which every channel is published. */
export const formats: readonly Format[] = [rss, atom, json];
