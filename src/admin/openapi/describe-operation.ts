import type { ErrorCode } from "../../errors.ts";
import { requiredScope, type Scope } from "../scopes.ts";
import { isSafe } from "../session-auth.ts";
import type { Answer, Body, HeaderName, Operation } from "./operation.ts";
import type { ApiRoute, Parameter } from "./paths.ts";
import { describeProblem, problemName } from "./problems.ts";
import { referTo, referToHeader } from "./references.ts";

/**
 * Describes an operation as OpenAPI does (Operation Object).
 * @param read the parameters in its path and query
 * @param errors its errors, by status
 */
export function describeOperation(
  route: ApiRoute,
  operation: Operation,
  read: readonly Parameter[],
  errors: ReadonlyMap<number, ErrorCode[]>,
): object {
  const { method, config, schema } = route;
  const { id, tag, summary, description, headers: given = [], examples = {}, body, isBodyOptional = false } = operation;
  const scope = requiredScope(String(method), config);
  const repeated = method === "POST" ? (["Idempotent-Replayed"] as const) : [];
  const answers = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    describeAnswer(answer, repeated, errors.get(Number(status)) ?? []),
  ]);
  const refusals = [...errors]
    .filter(([status]) => !(status in operation.answers))
    .map(([status, codes]) => [status, referTo("responses", problemName(codes))]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: describeScope(scope, description),
    "x-scope": scope,
    security: describeSecurity(route),
    parameters: [
      ...read.map((parameter) => withExample(parameter, examples[parameter.name])),
      ...given.map((name) => referTo("parameters", name)),
      ...(method === "POST" ? [referTo("parameters", "Idempotency-Key")] : []),
    ],
    ...(body && { requestBody: { required: !isBodyOptional, content: describeBodies(body, schema?.body) } }),
    responses: Object.fromEntries([...answers, ...refusals]),
  };
}

function describeScope(scope: Scope, description = ""): string {
  return `${description}\n\nNeeds a token with the scope \`${scope}\`.`.trim();
}

/** A parameter with a default is not required. */
function withExample({ required, ...parameter }: Parameter, example: unknown): object {
  return {
    ...parameter,
    required: required === true && parameter.schema.default === undefined,
    ...(example !== undefined && { example }),
  };
}

/** A browser session is as good as its token, where a route does not need the token itself. */
function describeSecurity({ method, config }: ApiRoute): object[] {
  if (config?.needsToken) return [{ token: [] }];
  return [{ token: [] }, { session: [], ...(!isSafe(String(method)) && { csrf: [] }) }];
}

/** @param codes errors that have the same status */
function describeAnswer(answer: Answer, repeated: readonly HeaderName[], codes: readonly ErrorCode[]): object {
  const { description, headers: own = [], content } = answer;
  const named: HeaderName[] = [...own, ...repeated, "RateLimit"];
  const problem = codes.length === 0 ? undefined : describeProblem(codes, referToHeader);
  return {
    description: problem ? `${description}. ${problem.description}` : description,
    headers: Object.fromEntries(named.map((name) => [name, referToHeader(name)])),
    ...(content && { content: { ...describeBodies(content, undefined), ...problem?.content } }),
  };
}

function describeBodies(bodies: Readonly<Record<string, Body>>, ofRoute: unknown): object {
  return Object.fromEntries(
    Object.entries(bodies).map(([type, { schema = ofRoute, ...rest }]) => [type, { schema, ...rest }]),
  );
}
