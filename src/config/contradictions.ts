import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { describeValue } from "./describe-value.ts";
import { findPurgeMistakes } from "./purge-mistakes.ts";

/** A mistake in the configuration, and the path to the value or key that it is about. */
export type Mistake = { path: readonly string[]; text: string };

/** Slugs whose names Courant needs for its own files in FEEDS_DIR: the list of feeds, the error pages, the manifest. */
const reservedSlugs = ["index", "404", "410", "manifest"];

/** The parts of the configuration that are compared with each other. Other parts may have any mistake. */
const ComparedParts = Type.Object({
  sources: Type.Array(Type.Object({ url: Type.String() })),
  channels: Type.Array(
    Type.Object({
      slug: Type.String(),
      podcast: Type.Optional(Type.Unknown()),
      access: Type.Optional(Type.Unknown()),
      exclusive: Type.Optional(Type.Unknown()),
    }),
  ),
  retired: Type.Array(Type.String()),
  moved: Type.Record(Type.String(), Type.String()),
  perTag: Type.Optional(Type.Unknown()),
  perAuthor: Type.Optional(Type.Unknown()),
  perLanguage: Type.Optional(Type.Unknown()),
});

type ComparedParts = Static<typeof ComparedParts>;

const comparedParts = Compile(ComparedParts);

/**
 * Finds mistakes that no value shows by itself: channels with the same slug, sources with the same address, slugs that are
 * both in use and retired or moved, covers of podcasts in a format that Apple refuses, and public channels that are exclusive.
 */
export function findContradictions(config: unknown): Mistake[] {
  if (!comparedParts.Check(config)) return findPurgeMistakes(config);
  return [
    ...findPurgeMistakes(config),
    ...findBadSlugs(config),
    ...findBadCovers(config),
    ...findPublicExclusive(config),
    ...findRepeatedSources(config),
    ...findBadRetired(config),
    ...findBadMoved(config),
  ];
}

/** Finds covers of podcasts that Apple refuses by their names. */
function findBadCovers({ channels }: ComparedParts): Mistake[] {
  return channels.flatMap(({ podcast }, index) => {
    const image = typeof podcast === "object" && podcast !== null && "image" in podcast ? podcast.image : undefined;
    if (typeof image !== "string") return [];
    const ending = /\.(\w+)$/.exec(URL.parse(image)?.pathname ?? "")?.[1] ?? "";
    if (!/^(?:avif|bmp|gif|heic|ico|jxl|svg|tiff?|webp)$/i.test(ending)) return [];
    return [mistake(["channels", String(index), "podcast", "image"], image, "a picture in JPEG or PNG")];
  });
}

/** Finds channels that everybody may read, and whose articles nobody may. */
function findPublicExclusive({ channels }: ComparedParts): Mistake[] {
  return channels.flatMap(({ access, exclusive }, index) => {
    if (exclusive !== true || access === "private") return [];
    const path = ["channels", String(index), "exclusive"];
    return [{ path, text: "found true, expected access: private beside it" }];
  });
}

function findBadSlugs({ channels }: ComparedParts): Mistake[] {
  const slugs = channels.map(({ slug }) => slug);
  const reservedWords = `${reservedSlugs.slice(0, -1).join(", ")} and ${reservedSlugs.at(-1)}`;
  return slugs.flatMap((slug, index) => {
    const path = ["channels", String(index), "slug"];
    const first = slugs.indexOf(slug);
    return [
      ...(first < index ? [mistake(path, slug, `another slug: channels[${first}] has this one`)] : []),
      ...(reservedSlugs.includes(slug)
        ? [mistake(path, slug, `another slug: Courant needs ${reservedWords} itself`)]
        : []),
    ];
  });
}

function findRepeatedSources({ sources }: ComparedParts): Mistake[] {
  const urls = sources.map(({ url }) => url);
  return urls.flatMap((url, index) => {
    const first = urls.indexOf(url);
    if (first === index) return [];
    return [mistake(["sources", String(index), "url"], url, `another address: sources[${first}] has this one`)];
  });
}

function findBadRetired({ channels, retired }: ComparedParts): Mistake[] {
  return retired.flatMap((slug, index) => {
    if (!channels.some((channel) => channel.slug === slug)) return [];
    return [mistake(["retired", String(index)], slug, "a slug that is no longer among the channels")];
  });
}

function findBadMoved(config: ComparedParts): Mistake[] {
  const { channels, retired, moved } = config;
  const slugs = channels.map(({ slug }) => slug);
  return Object.entries(moved).flatMap(([old, target]) => {
    const path = ["moved", old];
    return [
      ...(slugs.includes(old) ? [mistake(path, old, "an old slug that is no longer among the channels")] : []),
      ...(retired.includes(old) ? [mistake(path, old, "a slug that is either moved or retired, not both")] : []),
      ...(slugs.includes(target) || isAutomatic(target, config)
        ? []
        : [mistake(path, target, "the slug of a channel")]),
    ];
  });
}

/** Tells whether a slug may belong to an automatic channel. Only the articles decide whether that channel exists. */
function isAutomatic(slug: string, { perTag: tag, perAuthor: author, perLanguage: language }: ComparedParts): boolean {
  return Object.entries({ tag, author, language }).some(
    ([facet, setting]) => setting !== undefined && slug.startsWith(`${facet}-`),
  );
}

function mistake(path: string[], value: string, expected: string): Mistake {
  return { path, text: `found ${describeValue(value)}, expected ${expected}` };
}
