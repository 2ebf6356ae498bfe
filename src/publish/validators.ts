import type { Clock } from "../clock.ts";
import { makeVariants, sha256 } from "./compression.ts";
import type { Published } from "./files.ts";
import type { Document } from "./snapshot.ts";
import type { Candidate } from "./unit.ts";

/** Gives documents their validators, and remembers those of every path, so that none of them ever goes back. */
export type Validators = {
  /**
   * @param served what is served at the path and intact; its bytes are not made again when they are the same
   * @returns the document, and whether its bytes are new
   */
  validate(candidate: Candidate, served: Document | undefined): Promise<{ document: Document; isNew: boolean }>;
  remember(document: Document): void;
  forget(document: Document): void;
};

export function createValidators(entries: Published["entries"], clock: Clock): Validators {
  const known = new Map([...entries].map(([path, entry]) => [path, validatorsOf(entry)]));

  /** A document changes at most once a second, so that Last-Modified tells any two of its states apart. */
  async function nextLastModified(previous: number | undefined): Promise<number> {
    if (previous !== undefined) {
      const wait = previous + 1000 - clock.now();
      if (wait > 0 && wait <= 1000) await clock.sleep(wait);
    }
    const now = Math.floor(clock.now() / 1000) * 1000;
    return previous === undefined ? now : Math.max(now, previous + 1000);
  }

  return {
    async validate({ body, ...head }, served) {
      const hash = sha256(body);
      if (served?.variants.identity.sha256 === hash && served.file === head.file) {
        const { lastModified, variants } = served;
        return { document: { ...head, lastModified, variants }, isNew: false };
      }
      const before = known.get(decodeURIComponent(head.path));
      const variants = await makeVariants(body, head);
      const lastModified = before?.sha256 === hash ? before.lastModified : await nextLastModified(before?.lastModified);
      return { document: { ...head, lastModified, variants }, isNew: true };
    },

    remember(document) {
      known.set(decodeURIComponent(document.path), validatorsOf(document));
    },

    forget({ path }) {
      known.delete(decodeURIComponent(path));
    },
  };
}

function validatorsOf({
  lastModified,
  variants,
}: {
  lastModified: number;
  variants: { identity: { sha256: string } };
}) {
  return { lastModified, sha256: variants.identity.sha256 };
}
