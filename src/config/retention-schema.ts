import Type from "typebox";
import { noOtherKeys } from "./fields.ts";

const days = (description: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: 36_500, default: value, description: `${description}, in days` });

const count = (description: string, value: number, minimum = 1) =>
  Type.Integer({ minimum, maximum: 10_000, default: value, description });

/** A run that goes on and the one before it must be among those that are kept. */
const minRuns = 10;

/** `retention`: how long, or how many, records are kept that nothing published needs. */
export const Retention = Type.Object(
  {
    revisions: count("how many states of an article are kept, the present one included", 50),
    sourceRevisions: count("how many of these states may be from one source", 5),
    deletedArticles: days("how long a deleted article and its revisions can be restored", 30),
    audit: days("how long entries of the audit log are kept", 400),
    deliveries: days("how long deliveries to webhooks that ended are kept", 30),
    runs: count("how many runs are kept", 500, minRuns),
    statistics: days("how long counts of requests and subscribers are kept", 400),
  },
  { ...noOtherKeys, default: {} },
);
