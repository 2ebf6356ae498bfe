import { nearestName } from "../article/nearest.ts";

/** A variable that Courant does not read, and the one that it most likely stands for. */
export type Misspelling = { name: string; meant: string };

/**
 * Finds variables that look like misspelt settings: another case, underscores that are missing or too many, the prefix
 * `COURANT_`, or one letter. Short names such as PORT resemble many others (PORTS, POST), so their letters must be right.
 * A name whose right spelling is set as well is no mistake. Pure.
 * @param known the names that are read
 */
export function findMisspellings(
  variables: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): Misspelling[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (!value || known.includes(name) || isServiceLink(value)) return [];
    const meant = findMeant(name, known);
    return meant === undefined || variables[meant] ? [] : [{ name, meant }];
  });
}

/** Describes a misspelling without its value, which may be secret. */
export function describeMisspelling({ name, meant }: Misspelling): string {
  return `The variable ${name} is set, and Courant does not read it: did you mean ${meant}? Rename it, or unset it.`;
}

const prefix = /^COURANT_/i;

function findMeant(name: string, known: readonly string[]): string | undefined {
  const bare = name.replace(prefix, "");
  const spelling = fold(bare);
  const same = known.find((each) => fold(each) === spelling);
  // A short name in small letters is more often a variable of a script.
  if (same !== undefined) return isShort(same) && bare !== same && bare === name ? undefined : same;
  const nearest = nearestName(
    bare,
    known.filter((each) => !isShort(each)),
  );
  return nearest !== undefined && differsByOneSlip(fold(nearest), spelling) ? nearest : undefined;
}

const isShort = (name: string) => name.length < 8;

const fold = (name: string) => name.replaceAll("_", "").toUpperCase();

/** Tells whether two texts differ by one letter, or by two neighbours in the wrong order. */
function differsByOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const start = [...short].findIndex((letter, index) => letter !== long[index]);
  const from = start < 0 ? short.length : start;
  if (short.length < long.length) return short.slice(from) === long.slice(from + 1);
  if (short.slice(from + 1) === long.slice(from + 1)) return true;
  return (
    short[from] === long[from + 1] && short[from + 1] === long[from] && short.slice(from + 2) === long.slice(from + 2)
  );
}

/** Kubernetes and Docker set COURANT_PORT and its like to such addresses if a service is named courant. */
function isServiceLink(value: string): boolean {
  return /^(?:tcp|udp|sctp):\/\//.test(value);
}
