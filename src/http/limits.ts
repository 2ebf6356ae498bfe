/** The limits on a client's time and on its share of the server. */
export type ConnectionLimits = {
  /** From the connection, or the first byte of a request, to the end of the headers. */
  headersTimeoutMs: number;
  /** From the first byte of a request to the end of its body, which may be a large file. */
  requestTimeoutMs: number;
  /** In each interval at least so many bytes of a body must come, until it has ended. */
  bodyIntervalMs: number;
  minBodyBytes: number;
  /** For an answer in progress of which no byte moves. */
  stallTimeoutMs: number;
  /** Between requests. Proxies close after 60 seconds, and must be the first to close. */
  keepAliveTimeoutMs: number;
  /** For reading one answer, however steadily. The connection ends between this time and twice this time. */
  answerTimeoutMs: number;
  /** The interval at which the two request timeouts are checked. */
  checkingIntervalMs: number;
  /** Requests on one connection that wait for the answer to the previous one. */
  maxPipelined: number;
  /** The request line and the headers. */
  maxHeaderBytes: number;
  /** Open connections. */
  maxConnections: number;
};

/** Beyond this number memory is the limit, not descriptors. */
const maxConnections = 16_384;

/** Descriptors that connections leave to the collection and to the files of documents. */
const reservedDescriptors = 64;

export const connectionLimits: ConnectionLimits = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 86_400_000,
  bodyIntervalMs: 60_000,
  minBodyBytes: 64 * 1024,
  stallTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  answerTimeoutMs: 150_000,
  checkingIntervalMs: 5_000,
  maxPipelined: 100,
  maxHeaderBytes: 16_384,
  maxConnections: Math.min(maxConnections, Math.max(reservedDescriptors, openFileLimit() - reservedDescriptors)),
};

/** Returns how many files this process may open (`ulimit -n`, which Node raises to the hard limit). */
function openFileLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const softLimit = Number(userLimits?.open_files?.soft);
  return Number.isNaN(softLimit) ? Number.POSITIVE_INFINITY : softLimit;
}
