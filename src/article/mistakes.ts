import { CourantError } from "../errors.ts";
import { formatCount, limits } from "./limits.ts";

/**
 * The mistakes that do not refuse an article: the part that has one is left out. `addresses`: unusable addresses; `parts`:
 * every mistake in a part of the article, but for texts that are too long.
 */
export type Tolerance = "none" | "addresses" | "parts";

/** `address`: an unusable address; `whole`: something that cannot be left out. */
export type MistakeKind = "address" | "part" | "whole";

/** Collects the mistakes in an article: the first ones in words, and the number of further ones. */
export class Mistakes {
  readonly tolerance: Tolerance;
  readonly #first: string[] = [];
  #more = 0;
  #refuses = false;

  constructor(tolerance: Tolerance = "none") {
    this.tolerance = tolerance;
  }

  /** Whether the article is refused. */
  get refuses(): boolean {
    return this.#refuses;
  }

  /**
   * @param pointer the place, as a JSON pointer (RFC 6901); empty for the whole article
   * @param problem describes the mistake: the value found and the value expected. Called only for mistakes that are shown
   */
  add(pointer: string, problem: () => string, kind: MistakeKind = "part"): void {
    const isLeftOut = kind === "address" ? this.tolerance !== "none" : kind === "part" && this.tolerance === "parts";
    this.#refuses ||= !isLeftOut;
    if (this.#first.length === limits.mistakes) this.#more++;
    else this.#first.push(pointer === "" ? problem() : `${shorten(pointer)}: ${problem()}`);
  }

  /** Returns all mistakes in words; undefined when there are none. */
  describe(): string | undefined {
    const more = this.#more === 0 ? [] : [`and ${formatCount(this.#more)} more`];
    return this.#first.length === 0 ? undefined : [...this.#first, ...more].join("; ");
  }

  /** Returns all mistakes as one error. */
  toError(): CourantError {
    return new CourantError("ARTICLE_INVALID", this.describe() ?? "");
  }
}

/** Extends a JSON pointer by one member. */
export function childPointer(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Describes a value that differs from the expected one. */
export function describeMismatch(value: unknown, expected: string): string {
  return `found ${describeValue(value)}, expected ${expected}`;
}

/** Describes a size above its limit: `found 1,200,000 characters, expected at most 1,000,000`. */
export function describeExcess(size: number, unit: string, maximum: number): string {
  return `found ${formatCount(size)} ${unit}, expected at most ${formatCount(maximum)}`;
}

/** Describes a value in words. */
function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return shorten(typeof value === "string" ? JSON.stringify(value.slice(0, 100)) : String(value));
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77).toWellFormed()}…` : text;
}
