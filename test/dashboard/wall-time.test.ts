import fc from "fast-check";
import { test } from "tap";
import { readWallTime, writeWallTime } from "../../src/dashboard/editor/wall-time.ts";
import { loadTimeZone } from "../../src/time-zone.ts";
import { runs } from "../properties.ts";

const berlin = loadTimeZone("Europe/Berlin");
const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"];
const iso = (at: number) => new Date(at).toISOString();

test("an hour that does not exist or comes twice is asked about, and the choice decides", async (t) => {
  t.same(readWallTime("2026-03-29T02:30", berlin), {
    kind: "asks",
    why: "skipped",
    readings: [
      { at: Date.parse("2026-03-29T00:30:00Z"), offset: "+02:00" },
      { at: Date.parse("2026-03-29T01:30:00Z"), offset: "+01:00" },
    ],
  });
  t.same(readWallTime("2026-10-25T02:30", berlin), {
    kind: "asks",
    why: "twice",
    readings: [
      { at: Date.parse("2026-10-25T00:30:00Z"), offset: "+02:00" },
      { at: Date.parse("2026-10-25T01:30:00Z"), offset: "+01:00" },
    ],
  });
  t.match(readWallTime("2026-10-25T02:30", berlin, "+01:00"), {
    kind: "moment",
    at: Date.parse("2026-10-25T01:30:00Z"),
  });
  t.match(readWallTime("2026-03-29T02:30", berlin, "+01:00"), {
    at: Date.parse("2026-03-29T01:30:00Z"),
    offset: "+02:00",
  });
  t.match(
    readWallTime("2026-10-25T02:30", berlin, "+05:00"),
    { kind: "asks" },
    "an offset that the zone does not have",
  );
  t.match(readWallTime("2026-10-25T12:30", berlin, "+05:00"), { kind: "moment", offset: "+01:00" });
  for (const text of ["2026-03-29T01:59:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00"]) {
    t.equal(readWallTime(text, berlin).kind, "moment", text);
  }
});

test("what is no date is invalid, and no text is no date", async (t) => {
  for (const text of [
    "2026-02-30T10:00",
    "2026-13-01T10:00",
    "2026-01-01",
    "2026-01-01T24:00",
    "0000-01-01T00:00",
    "<b>",
  ]) {
    t.same(readWallTime(text, berlin), { kind: "invalid" }, text);
  }
  t.same(readWallTime(" ", berlin), { kind: "none" });
});

test("every moment that is written comes back, with its offset if its hour comes twice", async () => {
  const moment = fc
    .integer({ min: Date.UTC(1990, 0), max: Date.UTC(2037, 0) })
    .map((at) => Math.floor(at / 1000) * 1000);
  fc.assert(
    fc.property(moment, fc.constantFrom(...zones), (at, name) => {
      const zone = loadTimeZone(name);
      const { text, offset } = writeWallTime(at, zone);
      const read = readWallTime(text, zone, offset);
      return read.kind === "moment" && read.at === at && read.offset === offset;
    }),
    { numRuns: runs(400) },
  );
});

test("every wall time is a moment that shows it, or is asked about with two moments in order", async () => {
  const wall = fc
    .integer({ min: Date.UTC(1990, 0), max: Date.UTC(2037, 0) })
    .map((at) => iso(Math.floor(at / 60_000) * 60_000).slice(0, 16));
  fc.assert(
    fc.property(wall, fc.constantFrom(...zones), (text, name) => {
      const zone = loadTimeZone(name);
      const read = readWallTime(text, zone);
      if (read.kind === "moment") return writeWallTime(read.at, zone).text === text;
      if (read.kind !== "asks") return false;
      const [first, second] = read.readings;
      const shows = read.readings.filter(({ at }) => writeWallTime(at, zone).text === text).length;
      return first.at < second.at && first.offset !== second.offset && shows === (read.why === "twice" ? 2 : 0);
    }),
    { numRuns: runs(400) },
  );
});
