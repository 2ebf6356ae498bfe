import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRepositoryFile, repository } from "./repository.ts";
import { withTable } from "./settings-page.ts";

const path = "docs/configuration.md";
writeFileSync(join(repository, path), withTable(readRepositoryFile(path)));
