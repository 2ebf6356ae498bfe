import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const request = { channel: "news", format: "rss", status: 200, coding: "gzip", client: "tool", requests: 1 };
const feedly = { channel: "news", format: "rss", aggregator: "Feedly", subscribers: 16 };

const audience: StoreContract = {
  async "requests of a day add up, subscribers are those that were said last, of a day and of several"(
    t,
    { stores, reopen },
  ) {
    await stores.audience.add("2026-03-01", {
      requests: [request, { ...request, status: 304 }],
      subscribers: [feedly],
    });
    await stores.audience.add("2026-03-01", {
      requests: [{ ...request, requests: 4 }],
      subscribers: [{ ...feedly, subscribers: 12 }],
    });
    await stores.audience.add("2026-03-02", {
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
    await stores.audience.add("2026-01-01", { requests: [request], subscribers: [feedly] });
    await stores.audience.add("2026-01-02", { requests: [request], subscribers: [feedly] });
    t.equal(await stores.audience.prune("2026-01-01"), 0);
    t.equal(await stores.audience.prune("2026-01-02"), 2);
    const { days } = await stores.audience.report({ from: "2026-01-01", to: "2026-01-02" });
    t.match(days, [{ day: "2026-01-02", requests: request.requests }]);
    t.equal(days.length, 1);
  },
};

/** The contract of AudienceStore. */
export function testAudienceStore(name: string, open: OpenStores): void {
  testContract(`${name}, audience`, audience, open);
}
