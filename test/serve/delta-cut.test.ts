import fc from "fast-check";
import { test } from "tap";
import { createAcceptEncodingReader } from "../../src/serve/accept-encoding.ts";
import { createDelta } from "../../src/serve/delta.ts";
import { userAgent } from "./delta-service.ts";

test("no A-IM and no If-None-Match make it throw, or cut what is not there", (t) => {
  const name = "0".repeat(32);
  const body = Buffer.from("<abc>[1,2,3]</abc>");
  const variant = { bytes: body.length, etag: '"now"', sha256: "" };
  const deltas = { head: 6, separator: 1, tail: 7, items: [1, 1, 1], past: [name], ages: [1, 0, 0] };
  const document = {
    path: "/",
    file: "x",
    type: "x",
    maxAge: 1,
    lastModified: 0,
    variants: { identity: variant },
    deltas,
  };
  const readAcceptEncoding = createAcceptEncodingReader();
  const tag = fc.oneof(fc.constantFrom(`"${name}"`, `W/"${name}-gzip"`, `"${name}`, "*", ","), fc.string());
  const list = fc.array(tag, { maxLength: 5 }).map((tags) => tags.join(","));
  const manipulation = fc.oneof(fc.constantFrom("feed", "FEED;q=1", "feed;q=0", "gzip", ";", "q=1"), fc.string());
  fc.assert(
    fc.property(fc.array(manipulation, { maxLength: 4 }), list, fc.boolean(), (manipulations, ifNoneMatch, accepts) => {
      const accepted = readAcceptEncoding(accepts ? "gzip" : "gzip, identity;q=0");
      const asked = { userAgent, aIm: manipulations.join(","), ifNoneMatch, coding: "identity", accepted } as const;
      const delta = createDelta(document, asked);
      if (delta && !accepts) throw new Error("a coding that is excluded");
      if (delta && delta.cut(body).toString() !== "<abc>[2,3]</abc>") throw new Error(delta.cut(body).toString());
      if (delta && !/^"0{32}(-\w+)*"$/.test(String(delta.headers["delta-base"]))) throw new Error("another base");
      if (delta && !/feed/i.test(asked.aIm)) throw new Error("not asked for");
    }),
  );
  const accepted = readAcceptEncoding("gzip");
  const asked = { userAgent, aIm: "feed", ifNoneMatch: `"${name}"`, coding: "identity", accepted } as const;
  t.equal(createDelta(document, asked)?.cut(body).toString(), "<abc>[2,3]</abc>");
  t.equal(createDelta({ ...document, deltas: undefined }, asked), undefined);
  t.end();
});
