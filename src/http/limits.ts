/** How long clients may take and how much they may ask for at once; times in milliseconds. */
export type ConnectionLimits = {
  /** From the connection, or a request's first byte, to the end of its headers. */
  headersTimeout: number;
  /** From a request's first byte to the end of its body. */
  requestTimeout: number;
  /** With an answer under way in which nothing moves. */
  stallTimeout: number;
  /** Between requests. Proxies close after 60 seconds, and must be the first to close. */
  keepAliveTimeout: number;
  /** For taking one answer, however steadily: it ends between this and twice this. */
  answerTimeout: number;
  /** How often the two timeouts of requests are looked after. */
  checkingInterval: number;
  /** Requests on a connection that wait for the answer to the one before. */
  maxPipelined: number;
  /** Bytes of a request's line and headers. */
  maxHeaderSize: number;
  /** Connections at a time. */
  maxConnections: number;
};

/** More would be a matter of memory, not of descriptors. */
const maxConnections = 16_384;

/** Descriptors that connections leave to the collection and to the files of documents. */
const reservedDescriptors = 64;

export const connectionLimits: ConnectionLimits = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  stallTimeout: 30_000,
  keepAliveTimeout: 72_000,
  answerTimeout: 150_000,
  checkingInterval: 5_000,
  maxPipelined: 100,
  maxHeaderSize: 16_384,
  maxConnections: Math.min(maxConnections, Math.max(reservedDescriptors, openFiles() - reservedDescriptors)),
};

/** How many files this process may have open (`ulimit -n`, which Node raises to the hard limit). */
function openFiles(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isNaN(soft) ? Number.POSITIVE_INFINITY : soft;
}
