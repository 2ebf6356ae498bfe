/** The digest of config/courant.yaml in the repository. `npm run schema` writes this file. */
export const untouchedDigest = "22898a850ef9c0e29f5aeaee6d68c75d39dbbf9470b8cfda0d708990e9a2e9d1";
