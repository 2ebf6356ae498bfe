/** The digest of config/courant.yaml in the repository. `npm run schema` writes this file. */
export const untouchedDigest = "ebf0f3b75914b3b1bc76ef9b4bbe98d9722a665be3123eae106af3426968c3d6";
