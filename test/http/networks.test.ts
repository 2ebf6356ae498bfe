import fc from "fast-check";
import { test } from "tap";
import { isFromUnknownProxy, isLocal, isSharedAddress, networkOf } from "../../src/http/networks.ts";

test("an IPv4 address stands for itself, an IPv6 address for its /64", (t) => {
  for (const [address, network] of [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::ffff", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["unknown", "unknown"],
    ["", ""],
    ["[2001:db8::1]:4711", "2001:db8:0:0::/64"],
    ["[2001:db8::1]", "2001:db8:0:0::/64"],
    ["192.0.2.1:4711", "192.0.2.1"],
    ["[x]:4711", "[x]:4711"],
    ["1:2:3", "1:2:3"],
  ] as const) {
    t.equal(networkOf(address), network, address);
  }
  t.end();
});

test("addresses of one /64 are one network, of two /64 two", (t) => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });
  fc.assert(
    // 2001: is given: the addresses before have meanings of their own, such as IPv4 written as IPv6.
    fc.property(groups(3), groups(3), groups(4), groups(4), (one, other, a, b) => {
      const network = (prefix: string[], rest: string[]) => networkOf(["2001", ...prefix, ...rest].join(":"));
      return (
        network(one, a) === network(one, b) && (network(one, a) === network(other, a)) === (`${one}` === `${other}`)
      );
    }),
  );
  t.end();
});

test("whatever a proxy calls an address, its network is short", (t) => {
  fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => networkOf(text).length <= 64));
  fc.assert(fc.property(fc.ipV6(), (text) => networkOf(text).length <= 64));
  t.end();
});

test("addresses of this machine and of private networks are known", (t) => {
  for (const address of ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1"]) {
    t.ok(isLocal(address), address);
  }
  for (const address of ["192.0.2.1", "8.8.8.8", "2001:db8::1", "2a00::1", "unknown", ""])
    t.notOk(isLocal(address), address);
  t.end();
});

test("clients behind an unknown proxy and on a Unix socket share an address", (t) => {
  const tcp = { remoteAddress: "127.0.0.1", localAddress: "127.0.0.1" };
  const forwarded = { "x-forwarded-for": "203.0.113.1" };
  for (const [what, origin, isProxy, isShared] of [
    ["a program on this machine", { ip: "127.0.0.1", socket: tcp, headers: {} }, false, false],
    ["an unknown proxy on this machine", { ip: "127.0.0.1", socket: tcp, headers: forwarded }, true, true],
    ["a trusted proxy", { ip: "203.0.113.1", socket: tcp, headers: forwarded }, false, false],
    [
      "a client that lies",
      { ip: "8.8.8.8", socket: { ...tcp, remoteAddress: "8.8.8.8" }, headers: forwarded },
      false,
      false,
    ],
    ["a Unix socket", { ip: "127.0.0.1", socket: { remoteAddress: "127.0.0.1" }, headers: {} }, false, true],
    [
      "a proxy on a Unix socket",
      { ip: "203.0.113.1", socket: { remoteAddress: "127.0.0.1" }, headers: forwarded },
      false,
      false,
    ],
  ] as const) {
    t.same([isFromUnknownProxy(origin), isSharedAddress(origin)], [isProxy, isShared], what);
  }
  t.end();
});
