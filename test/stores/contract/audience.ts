import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const request = { channel: "news", format: "rss", status: 200, coding: "gzip", client: "tool", requests: 1 };
const feedly = { channel: "news", format: "rss", aggregator: "Feedly", subscribers: 16 };

const netNewsWire = {
  product: "NetNewsWire",
  client: "reader",
  polls: 10,
  unmodified: 8,
  repeats: 9,
  conditional: 9,
  early: 1,
  intervalSeconds: 900,
  maxAgeSeconds: 1_800,
  madeUp: 0,
  refused: 2,
  refusedAgain: 1,
  gone: 4,
  goneAgain: 3,
};

const audience: StoreContract = {
  async "requests of a day add up, subscribers are those that were said last, of a day and of several"(
    t,
    { stores, reopen },
  ) {
    await stores.audience.add("2026-03-01T10", {
      readers: [],
      requests: [request, { ...request, status: 304 }],
      subscribers: [feedly],
    });
    await stores.audience.add("2026-03-01T10", {
      readers: [],
      requests: [{ ...request, requests: 4 }],
      subscribers: [{ ...feedly, subscribers: 12 }],
    });
    await stores.audience.add("2026-03-02T23", {
      readers: [],
      requests: [request, { ...request, channel: "tech" }],
      subscribers: [{ ...feedly, subscribers: 14 }],
    });
    const again = await reopen();
    t.same(await again.audience.report({ from: "2026-03-01", to: "2026-03-02" }), {
      requests: [
        { ...request, requests: 6 },
        { ...request, status: 304 },
        { ...request, channel: "tech" },
      ],
      subscribers: [{ ...feedly, subscribers: 14 }],
      days: [
        { day: "2026-03-01", requests: 6, subscribers: 12 },
        { day: "2026-03-02", requests: 2, subscribers: 14 },
      ],
    });
    const oneDay = await again.audience.report({ from: "2026-03-01", to: "2026-03-01", channel: "news" });
    t.same(oneDay.subscribers, [{ ...feedly, subscribers: 12 }]);
    t.same(oneDay.requests[0], { ...request, requests: 5 });
    t.same(await again.audience.report({ from: "2026-03-01", to: "2026-03-02", channel: "nothing" }), {
      requests: [],
      subscribers: [],
      days: [],
    });
  },

  async "the counts of the days before a day are removed"(t, { stores }) {
    await stores.audience.add("2026-01-01T23", { requests: [request], subscribers: [feedly], readers: [netNewsWire] });
    await stores.audience.add("2026-01-02T00", { requests: [request], subscribers: [feedly], readers: [netNewsWire] });
    t.equal(await stores.audience.prune("2026-01-01"), 0);
    t.equal(await stores.audience.prune("2026-01-02"), 3);
    const { days } = await stores.audience.report({ from: "2026-01-01", to: "2026-01-02" });
    t.match(days, [{ day: "2026-01-02", requests: request.requests }]);
    t.equal(days.length, 1);
    t.same(await stores.audience.readers({ from: "2026-01-01", to: "2026-01-02" }), [netNewsWire]);
  },

  async "polls of feeds add up by hour, for two days"(t, { stores, reopen }) {
    const rows = [
      request,
      { ...request, status: 304, coding: "br", requests: 4 },
      { ...request, format: "html" },
      { ...request, channel: "", format: "opml" },
    ];
    const none = { subscribers: [], readers: [] };
    await stores.audience.add("2026-03-01T10", { requests: rows, ...none });
    await stores.audience.add("2026-03-01T10", { requests: rows, ...none });
    await stores.audience.add("2026-03-01T23", { requests: [{ ...request, channel: "tech" }], ...none });
    const again = await reopen();
    const tech = { hour: "2026-03-01T23", channel: "tech", requests: 1, unmodified: 0 };
    t.same(await again.audience.hours("2026-03-01T10"), [
      { hour: "2026-03-01T10", channel: "news", requests: 10, unmodified: 8 },
      tech,
    ]);
    t.same(await again.audience.hours("2026-03-01T11"), [tech]);
    await again.audience.add("2026-03-03T11", { requests: [request], ...none });
    t.same(
      (await again.audience.hours("2026-01-01T00")).map(({ hour }) => hour),
      ["2026-03-01T23", "2026-03-03T11"],
    );
  },

  async "what is counted of readers adds up by product and kind; subscribers are listed by day"(t, { stores }) {
    const both = { requests: [], subscribers: [feedly, { ...feedly, format: "atom", subscribers: 4 }] };
    await stores.audience.add("2026-03-01T10", { ...both, readers: [netNewsWire] });
    await stores.audience.add("2026-03-01T11", { ...both, readers: [netNewsWire, { ...netNewsWire, product: "" }] });
    await stores.audience.add("2026-03-02T11", { ...both, readers: [netNewsWire] });
    const twice = Object.entries(netNewsWire).map(([name, value]) => [
      name,
      typeof value === "number" ? 2 * value : value,
    ]);
    t.same(await stores.audience.readers({ from: "2026-03-01", to: "2026-03-01" }), [
      Object.fromEntries(twice),
      { ...netNewsWire, product: "" },
    ]);
    t.same(await stores.audience.subscriberDays({ from: "2026-03-01", to: "2026-03-02" }), [
      { day: "2026-03-01", aggregator: "Feedly", subscribers: 20 },
      { day: "2026-03-02", aggregator: "Feedly", subscribers: 20 },
    ]);
    t.same(await stores.audience.subscriberDays({ from: "2026-03-01", to: "2026-03-02", channel: "tech" }), []);
  },
};

/** The contract of AudienceStore. */
export function testAudienceStore(name: string, open: OpenStores): void {
  testContract(`${name}, audience`, audience, open);
}
