/** The digest of config/courant.yaml in the repository. `npm run schema` writes this file. */
export const untouchedDigest = "31dbe16e19205de7ed51c93f0adcd0f017a756d8f8989d1ef4fb026d8c531fa5";
