import Type from "typebox";
import { AuditEntry } from "../../../stores/audit-schema.ts";
import { json, jsonOfRoute, type Operations } from "../operation.ts";
import { CreatedToken, TokenView } from "../schemas/token.ts";
import { noOtherMembers } from "../schemas/values.ts";

const tokenExample = {
  id: "6f1d9c0e-8c43-4a53-9f5d-0c1f6d1c5a7b",
  name: "Newsroom",
  scopes: ["publish"],
  limit: 600,
  created: "2026-03-01T12:00:00.000Z",
  expires: "2027-03-01T12:00:00.000Z",
};

export const tokenOperations: Operations = {
  "GET /admin/tokens": {
    id: "listTokens",
    tag: "Tokens",
    summary: "List the tokens",
    answers: {
      200: {
        description: "the tokens, without their texts",
        content: json(Type.Object({ tokens: Type.Array(TokenView) }, noOtherMembers), { tokens: [tokenExample] }),
      },
    },
  },
  "POST /admin/tokens": {
    id: "createToken",
    tag: "Tokens",
    summary: "Make a token",
    body: jsonOfRoute({ name: "Newsroom", scopes: ["publish"], expires: "365d" }),
    answers: {
      201: {
        description: "the token, with its text this once",
        headers: ["Location"],
        content: json(CreatedToken, { ...tokenExample, token: "courant_…" }),
      },
    },
  },
  "DELETE /admin/tokens/{id}": {
    id: "revokeToken",
    tag: "Tokens",
    summary: "Revoke a token",
    examples: { id: tokenExample.id },
    answers: { 204: { description: "it is not valid any more" } },
    errors: ["TOKEN_NOT_FOUND"],
  },
};

const SessionBegun = Type.Object(
  {
    session: Type.String({ description: "the value of the cookie" }),
    maxAgeSeconds: Type.Integer({ description: "how long the session lasts at most" }),
  },
  noOtherMembers,
);
const SessionView = Type.Object(
  {
    name: Type.String({ description: "the name of the token" }),
    scopes: Type.Array(Type.String()),
    csrf: Type.String({ description: "the header x-csrf-token of writes" }),
  },
  noOtherMembers,
);

export const sessionOperations: Operations = {
  "POST /admin/sessions": {
    id: "beginSession",
    tag: "Sessions",
    summary: "Begin a browser session",
    description: "The session has the scopes of the token of this request.",
    answers: {
      201: {
        description: "the session",
        content: json(SessionBegun, { session: "3q2-7wAAAAA…", maxAgeSeconds: 1_209_600 }),
      },
    },
  },
  "DELETE /admin/sessions": {
    id: "endAllSessions",
    tag: "Sessions",
    summary: "End all browser sessions of the token",
    answers: { 204: { description: "they have ended" } },
    errors: ["SESSION_NOT_FOUND"],
  },
  "GET /admin/sessions/current": {
    id: "getSession",
    tag: "Sessions",
    summary: "Show the browser session of the request",
    answers: {
      200: {
        description: "the session",
        content: json(SessionView, { name: "Newsroom", scopes: ["publish"], csrf: "…" }),
      },
    },
    errors: ["SESSION_NOT_FOUND"],
  },
  "DELETE /admin/sessions/current": {
    id: "endSession",
    tag: "Sessions",
    summary: "End the browser session of the request",
    answers: { 204: { description: "it has ended" } },
    errors: ["SESSION_NOT_FOUND"],
  },
};

export const auditOperations: Operations = {
  "GET /admin/audit": {
    id: "listAuditEntries",
    tag: "Audit",
    summary: "List who changed what",
    examples: { limit: 20, by: "admin", action: "token", from: "2026-03-01", to: "2999-12-31" },
    answers: {
      200: {
        description: "a page of the log, the last entry first",
        headers: ["Link"],
        content: json(
          Type.Object(
            {
              entries: Type.Array(AuditEntry),
              next: Type.Optional(Type.String({ description: "the cursor of the next page" })),
            },
            noOtherMembers,
          ),
          {
            entries: [
              {
                entry: 12,
                at: "2026-03-01T12:00:00.000Z",
                by: "admin",
                action: "token.created",
                subject: tokenExample.id,
                after: { name: "Newsroom", scopes: ["publish"], limit: 600 },
              },
            ],
          },
        ),
      },
    },
  },
};
