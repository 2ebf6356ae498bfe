import { CourantError } from "../errors.ts";
import { counted, limits } from "./limits.ts";

/** What is wrong with an article: the first mistakes in words, and how many more there are. */
export class Mistakes {
  readonly #first: string[] = [];
  #more = 0;

  get any(): boolean {
    return this.#first.length > 0;
  }

  /**
   * @param pointer where: a JSON pointer (RFC 6901); empty for the whole article
   * @param problem what is wrong: what was found and what was expected; asked for only where it will be shown
   */
  add(pointer: string, problem: () => string): void {
    if (this.#first.length === limits.mistakes) this.#more++;
    else this.#first.push(pointer === "" ? problem() : `${cut(pointer)}: ${problem()}`);
  }

  /** All of them as one error. */
  toError(): CourantError {
    const more = this.#more === 0 ? [] : [`and ${counted(this.#more)} more`];
    return new CourantError("ARTICLE_INVALID", [...this.#first, ...more].join("; "));
  }
}

/** The pointer to a member of what another pointer names. */
export function child(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** What is wrong with a value. */
export function found(value: unknown, expected: string): string {
  return `found ${shown(value)}, expected ${expected}`;
}

/** What is wrong with something that is too large: `found 1,200,000 characters, expected at most 1,000,000`. */
export function tooMany(size: number, unit: string, most: number): string {
  return `found ${counted(size)} ${unit}, expected at most ${counted(most)}`;
}

/** A value as a person would name it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return cut(typeof value === "string" ? JSON.stringify(value.slice(0, 100)) : String(value));
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77).toWellFormed()}…` : text;
}
