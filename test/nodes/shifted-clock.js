/* Loaded before a node, in each of its threads: its clock is off by CLOCK_OFF_MS. */

const offMs = Number(process.env.CLOCK_OFF_MS);
const now = Date.now.bind(Date);
const RealDate = Date;

/** A date of the wrong clock. */
class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now() + offMs);
    else super(...given);
  }

  static now() {
    return now() + offMs;
  }
}
globalThis.Date = ShiftedDate;
