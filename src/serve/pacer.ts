import { Writable } from "node:stream";

/**
 * Passes bodies on through this thread a little at a time: in each turn of the event loop one piece of one body, or several
 * small ones. A poll waits for these and not for all, however many bodies are on their way.
 */
export type Pacer = {
  /**
   * Creates a stream that writes to a destination, each piece after those that came before it in other bodies, and when
   * there is room. Both end together, and when one breaks off, so does the other.
   */
  to(destination: Writable): Writable;
};

/** As much as Node reads from a socket at a time. A turn passes no further piece on once it has passed this much. */
const maxTurnBytes = 64 * 1024;

type WaitingPiece = { bytes: number; pass: () => void };

/** Creates a pacer for all bodies of a thread. */
export function createPacer(): Pacer {
  const waiting: WaitingPiece[] = [];
  let isScheduled = false;

  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(passSome);
  }

  function passSome() {
    isScheduled = false;
    for (let passed = 0; passed < maxTurnBytes; ) {
      const piece = waiting.shift();
      if (!piece) return;
      passed += piece.bytes;
      piece.pass();
    }
    if (waiting.length > 0) schedule();
  }

  return {
    to(destination) {
      const paced = new Writable({
        write(piece: Buffer, _encoding, done) {
          const pass = () => {
            if (destination.destroyed) return;
            if (destination.write(piece)) done();
            else destination.once("drain", done);
          };
          waiting.push({ bytes: piece.length, pass });
          schedule();
        },
        final: (done) => void destination.end(done),
        destroy(error, done) {
          if (!destination.writableFinished) destination.destroy();
          done(error);
        },
      });
      destination.once("close", () => paced.destroy());
      return paced;
    },
  };
}
