import Type, { type Static } from "typebox";

/** An action on a kind of thing, such as `article.created`: a noun, a dot, and a verb in the past. */
export const AuditAction = Type.TemplateLiteral([Type.String(), Type.Literal("."), Type.String()], {
  description: "an action on a kind of thing, such as article.created",
});
export type AuditAction = Static<typeof AuditAction>;

/** One entry of the audit log. */
export const AuditEntry = Type.Object(
  {
    entry: Type.Integer({
      minimum: 1,
      description: "grows with each entry and is never used again, also when a clock was set back",
    }),
    at: Type.String({ description: "RFC 3339" }),
    by: Type.String({ description: "the name of the token, or admin, command line, inbox, schedule, file" }),
    token: Type.Optional(Type.String({ description: "the id of the token; two tokens may have the same name" })),
    action: AuditAction,
    subject: Type.String({ description: "the id, slug, address or name of the thing that was changed" }),
    before: Type.Optional(
      Type.Unknown({ description: "the members that changed, as they were before; missing when the thing is new" }),
    ),
    after: Type.Optional(
      Type.Unknown({ description: "the same members as they are now; missing when the thing is gone" }),
    ),
  },
  { additionalProperties: false },
);
export type AuditEntry = Static<typeof AuditEntry>;
