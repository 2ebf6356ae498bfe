import fc from "fast-check";
import { test } from "tap";
import { gradeReader, grades } from "../../src/admin/reader-grade.ts";
import { readerColumns } from "../../src/stores/audience.ts";

type Numbers = Parameters<typeof gradeReader>[0];

const polite: Numbers = {
  polls: 1000,
  unmodified: 950,
  repeats: 990,
  conditional: 985,
  early: 20,
  intervalSeconds: 1_800_000,
  maxAgeSeconds: 891_000,
  madeUp: 0,
  refused: 0,
  refusedAgain: 0,
  gone: 0,
  goneAgain: 0,
};

test("a grade is told by what a reader does, and says why", (t) => {
  const cases: [numbers: Partial<Numbers>, grade: string, rules: string[]][] = [
    [{}, "A", []],
    [{ early: 200 }, "B", ["interval"]],
    [{ madeUp: 300 }, "C", ["validators"]],
    [{ conditional: 400 }, "D", ["conditional"]],
    [{ conditional: 0 }, "E", ["conditional"]],
    [{ conditional: 0, early: 990 }, "F", ["conditional", "interval"]],
    [{ gone: 200, goneAgain: 190, refused: 40, refusedAgain: 20 }, "D", ["gone", "refusals"]],
    [{ gone: 3, goneAgain: 2, refused: 3, refusedAgain: 3 }, "A", []],
  ];
  for (const [numbers, grade, rules] of cases) {
    const judged = gradeReader({ ...polite, ...numbers });
    t.equal(judged.grade, grade, JSON.stringify(numbers));
    t.same(
      judged.faults.map(({ rule }) => rule),
      rules,
    );
  }
  t.end();
});

test("a few requests tell nothing; many for what is gone do", (t) => {
  const nothing = Object.fromEntries(readerColumns.map((name) => [name, 0])) as Numbers;
  t.same(gradeReader(nothing), { faults: [] });
  t.same(gradeReader({ ...nothing, polls: 19, repeats: 19 }), { faults: [] });
  t.match(gradeReader({ ...nothing, gone: 100, goneAgain: 99 }), {
    grade: "C",
    faults: [{ rule: "gone", share: 0.99 }],
  });
  t.end();
});

test("a reader that behaves worse is never graded better", (t) => {
  const count = fc.nat(2000);
  fc.assert(
    fc.property(fc.record(Object.fromEntries(readerColumns.map((name) => [name, count]))), (drawn) => {
      const numbers = drawn as Numbers;
      const rank = (more: Partial<Numbers>) => {
        const { grade } = gradeReader({ ...numbers, ...more });
        return grade === undefined ? -1 : grades.indexOf(grade);
      };
      const before = rank({});
      return (
        rank({ early: numbers.early + 50 }) >= before &&
        rank({ conditional: Math.max(0, numbers.conditional - 50) }) >= before &&
        rank({ madeUp: numbers.madeUp + 50 }) >= before &&
        rank({ goneAgain: numbers.goneAgain + 50 }) >= before
      );
    }),
  );
  t.end();
});
