import { testArticleStore } from "./contract/articles.ts";
import { testAudienceStore } from "./contract/audience.ts";
import { testMediaFactStore } from "./contract/media-facts.ts";
import { testRunStore } from "./contract/runs.ts";
import { testSelectionStore } from "./contract/selections.ts";
import { testStores } from "./helpers.ts";

for (const testStore of [testArticleStore, testSelectionStore, testMediaFactStore, testRunStore, testAudienceStore]) {
  testStore("SQLite", testStores);
}
