import Type from "typebox";
import { Draft } from "../../../article/article.ts";
import { requestedDraftFields } from "../../../article/draft-schema.ts";
import { mergePatchOf } from "./merge-patch.ts";

const { _courant, ...itemFields } = Draft.properties;

const sentFields = {
  ...itemFields,
  _courant: Type.Object(
    { ..._courant.properties, ...requestedDraftFields },
    { description: "what JSON Feed lacks; members that Courant writes itself are ignored" },
  ),
};

/** Names that begin with `_` are extensions of other programs. */
const extensions = { patternProperties: { "^_": {} }, additionalProperties: false } as const;

/** An article in the body of a request. Null counts as absent, so an article is like a merge patch of nothing. */
export const ArticleInput = {
  ...mergePatchOf(Type.Object(sentFields, extensions)),
  description:
    "a JSON Feed 1.1 item; null and empty members count as absent, and names that begin with _ are ignored; it needs a " +
    "title, a summary, content, an image or an attachment",
};

/** A change of an article. */
export const ArticlePatch = {
  ...mergePatchOf(Type.Object(sentFields, extensions)),
  description: "a JSON Merge Patch (RFC 7396) of an article: null removes a member; the id never changes",
};
