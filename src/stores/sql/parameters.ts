import type { Parameters, SqlValue } from "./engine.ts";

/** A statement with numbered parameters, and the names of the values that they take; none where these have no names. */
export type NumberedStatement = { text: string; names: readonly string[] };

/** Texts and comments, which hold no parameters, casts, and the parameters. */
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|::|\?|:[a-zA-Z]\w*/g;

/** Numbers the parameters of a statement, from 1. @param mark comes before the numbers */
export function numberParameters(sql: string, mark: "$" | "?"): NumberedStatement {
  const names: string[] = [];
  let questions = 0;
  const text = sql.replaceAll(tokens, (token) => {
    if (token === "?") return `${mark}${++questions}`;
    if (!/^:\w/.test(token)) return token;
    const name = token.slice(1);
    if (!names.includes(name)) names.push(name);
    return `${mark}${names.indexOf(name) + 1}`;
  });
  return { text, names };
}

/** Returns the values of parameters in the order of their numbers. One that is missing is NULL. */
export function valuesOf(names: readonly string[], parameters: Parameters): readonly SqlValue[] {
  if (names.length === 0) return parameters as readonly SqlValue[];
  const [given] = parameters as readonly [Readonly<Record<string, SqlValue>>];
  return names.map((name) => given[name] ?? null);
}
