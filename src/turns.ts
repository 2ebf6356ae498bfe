/** Does work after the work before has ended. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Returns a function that does one piece of work after the other. One that fails keeps no other waiting.
 * @param start the first piece waits until this resolves
 */
export function takeTurns(start: Promise<unknown> = Promise.resolve()): InTurn {
  let last = start;
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
