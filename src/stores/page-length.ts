/**
 * A page of a list ends once its articles have so many characters of JSON: the whole answer is in memory, and everything
 * else waits while it is written. A feed elsewhere may bring thousands of articles of a million characters.
 */
export const maxPageLength = 8_000_000;
