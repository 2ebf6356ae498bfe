import type { ReaderCount } from "../stores/audience.ts";
import type { ReaderFault, ReaderGrade } from "./openapi/schemas/reader.ts";

/** The grades, from the best to the worst. */
export const grades = ["A", "B", "C", "D", "E", "F"] as const;
export type Grade = (typeof grades)[number];

/** The counts by which readers are judged. */
export const readerRules = ["conditional", "interval", "validators", "refusals", "gone"] as const;
export type ReaderRule = (typeof readerRules)[number];

export type { ReaderFault, ReaderGrade } from "./openapi/schemas/reader.ts";

type Numbers = Omit<ReaderCount, "product" | "client">;

type Rule = {
  rule: ReaderRule;
  /** Returns how many requests break the rule, and of how many that could. */
  count: (numbers: Numbers) => readonly [broken: number, of: number];
  /** Shares from which on a fault costs another grade. */
  costs: readonly number[];
};

/** Fewer requests than these tell nothing. */
const minRequests = 20;

/**
 * A poll without a condition costs a whole document, so it weighs most. A person who asks for news by hand is early now and
 * then. Validators from before Courant had the address are made up for it, once for each subscriber.
 */
const rules: readonly Rule[] = [
  {
    rule: "conditional",
    count: ({ repeats, conditional }) => [repeats - conditional, repeats],
    costs: [0.05, 0.2, 0.5, 0.9],
  },
  { rule: "interval", count: ({ repeats, early }) => [early, repeats], costs: [0.15, 0.4, 0.75] },
  { rule: "validators", count: ({ polls, madeUp }) => [madeUp, polls], costs: [0.02, 0.2] },
  { rule: "refusals", count: ({ refused, refusedAgain }) => [refusedAgain, refused], costs: [0.3, 0.7] },
  { rule: "gone", count: ({ gone, goneAgain }) => [goneAgain, gone], costs: [0.3, 0.7] },
];

/**
 * Grades how a product polls: A when it breaks no rule, and one grade less for each step of a rule that it breaks, to F. A
 * product is graded from 20 repeated polls on, or 20 requests for what is gone. Pure.
 */
export function gradeReader(numbers: Numbers): ReaderGrade {
  const faults = rules.flatMap(({ rule, count, costs }): ReaderFault[] => {
    const [broken, of] = count(numbers);
    if (of < minRequests) return [];
    const share = broken / of;
    const cost = costs.filter((from) => share > from).length;
    return cost === 0 ? [] : [{ rule, share, cost }];
  });
  faults.sort((a, b) => b.cost - a.cost);
  if (numbers.repeats < minRequests && faults.length === 0) return { faults };
  const cost = faults.reduce((sum, each) => sum + each.cost, 0);
  return { grade: grades[Math.min(cost, grades.length - 1)] ?? "F", faults };
}
