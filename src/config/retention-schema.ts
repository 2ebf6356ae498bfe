import Type from "typebox";
import { noOtherKeys } from "./fields.ts";

const days = (description: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: 36_500, default: value, description: `${description}, in days` });

/** `retention`: how long records are kept that nothing published needs. */
export const Retention = Type.Object(
  {
    deletedArticles: days("how long a deleted article and its revisions can be restored", 30),
    audit: days("how long entries of the audit log are kept", 400),
  },
  { ...noOtherKeys, default: {} },
);
