/** The digest of config/courant.yaml in the repository. `npm run schema` writes this file. */
export const untouchedDigest = "5b783a77062843558a08726b2cc1ff3edf978ec9e82ff9c81b48098689670ccc";
