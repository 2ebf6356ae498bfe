import type { TSchema } from "typebox";
import { switchableSettings } from "../../src/config/channel-schema.ts";
import { ConfigFile } from "../../src/config/schema.ts";

/** As much of JSON Schema as the configuration's schema is made of. */
type Schema = {
  type?: string;
  enum?: readonly unknown[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  patternProperties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
};

/** How many words a setting may take for the table to list them. */
const maxListedWords = 6;

/** The table of every setting of the configuration file, in Markdown, one row for each. Pure. */
export function settingsTable(schema: TSchema = ConfigFile): string {
  const rows = rowsOf(schema as Schema, "");
  return ["| setting | type | default | what |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function rowsOf(schema: Schema, prefix: string): string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, setting]) => {
    const name = prefix + key;
    const inner = setting.items?.properties ? setting.items : setting;
    const below = likeOthers.has(name) ? [] : rowsOf(inner, `${name}${inner === setting ? "." : "[]."}`);
    const isMapping = setting.properties !== undefined && setting.description === undefined;
    return isMapping ? below : [rowOf(name, setting, required.has(key)), ...below];
  });
}

const [firstSwitch = "", ...otherSwitches] = Object.keys(switchableSettings);

/** Settings that have the same settings below them as another, which shows them. */
const likeOthers: ReadonlyMap<string, string> = new Map([
  ...otherSwitches.map((name) => [name, firstSwitch] as const),
  ...["sources[].exclude", "subscriptions[].include", "subscriptions[].exclude"].map(
    (name) => [name, "sources[].include"] as const,
  ),
]);

function rowOf(name: string, setting: Schema, isRequired: boolean): string {
  const { default: value, description = "" } = setting;
  const fallback = value !== undefined ? code(JSON.stringify(value)) : isRequired ? "**required**" : "–";
  const other = likeOthers.get(name);
  const like = other === undefined ? "" : `; the same settings as \`${other}\``;
  return `| \`${name}\` | ${typeOf(setting)} | ${fallback} | ${`${description}${like}`.replaceAll("|", "\\|")} |`;
}

function typeOf(setting: Schema): string {
  if (setting.items) return `list of ${setting.items.properties ? "mappings" : typeOf(setting.items)}`;
  if (setting.enum)
    return setting.enum.length > maxListedWords ? "words" : setting.enum.map(String).map(code).join(", ");
  if (setting.type === "integer")
    return [setting.minimum, setting.maximum].map((bound) => bound?.toLocaleString("en")).join(" to ");
  if (setting.type === "object") return "mapping";
  return setting.type === "string" ? "text" : String(setting.type);
}

function code(text: string): string {
  return `\`${text}\``;
}
