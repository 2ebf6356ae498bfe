import Type, { type Static } from "typebox";
import { emailSchema, lineSchema, noOtherKeys, urlSchema } from "./fields.ts";
import { podcastCategories } from "./podcast-categories.ts";

const Person = Type.Object(
  {
    name: lineSchema("the person's name"),
    role: Type.Optional(lineSchema("from podcasttaxonomy.com, for example guest; host if not given")),
    group: Type.Optional(lineSchema("from podcasttaxonomy.com, for example writing; cast if not given")),
    image: Type.Optional(urlSchema("a picture of the person")),
    url: Type.Optional(urlSchema("a page about the person")),
  },
  noOtherKeys,
);

/**
 * `podcast` of a channel: what Apple (https://help.apple.com/itc/podcasts_connect/#/itcb54353390) and the podcast namespace
 * (https://podcastindex.org/namespace/1.0) ask for beside the channel's title and description.
 */
export const Podcast = Type.Object(
  {
    image: urlSchema("the cover: JPEG or PNG, square, 1400 to 3000 pixels"),
    categories: Type.Array(
      Type.Enum(podcastCategories, {
        description: "a category of Apple Podcasts, such as Technology or Society & Culture > Documentary",
      }),
      { minItems: 1, uniqueItems: true, description: "the first one is the main category" },
    ),
    author: Type.Optional(lineSchema("the maker of the podcast; the site's author if not given")),
    owner: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(lineSchema("the owner's name")),
          email: emailSchema("the address at which directories ask the owner for consent"),
        },
        {
          ...noOtherKeys,
          description: "published in the feed; the site's author, with an email address, if not given",
        },
      ),
    ),
    explicit: Type.Boolean({ default: false, description: "whether the podcast is unsuitable for children" }),
    type: Type.Enum(["episodic", "serial"], {
      default: "episodic",
      description: "episodes in any order, newest first; or from the first one on",
    }),
    guid: Type.Optional(
      Type.String({
        pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        description: "a UUID that the podcast had before; made from the feed's address if not given",
      }),
    ),
    block: Type.Optional(Type.Boolean({ description: "whether directories are asked not to list the podcast" })),
    complete: Type.Optional(Type.Boolean({ description: "whether there will never be another episode" })),
    locked: Type.Boolean({ default: true, description: "whether other hosts are told not to import the podcast" }),
    people: Type.Array(Person, { default: [], description: "the people of episodes that name none" }),
    funding: Type.Optional(
      Type.Object(
        { url: urlSchema("a page where listeners can support the podcast"), text: lineSchema("the text of the link") },
        noOtherKeys,
      ),
    ),
  },
  { ...noOtherKeys, description: "makes the channel's RSS document a podcast" },
);

export type Podcast = Static<typeof Podcast>;
