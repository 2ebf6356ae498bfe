/** Names config/courant.yaml as the repository has it. `npm run schema` writes this file. */
export const untouchedDigest = "03ebee2137f7694f10307e2fbd243ff662b1cd281547e78eff1a24cb1a9df171";
