import { test } from "tap";
import { readEvents, type ServerSentEvent } from "../../src/commands/workspace/event-stream.ts";

async function read(chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  const body = (async function* () {
    yield* chunks;
  })();
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

test("an event stream is read as the standard says, wherever it is cut", async (t) => {
  const text =
    "\u{FEFF}:comment\n\nevent: a\r\ndata: ü\r\ndata:  two\r\n\r\nid: 1\rdata\rretry: 5\r\r" +
    "event: none\n\nevent: b\ndata:{}\nother: x\n\ndata: never finished\n";
  const expected = [
    { name: "a", data: "ü\n two" },
    { name: "message", data: "" },
    { name: "b", data: "{}" },
  ];
  const bytes = Buffer.from(text);
  t.same(await read([bytes]), expected);
  t.same(await read([...bytes].map((byte) => Uint8Array.of(byte))), expected, "byte by byte");
  for (let at = 0; at < bytes.length; at++) {
    const events = await read([bytes.subarray(0, at), bytes.subarray(at)]);
    if (JSON.stringify(events) !== JSON.stringify(expected)) t.same(events, expected, `cut at ${at}`);
  }
});
