import fc from "fast-check";
import { test } from "tap";
import { parse, stringify } from "yaml";
import { dataDirIn } from "../../src/config/data-dir-in.ts";

test("the folder of the collection is found as people write it", (t) => {
  const cases: [text: string, found: string | undefined][] = [
    ["service:\n  dataDir: /var/lib/courant\n", "/var/lib/courant"],
    ['site: {}\nservice:\n  port: 1\n\n  # dataDir: no\n  dataDir: "/a b" # a comment\n', "/a b"],
    ["service: { port: 1, dataDir: /z }\n", "/z"],
    ["service: {dataDir: z}", "z"],
    ["service: # a comment\r\n  dataDir: 'q'\r\n", "q"],
    ["service:\n  dataDir: A,;\n", undefined],
    ["site:\n  dataDir: no\n", undefined],
    ["service:\n  port: 1\nother:\n  dataDir: no\n", undefined],
    ["# service:\n#   dataDir: no\n", undefined],
    ["service:\n  dataDir:\n", undefined],
    ["", undefined],
  ];
  for (const [text, found] of cases) t.equal(dataDirIn(text), found, text);
  t.end();
});

test("for any names of folders it is what YAML says, or is not found", (t) => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.boolean(), (dataDir, isFlow) => {
      const text = stringify(
        { service: { port: 8080, dataDir } },
        { lineWidth: 0, collectionStyle: isFlow ? "flow" : "block" },
      );
      const found = dataDirIn(text);
      return found === undefined || found === parse(text).service.dataDir;
    }),
  );
  t.end();
});
