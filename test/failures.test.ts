import { test } from "tap";
import { failures } from "./failures.ts";

const report = (...lines: string[]) => ["TAP version 14", ...lines, "1..1", ""].join("\n");
const file = (...lines: string[]) =>
  report("# Subtest: test/a.test.ts", ...lines.map((line) => `    ${line}`), "    1..1", "not ok 1 - test/a.test.ts");

test("an assertion is named with its file, place and difference", async (t) => {
  const [failure, ...others] = failures(
    file(
      "# Subtest: outer",
      "    ok 1 - fine",
      "    not ok 2 - one is two",
      "      ---",
      "      compare: ===",
      "      diff: |",
      "        -2",
      "        +1",
      "      stack: |",
      "        library (/x/node_modules/y.js:1:1)",
      "        Test.<anonymous> (test/a.test.ts:4:5)",
      "      ...",
      "    1..2",
      "not ok 1 - outer",
    ),
  );
  t.equal(failure, "test/a.test.ts > outer > one is two\n    at Test.<anonymous> (test/a.test.ts:4:5)\n    -2\n    +1");
  t.strictSame(others, []);
});

test("a property with its seed, path and counterexample, and the error behind it", async (t) => {
  const message = 'Property failed after 2 tests { seed: 7, path: "1:3" } Counterexample: ["     "]';
  const [failure, ...others] = failures(
    file(
      `not ok 1 - ${message}`,
      "  ---",
      "  cause:",
      `    message: '${message}'`,
      "    cause:",
      '      message: "bad\\e[2K"',
      "      stack: |",
      "        test/a.test.ts:4:92",
      "  ...",
    ),
  );
  t.equal(failure, `test/a.test.ts > ${message}\n    bad\\u{1b}[2K\n    at test/a.test.ts:4:92`);
  t.strictSame(others, []);
});

test("a file that failed as a whole, with its exit code, signal or time limit", async (t) => {
  const whole = (...lines: string[]) =>
    report("not ok 1 - test/a.test.ts", "  ---", ...lines.map((line) => `  ${line}`), "  ...");
  t.strictSame(failures(whole("exitCode: 7", "signal: null", "command: node")), ["test/a.test.ts\n    exitCode: 7"]);
  t.strictSame(failures(whole("exitCode: null", "signal: SIGKILL")), ['test/a.test.ts\n    signal: "SIGKILL"']);
  t.strictSame(failures(report("not ok 1 - timeout!", "  ---", "  expired: test/a.test.ts", "  ...")), [
    'timeout!\n    expired: "test/a.test.ts"',
  ]);
});

test("long texts are cut, and what passed or was skipped is not there", async (t) => {
  t.match(failures(report(`not ok 1 - ${"x".repeat(5000)}`)), [/^x{2000} … \(3000 characters more\)$/]);
  t.strictSame(failures(report("ok 1 - fine", "not ok 2 - later # TODO", "ok 3 # SKIP no browser")), []);
  t.strictSame(failures(""), []);
});
