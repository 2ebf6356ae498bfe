// A copy of the typed text in this browser, until the service has it.

/** @typedef {{ fields: import("./fields.js").Fields, published: string, draft: string, isNew: boolean, at: number }} Copy */

const prefix = "courant:article:";

/** @param {string} id @returns {Copy | undefined} */
export function findCopy(id) {
  try {
    return JSON.parse(localStorage.getItem(prefix + id) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** @returns {[id: string, copy: Copy] | undefined} the last copy of an article that the service has never had */
export function findNewCopy() {
  const ids = Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  const copies = ids.flatMap((id) => {
    const copy = findCopy(id);
    return copy?.isNew ? [/** @type {[string, Copy]} */ ([id, copy])] : [];
  });
  return copies.sort(([, a], [, b]) => b.at - a.at)[0];
}

/** @param {string} id @param {Copy} copy @returns {boolean} whether there was room */
export function keepCopy(id, copy) {
  try {
    localStorage.setItem(prefix + id, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} id */
export function forgetCopy(id) {
  localStorage.removeItem(prefix + id);
}
