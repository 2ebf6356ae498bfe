import Type, { type Static } from "typebox";
import { limits } from "./limits.ts";

/*
 * The details of a podcast episode beside its attachment, named after Apple's RSS tags
 * (https://help.apple.com/itc/podcasts_connect/#/itcb54353390) and the podcast namespace
 * (https://podcastindex.org/namespace/1.0).
 */

const line = { maxLength: limits.line };
const ordinal = { minimum: 1, maximum: limits.ordinal };
const closed = { additionalProperties: false } as const;

export const Transcript = Type.Object(
  {
    url: Type.String(),
    type: Type.String({ ...line, description: "a media type, for example text/vtt" }),
    language: Type.Optional(Type.String({ ...line, description: "BCP 47; if not the feed's" })),
  },
  closed,
);

export const Chapters = Type.Object(
  {
    url: Type.String(),
    type: Type.Optional(Type.String({ ...line, description: "a media type; application/json+chapters if not given" })),
  },
  closed,
);

export const Person = Type.Object(
  {
    name: Type.String(line),
    role: Type.Optional(Type.String({ ...line, description: "for example guest; host if not given" })),
    group: Type.Optional(Type.String({ ...line, description: "for example writing; cast if not given" })),
    image: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
  },
  closed,
);

export const Podcast = Type.Object(
  {
    title: Type.Optional(
      Type.String({ ...line, description: "the episode's title, without the numbers in the article's" }),
    ),
    season: Type.Optional(Type.Integer(ordinal)),
    episode: Type.Optional(Type.Integer(ordinal)),
    episode_type: Type.Optional(Type.Enum(["full", "trailer", "bonus"])),
    explicit: Type.Optional(Type.Boolean()),
    transcripts: Type.Optional(Type.Array(Transcript, { maxItems: limits.transcripts })),
    chapters: Type.Optional(Chapters),
    people: Type.Optional(
      Type.Array(Person, { maxItems: limits.people, description: "in place of the people that the channel names" }),
    ),
  },
  { ...closed, description: "facts about an episode for podcast feeds" },
);

export type Transcript = Static<typeof Transcript>;
export type Chapters = Static<typeof Chapters>;
export type Person = Static<typeof Person>;
export type Podcast = Static<typeof Podcast>;
