import { once } from "node:events";
import { PassThrough, Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "tap";
import { createPacer } from "../../src/serve/pacer.ts";

/** Counts the turns of the event loop until the test ends. */
function countTurns(): { current: () => number; stop: () => void } {
  let turn = 0;
  let isOver = false;
  const next = () => {
    turn += 1;
    if (!isOver) setImmediate(next);
  };
  next();
  return {
    current: () => turn,
    stop() {
      isOver = true;
    },
  };
}

/** Passes bodies on that come at once. @param bodies the sizes of their pieces @returns which pieces passed in which turn */
async function passAll(bodies: readonly (readonly number[])[]) {
  const pacer = createPacer();
  const counter = countTurns();
  const writes: { body: number; turn: number }[] = [];
  const passing = bodies.map((pieces, body) => {
    const destination = new Writable({
      highWaterMark: 1_000_000,
      write(_piece, _encoding, done) {
        writes.push({ body, turn: counter.current() });
        done();
      },
    });
    return pipeline(Readable.from(pieces.map((bytes) => Buffer.alloc(bytes))), pacer.to(destination));
  });
  await Promise.all(passing);
  counter.stop();
  return writes;
}

test("many bodies at once: each turn of the event loop passes one piece on, of each body in turn", async (t) => {
  const writes = await passAll(Array.from({ length: 20 }, (_, body) => Array(body === 0 ? 1 : 10).fill(65_536)));
  t.equal(writes.length, 1 + 19 * 10);
  t.equal(new Set(writes.map(({ turn }) => turn)).size, writes.length, "no turn has two pieces");
  t.ok(writes.findIndex(({ body }) => body === 0) < 20, "a short body does not wait for the long ones");
});

test("small pieces pass together, so that a body of many lines does not take as many turns", async (t) => {
  const writes = await passAll(Array.from({ length: 4 }, () => Array(1000).fill(1000)));
  const perTurn = [...Map.groupBy(writes, ({ turn }) => turn).values()].map(({ length }) => length);
  t.equal(writes.length, 4000);
  t.ok(Math.max(...perTurn) <= 66, `${Math.max(...perTurn)} pieces of 1,000 bytes in a turn`);
  t.ok(perTurn.length < 1000, `${perTurn.length} turns`);
});

test("every piece arrives, in order, at a destination that is slow", async (t) => {
  const pieces = Array.from({ length: 50 }, (_, index) => Buffer.from(`${index} `));
  const destination = new PassThrough({ highWaterMark: 1 });
  const [text] = await Promise.all([
    destination.setEncoding("utf8").toArray(),
    pipeline(Readable.from(pieces), createPacer().to(destination)),
  ]);
  t.equal(text.join(""), Buffer.concat(pieces).toString());
});

test("a destination that takes nothing keeps the source waiting", async (t) => {
  let taken = 0;
  const source = new Readable({
    read() {
      taken += 1;
      this.push(Buffer.alloc(65_536));
    },
  });
  const destination = new Writable({ write: () => undefined });
  source.pipe(createPacer().to(destination));
  const counter = countTurns();
  while (counter.current() < 200) await new Promise(setImmediate);
  counter.stop();
  t.ok(taken < 10, `${taken} pieces were read`);
  destination.destroy();
});

test("a body that breaks off ends its destination unfinished, and the other way round", async (t) => {
  const pacer = createPacer();
  const source = new PassThrough();
  const destination = new PassThrough().resume();
  source.write("the beginning");
  source.destroy(new Error("the other side ended"));
  await t.rejects(pipeline(source, pacer.to(destination)));
  t.ok(destination.destroyed);
  t.notOk(destination.writableFinished);

  const endless = new PassThrough();
  const gone = new PassThrough().resume();
  const passing = pipeline(endless, pacer.to(gone));
  endless.write("the beginning");
  await once(gone, "data");
  gone.destroy();
  await t.rejects(passing);
  t.ok(endless.destroyed);
  const others = new PassThrough().resume();
  await pipeline(Readable.from([Buffer.from("whole")]), pacer.to(others));
  t.ok(others.writableFinished, "other bodies go on");
});

test("a destination that ended while a piece waited does not stop the others", async (t) => {
  const pacer = createPacer();
  const gone = new PassThrough();
  const other = new PassThrough().resume();
  const first = pacer.to(gone);
  const second = pacer.to(other);
  first.write("never");
  second.end("whole");
  gone.destroy();
  await once(second, "finish");
  t.ok(other.writableEnded);
});
