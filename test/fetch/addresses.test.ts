import { BlockList } from "node:net";
import fc from "fast-check";
import { test } from "tap";
import { isPublicAddress, parseAllowList } from "../../src/fetch/addresses.ts";

const refused = `
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 127.0.0.1 127.255.255.254 169.254.0.1 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 64:ff9b::7f00:1 64:ff9b::8.8.8.8 64:ff9b:1::1
100::1 2001::1 2001:2::1 2001:db8::1 2001:10::1 2001:20::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
fd12:3456:789a::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1
`;
const open =
  "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 126.255.255.255 172.15.255.255 172.32.0.1 192.167.255.255 223.255.255.255 2606:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888";

test("only addresses of the public internet are asked, in whatever form", (t) => {
  for (const address of refused.trim().split(/\s+/)) t.equal(isPublicAddress(address), false, address);
  for (const address of open.split(" ")) t.equal(isPublicAddress(address), true, address);
  for (const address of ["", "localhost", "example.org", "1.2.3", "[::1]", "1.1.1.1.1", "::g"]) {
    t.equal(isPublicAddress(address), false, `“${address}” is none`);
  }
  t.end();
});

/** The registries of special addresses (RFC 6890), as Node's own lists take them. */
const special = new BlockList();
for (const range of `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
  224.0.0.0/4 240.0.0.0/4`.split(/\s+/)) {
  const [network = "", bits] = range.split("/");
  special.addSubnet(network, Number(bits), "ipv4");
}

test("the verdict on any IPv4 address is that of the registries", (t) => {
  const near = fc.constantFrom(
    ...refused
      .trim()
      .split(/\s+/)
      .filter((address) => !address.includes(":")),
  );
  const address = fc.oneof(
    fc.ipV4(),
    fc.tuple(near, fc.nat(255)).map(([start, last]) => start.replace(/\d+$/, String(last))),
  );
  fc.assert(
    fc.property(address, (ip) => isPublicAddress(ip) === !special.check(ip, "ipv4")),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(address, (ip) => !isPublicAddress(`::ffff:${ip}`) && !isPublicAddress(`64:ff9b::${ip}`)));
  fc.assert(
    fc.property(fc.ipV6(), (ip) => !isPublicAddress(ip) || /^[23]/.test(ip.split(":")[0]?.padStart(4, "0") ?? "")),
    { numRuns: 2000 },
  );
  t.end();
});

test("a setting allows more: addresses, ranges, hosts, and hosts with a port", (t) => {
  const allowed = parseAllowList(["127.0.0.1", "10.1.0.0/16", "fd00::/8", "Intranet.example", "localhost:8080"]);
  for (const address of ["127.0.0.1", "10.1.2.3", "fd12::1", "::ffff:127.0.0.1"])
    t.ok(allowed.allowsAddress(address), address);
  for (const address of ["127.0.0.2", "10.2.0.1", "fe80::1", "::1", "nonsense"])
    t.notOk(allowed.allowsAddress(address), address);
  const host = (url: string) => allowed.allowsHost(new URL(url));
  t.ok(host("http://intranet.example/"));
  t.ok(host("https://INTRANET.example:8443/"));
  t.ok(host("http://localhost:8080/"));
  t.notOk(host("http://localhost/"));
  t.notOk(host("http://intranet.example.evil.example/"));
  t.notOk(parseAllowList([]).allowsHost(new URL("http://localhost/")));
  t.end();
});
