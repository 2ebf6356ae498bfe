import type { TSchema } from "typebox";
import type { ErrorCode } from "../../errors.ts";
import type { headers, parameters, tags } from "./components.ts";

/*
 * The part of the description of an operation that its route does not say itself. A route knows its path, its parameters,
 * its scope and, in most cases, the schema of its body.
 */

export type HeaderName = keyof typeof headers;

/** A body of a request or an answer. The example is the whole body: text as it is, and JSON as a value. */
export type Body = { schema?: TSchema; example?: unknown };

/** An answer that is no error, with the headers it can have. */
export type Answer = {
  description: string;
  headers?: readonly HeaderName[];
  content?: Readonly<Record<string, Body>>;
};

export type Operation = {
  /** The operationId: a verb and a noun, which generators use as the name of a function. */
  id: string;
  tag: keyof typeof tags;
  summary: string;
  description?: string;
  /** The headers that the request may have. */
  headers?: readonly (keyof typeof parameters)[];
  /** Examples of parameters in the path and the query. */
  examples?: Readonly<Record<string, unknown>>;
  /** By media type. Without a schema, that of the route counts. */
  body?: Readonly<Record<string, Body>>;
  isBodyOptional?: boolean;
  /** By status. */
  answers: Readonly<Record<number, Answer>>;
  /** The codes of errors that this operation has and others do not. */
  errors?: readonly ErrorCode[];
};

/** By method and path, such as `GET /admin/articles/{id}`. */
export type Operations = Readonly<Record<string, Operation>>;

/** A body of JSON. */
export function json(schema: TSchema, example: unknown): Readonly<Record<string, Body>> {
  return { "application/json": { schema, example } };
}

/** A body of JSON with the schema of the route. */
export function jsonOfRoute(example: unknown): Readonly<Record<string, Body>> {
  return { "application/json": { example } };
}

/** A change of a thing: a JSON Merge Patch, which many clients send as JSON. */
export function mergePatch(schema: TSchema, example: unknown): Readonly<Record<string, Body>> {
  return { "application/merge-patch+json": { schema, example }, "application/json": { schema, example } };
}
