import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { Default, Pointer } from "typebox/value";
import "./formats.ts";
import { describeSchema, describeUnknownKey, describeValue, type Keywords } from "./messages.ts";
import { ConfigFile, switches } from "./schema.ts";

export type Mistake = { path: readonly string[]; text: string };

/** Names that files in FEEDS_DIR have already: the page that lists the feeds, the pages of errors, the manifest. */
const reservedSlugs = ["index", "404", "410", "manifest"];

/** The parts of the configuration that name channels; enough to compare them, whatever else is wrong. */
const ChannelNames = Type.Object({
  sources: Type.Array(Type.Object({ url: Type.String() })),
  channels: Type.Array(Type.Object({ slug: Type.String() })),
  retired: Type.Array(Type.String()),
  moved: Type.Record(Type.String(), Type.String()),
  perTag: Type.Optional(Type.Unknown()),
  perAuthor: Type.Optional(Type.Unknown()),
  perLanguage: Type.Optional(Type.Unknown()),
});

const configFile = Compile(ConfigFile);
const channelNames = Compile(ChannelNames);

/** Fills in the defaults (the value is changed), and finds every mistake. */
export function checkConfig(value: unknown): { config: ConfigFile } | { mistakes: Mistake[] } {
  const filled = Default(ConfigFile, expandSwitches(value));
  const contradictions = channelNames.Check(filled) ? findContradictions(filled) : [];
  if (configFile.Check(filled) && contradictions.length === 0) return { config: filled };
  return { mistakes: [...findErrors(filled).flatMap((error) => explainError(error, filled)), ...contradictions] };
}

/** `perTag: true` stands for `perTag: {}`, which has all the defaults; `false` for its absence. */
function expandSwitches(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, setting]) => {
      if (!Object.hasOwn(switches, key) || typeof setting !== "boolean") return [[key, setting]];
      return setting ? [[key, {}]] : [];
    }),
  );
}

/** TypeBox stops at eight mistakes unless the whole process is told otherwise; so it is, until they are found. */
function findErrors(value: unknown): TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: Number.POSITIVE_INFINITY });
  try {
    // Each unknown key and each wrong name has an error of its own beside these two.
    return configFile
      .Errors(value)
      .filter(({ keyword }) => keyword !== "additionalProperties" && keyword !== "propertyNames");
  } finally {
    Settings.Set({ maxErrors });
  }
}

function explainError(error: TLocalizedValidationError, value: unknown): Mistake[] {
  const path = Pointer.Indices(error.instancePath);
  if (error.keyword === "required") {
    return error.params.requiredProperties.map((key) => {
      const schema = schemaAt(`${error.schemaPath}/properties/${key}`);
      return { path: [...path, key], text: `missing, expected ${describeSchema(schema)}${descriptionSuffix(schema)}` };
    });
  }
  const key = path.at(-1) ?? "";
  if (error.keyword === "boolean") {
    const { properties } = schemaAt(error.schemaPath.replace(/\/additionalProperties$/, ""));
    return [{ path, text: describeUnknownKey(key, Object.keys(properties ?? {})) }];
  }
  if (error.keyword === "uniqueItems") {
    return error.params.duplicateItems.map((index) => {
      const again = Pointer.Get(value, `${error.instancePath}/${index}`);
      return { path: [...path, String(index)], text: `found ${describeValue(again)} again, expected it once` };
    });
  }
  const given = error.schemaPath.endsWith("/propertyNames") ? key : Pointer.Get(value, error.instancePath);
  const schema = schemaAt(error.schemaPath);
  const hint = schema.type === "string" && ["number", "boolean"].includes(typeof given) ? ", in quotes" : "";
  const either = path.length === 1 && Object.hasOwn(switches, key) ? "true, false or " : "";
  return [{ path, text: `found ${describeValue(given)}, expected ${either}${describeSchema(schema)}${hint}` }];
}

function schemaAt(schemaPath: string): Keywords {
  const schema = Pointer.Get(ConfigFile, schemaPath.slice(1));
  return Type.IsSchema(schema) ? schema : {};
}

function descriptionSuffix({ description }: Keywords): string {
  return description === undefined ? "" : ` (${description})`;
}

/** What each value alone cannot show: channels that share a slug, sources that share an address, or what is gone and here at the same time. */
function findContradictions({
  sources,
  channels,
  retired,
  moved,
  ...switched
}: Static<typeof ChannelNames>): Mistake[] {
  const slugs = channels.map(({ slug }) => slug);
  const { perTag: tag, perAuthor: author, perLanguage: language } = switched;
  const isAutomatic = (slug: string) =>
    Object.entries({ tag, author, language }).some(([facet, on]) => on !== undefined && slug.startsWith(`${facet}-`));
  const mistakes: Mistake[] = [];
  const add = (path: string[], slug: string, text: string) =>
    mistakes.push({ path, text: `found ${describeValue(slug)}, expected ${text}` });
  for (const [index, slug] of slugs.entries()) {
    const path = ["channels", String(index), "slug"];
    const first = slugs.indexOf(slug);
    if (first < index) add(path, slug, `another slug: channels[${first}] has this one`);
    if (reservedSlugs.includes(slug))
      add(
        path,
        slug,
        `another slug: Courant needs ${reservedSlugs.slice(0, -1).join(", ")} and ${reservedSlugs.at(-1)} itself`,
      );
  }
  const urls = sources.map(({ url }) => url);
  for (const [index, url] of urls.entries()) {
    const first = urls.indexOf(url);
    if (first < index) add(["sources", String(index), "url"], url, `another address: sources[${first}] has this one`);
  }
  for (const [index, slug] of retired.entries()) {
    if (slugs.includes(slug)) add(["retired", String(index)], slug, "a slug that is no longer among the channels");
  }
  for (const [old, target] of Object.entries(moved)) {
    const path = ["moved", old];
    if (slugs.includes(old)) add(path, old, "an old slug that is no longer among the channels");
    if (retired.includes(old)) add(path, old, "a slug that is either moved or retired, not both");
    if (!slugs.includes(target) && !isAutomatic(target)) add(path, target, "the slug of a channel");
  }
  return mistakes;
}
