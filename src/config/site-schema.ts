import Type from "typebox";
import { emailSchema, lineSchema, noOtherKeys, urlSchema } from "./fields.ts";

/** `site`: what all feeds say about the site they belong to. */
export const Site = Type.Object(
  {
    title: lineSchema("the site's name"),
    url: urlSchema("the site's home page"),
    description: Type.Optional(lineSchema("one sentence about the site")),
    language: Type.String({ format: "language", description: "the language of the site" }),
    author: Type.Optional(
      Type.Object(
        {
          name: lineSchema("the author of articles that name none"),
          url: Type.Optional(urlSchema("the author's page")),
          email: Type.Optional(emailSchema("the author's email address")),
        },
        noOtherKeys,
      ),
    ),
    copyright: Type.Optional(lineSchema("for example © 2026 The Example")),
    image: Type.Optional(
      urlSchema(
        "the site's picture, for readers; at most 144 by 400 pixels; if not given, Atom and JSON Feed have the icon",
      ),
    ),
    icon: Type.Optional(
      urlSchema("the site's square picture, for readers and browsers; drawn from the title if not given"),
    ),
    tagScheme: Type.Optional(urlSchema("names the vocabulary of the tags, for readers that know it")),
  },
  noOtherKeys,
);
