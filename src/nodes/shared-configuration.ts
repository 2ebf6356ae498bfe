import { CourantError } from "../errors.ts";
import type { ConfigurationStore } from "../stores/nodes.ts";

/** The text of the configuration that all nodes share, as the settings of a node need it. */
export type SharedConfiguration = {
  /** Reads the text that is in force everywhere. @returns undefined before the first one */
  read(): Promise<string | undefined>;
  /**
   * Puts a text in the place of the one that was read last.
   * @throws PRECONDITION_FAILED when another node has changed it since
   */
  write(text: string): Promise<void>;
};

/** Creates the shared configuration of a node. */
export function shareConfiguration(store: ConfigurationStore): SharedConfiguration {
  let number = 0;
  return {
    async read() {
      const found = await store.read();
      number = found?.number ?? 0;
      return found?.text;
    },

    async write(text) {
      if (await store.write(text, { number })) {
        number += 1;
        return;
      }
      throw new CourantError(
        "PRECONDITION_FAILED",
        "Somebody has changed the configuration at another node meanwhile. Nothing is changed. Read it again, and repeat " +
          "the change if you still want it.",
      );
    },
  };
}
