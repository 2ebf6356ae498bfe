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
  const values = isNamed(first) ? names.map((name) => first[name] ?? null) : [...(parameters as readonly SqlValue[])];
  return { text, values: values.map(replaceUnkept) };
}

/**
 * Puts U+FFFD in the place of U+0000, which PostgreSQL keeps in no text, and of that and half surrogate pairs in JSON,
 * which it does not read. Answers of other servers and error messages may have them.
 */
function replaceUnkept(value: SqlValue): SqlValue {
  if (typeof value !== "string") return value;
  const text = value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
  const mayHaveEscaped = /^[[{]/.test(text) && (text.includes("\\u0000") || text.includes("\\ud"));
  return mayHaveEscaped ? text.replaceAll(escapedUnkept, "$1\\ufffd") : text;
}

/** Characters that JSON does not keep, after backslashes that are texts themselves. */
const escapedUnkept =
  /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})/g;

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
