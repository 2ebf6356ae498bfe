import { PassThrough } from "node:stream";
import { test } from "tap";
import { createLog } from "../../src/commands/process/log.ts";

test("a name from outside reaches no terminal raw through the log", async (t) => {
  const stream = new PassThrough();
  const log = createLog(stream);
  log.warn("silent until it gets a level");
  log.level = "info";
  const file = "a\u001b[31m\u009b\u202Eb\u2066\u200F\u007f.md";
  log.info({ file, err: new Error(file) }, `imported ${file}`);
  stream.end();
  const text = Buffer.concat(await stream.toArray()).toString();
  t.notMatch(text, /[[\p{Cc}\p{Bidi_Control}]--\n]/v);
  const [line = "", ...others] = text.split("\n");
  t.match(JSON.parse(line), { file, err: { message: file }, msg: `imported ${file}` });
  t.same(others, [""]);
});
