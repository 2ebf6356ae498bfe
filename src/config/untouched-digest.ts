/** Names config/courant.yaml as the repository has it. `npm run schema` writes this file. */
export const untouchedDigest = "639eff46c1bd1b88db3f54611cdeee04dc68e7795a904bff62b39749c1eca8f2";
