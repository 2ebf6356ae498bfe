import { testEveryStore } from "./contract/all.ts";
import { testStores } from "./helpers.ts";

testEveryStore("SQLite", testStores);
