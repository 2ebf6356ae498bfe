import { CourantError, type ErrorCode, errorCodes } from "../../errors.ts";
import { Problem } from "../../problem-schema.ts";
import type { HeaderName, Operation } from "./operation.ts";

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

const headersByStatus: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ["WWW-Authenticate"],
  403: ["WWW-Authenticate"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

/** Returns all errors of an operation, by status. */
export function errorsOf(method: string, { errors = [], body, headers = [] }: Operation): Map<number, ErrorCode[]> {
  const codes = new Set([
    ...commonErrors,
    ...(body ? bodyErrors : []),
    ...(method === "GET" ? [] : changeErrors),
    ...(method !== "GET" && headers.includes("If-Match") ? ["PRECONDITION_FAILED" as const] : []),
    ...errors,
  ]);
  return Map.groupBy(codes, (code) => examples.get(code)?.status ?? 500);
}

/** The name of the response for codes in `components`. */
export function problemName(codes: readonly ErrorCode[]): string {
  return [...codes].sort().join(".");
}

/** Describes the answer for the errors of one status. @param refer returns a reference to a header */
export function describeProblem(status: number, codes: readonly ErrorCode[], refer: (header: HeaderName) => object) {
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
