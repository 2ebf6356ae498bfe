import Type from "typebox";
import { mediaUsers } from "../../../stores/media-files.ts";
import { Count, Moment, noOtherMembers, Text } from "./values.ts";

export const MediaUse = Type.Object(
  {
    in: Type.Enum([...mediaUsers]),
    article: Type.Optional(Text("the id of the article, its draft or its revision")),
    revision: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  noOtherMembers,
);

const SmallerVersion = Type.Object(
  {
    url: Type.String(),
    mime_type: Type.String(),
    size_in_bytes: Count("its length"),
    width: Type.Integer({ minimum: 1, description: "pixels" }),
    height: Type.Integer({ minimum: 1, description: "pixels" }),
  },
  noOtherMembers,
);

/** An uploaded file. Its first members have the names of an attachment in JSON Feed. */
export const Media = Type.Object(
  {
    url: Text("where readers get it"),
    mime_type: Type.String(),
    size_in_bytes: Count("its length"),
    duration_in_seconds: Type.Optional(Type.Number({ minimum: 0 })),
    width: Type.Optional(Type.Integer({ minimum: 1, description: "pixels" })),
    height: Type.Optional(Type.Integer({ minimum: 1, description: "pixels" })),
    hash: Type.String({ pattern: "^[0-9a-f]{64}$", description: "the SHA-256 of its bytes" }),
    urls: Type.Array(Type.String(), { description: "an address for each name that it was uploaded with" }),
    smaller: Type.Array(SmallerVersion, {
      description: "smaller versions of a picture, the narrowest first; none until they are made",
    }),
    uploaded: Moment("when it was uploaded first"),
    uploaded_by: Text("the name of the token that sent it"),
    uses: Type.Array(MediaUse, { description: "what uses it" }),
  },
  { ...noOtherMembers, description: "an uploaded picture, sound or film" },
);
