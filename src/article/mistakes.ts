import { CourantError } from "../errors.ts";

/** One thing that is wrong with an article. */
export type Mistake = {
  /** Where: a JSON pointer (RFC 6901); empty for the whole article. */
  pointer: string;
  /** What is wrong: what was found and what was expected. */
  problem: string;
};

/** The pointer to a member of what another pointer names. */
export function child(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A mistake in a value. */
export function wrong(pointer: string, value: unknown, expected: string): Mistake {
  return { pointer, problem: `found ${shown(value)}, expected ${expected}` };
}

/** All mistakes as one error. */
export function articleInvalid(mistakes: readonly Mistake[]): CourantError {
  const list = mistakes.map(({ pointer, problem }) => (pointer === "" ? problem : `${pointer}: ${problem}`));
  return new CourantError("ARTICLE_INVALID", list.join("; "));
}

/** A value as a person would name it; long texts are cut. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const json = typeof value === "string" ? JSON.stringify(value) : String(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
