import type { Parameters, SqlValue, Statement } from "../sql/engine.ts";

/** A statement with numbered parameters, and the names of the values that they take. */
type NumberedStatement = { text: string; names: readonly string[] };

const known = new WeakMap<Statement, NumberedStatement>();

/** Texts and comments, which hold no parameters, casts, and the parameters. */
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|::|\?|:[a-zA-Z]\w*/g;

/**
 * Writes a statement as PostgreSQL takes it: `$1` for the first parameter, and so on.
 * @returns its text, and its values in this order
 */
export function numberParameters(statement: Statement, parameters: Parameters): { text: string; values: SqlValue[] } {
  let numbered = known.get(statement);
  if (numbered === undefined) {
    numbered = numberNames(statement.sql);
    known.set(statement, numbered);
  }
  const { text, names } = numbered;
  const [first] = parameters;
  if (!isNamed(first)) return { text, values: [...(parameters as readonly SqlValue[])] };
  return { text, values: names.map((name) => first[name] ?? null) };
}

function isNamed(value: unknown): value is Readonly<Record<string, SqlValue>> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}

function numberNames(sql: string): NumberedStatement {
  const names: string[] = [];
  let questions = 0;
  const text = sql.replaceAll(tokens, (token) => {
    if (token === "?") return `$${++questions}`;
    if (!/^:\w/.test(token)) return token;
    const name = token.slice(1);
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
}
