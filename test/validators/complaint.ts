/** A complaint of a validator about a document. */
export type Complaint = {
  validator: string;
  url: string;
  level: "error" | "warning" | "note";
  /** The kind of the complaint, in the validator's words. */
  name: string;
  message: string;
};
