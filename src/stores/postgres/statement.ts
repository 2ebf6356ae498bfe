import type { Parameters, SqlValue, Statement } from "../sql/engine.ts";
import { type NumberedStatement, numberParameters, valuesOf } from "../sql/parameters.ts";

const known = new WeakMap<Statement, NumberedStatement>();

/**
 * Writes a statement as PostgreSQL takes it: `$1` for the first parameter, and so on.
 * @returns its text, and its values in this order
 */
export function toPostgres(statement: Statement, parameters: Parameters): { text: string; values: SqlValue[] } {
  let numbered = known.get(statement);
  if (numbered === undefined) {
    numbered = numberParameters(statement.sql, "$");
    known.set(statement, numbered);
  }
  return { text: numbered.text, values: valuesOf(numbered.names, parameters).map(replaceUnkept) };
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
