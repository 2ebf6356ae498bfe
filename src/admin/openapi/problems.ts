import { CourantError, type ErrorCode, errorCodes } from "../../errors.ts";
import { Problem } from "../../problem-schema.ts";
import { isSafe } from "../session-auth.ts";
import type { HeaderName, Operation } from "./operation.ts";
import type { ApiRoute } from "./paths.ts";

const examples = new Map<ErrorCode, Problem>(errorCodes.map((code) => [code, exampleOf(code)]));

function exampleOf(code: ErrorCode): Problem {
  const problem = new CourantError(code, "").toProblem();
  return { ...problem, detail: `${problem.title}.` };
}

/** The errors that every operation can have. */
const commonErrors: readonly ErrorCode[] = [
  "REQUEST_INVALID",
  "UNAUTHORIZED",
  "SCOPE_MISSING",
  "TOO_MANY_FAILURES",
  "TOO_MANY_REQUESTS",
  "INTERNAL",
  "COLLECTION_UNREADABLE",
  "PUBLISHING_UNAVAILABLE",
];

/** The errors of operations with a body, and of those that change something. */
const bodyErrors: readonly ErrorCode[] = ["BODY_TOO_LARGE", "MEDIA_TYPE_UNSUPPORTED"];
const changeErrors: readonly ErrorCode[] = ["COLLECTION_UNWRITABLE", "DISK_FULL"];

const preconditionErrors: readonly ErrorCode[] = ["PRECONDITION_FAILED"];

/** The errors of requests with a browser session in place of a token. */
function sessionErrorsOf(method: string, needsToken = false): readonly ErrorCode[] {
  if (needsToken) return ["TOKEN_NEEDED"];
  return isSafe(method) ? [] : ["SESSION_REFUSED"];
}

/** The errors of requests with an Idempotency-Key. */
const repeatErrors: readonly ErrorCode[] = ["ANSWER_NOT_KEPT", "IDEMPOTENCY_KEY_REUSED", "REQUEST_IN_PROGRESS"];

const headersByStatus: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ["WWW-Authenticate"],
  403: ["WWW-Authenticate"],
  409: ["Retry-After"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

/** Returns all errors of an operation, by status. */
export function errorsOf(
  { method, config }: Pick<ApiRoute, "method" | "config">,
  { errors = [], body, headers = [] }: Operation,
): Map<number, ErrorCode[]> {
  const codes = new Set<ErrorCode>([
    ...sessionErrorsOf(String(method), config?.needsToken),
    ...(method === "POST" ? repeatErrors : []),
    ...commonErrors,
    ...(body ? bodyErrors : []),
    ...(method === "GET" ? [] : changeErrors),
    ...(method !== "GET" && headers.includes("If-Match") ? preconditionErrors : []),
    ...errors,
  ]);
  return Map.groupBy(codes, statusOf);
}

function statusOf(code: ErrorCode): number {
  return examples.get(code)?.status ?? 500;
}

/** The name of the response for codes in `components`. */
export function problemName(codes: readonly ErrorCode[]): string {
  return [...codes].sort().join(".");
}

/** Describes the answer for errors that have the same status. @param refer returns a reference to a header */
export function describeProblem(codes: readonly ErrorCode[], refer: (header: HeaderName) => object) {
  const status = statusOf(codes[0] ?? "INTERNAL");
  const named = headersByStatus[status] ?? [];
  return {
    description: codes.map((code) => `\`${code}\`: ${examples.get(code)?.title}.`).join(" "),
    ...(named.length > 0 && { headers: Object.fromEntries(named.map((name) => [name, refer(name)])) }),
    content: {
      "application/problem+json": {
        schema: { allOf: [Problem, { properties: { status: { const: status }, code: { enum: codes } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { value: examples.get(code) }])),
      },
    },
  };
}
