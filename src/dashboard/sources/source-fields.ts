import { ConfigFile } from "../../config/schema.ts";
import { fieldsOf } from "../schema-form/schema-fields.ts";

/** The fields of a source. Pausing has a button of its own. */
export const sourceFields = fieldsOf(ConfigFile.properties.sources.items, ["paused"]);

export const lessUsual = ["path", "include", "exclude", "most"];

/** Returns the field of a place in the configuration, such as `sources[2].url`. */
export const placeOf = (at: string) => /^sources\[\d+\]\.(.+)$/.exec(at)?.[1];
