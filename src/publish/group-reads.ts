/**
 * Reads what is asked for in the same turn of the event loop together, so that many reads wait for the database once.
 * @param read answers a group, in its order
 */
export function groupReads<Question, Answer>(
  read: (group: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let group: Question[] = [];
  let reading: Promise<readonly Answer[]> | undefined;

  async function readLater(): Promise<readonly Answer[]> {
    await Promise.resolve();
    const asked = group;
    group = [];
    reading = undefined;
    return read(asked);
  }

  return async (question) => {
    const index = group.push(question) - 1;
    reading ??= readLater();
    return (await reading)[index] as Answer;
  };
}
