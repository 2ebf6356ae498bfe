/** What a validator says against a document. */
export type Complaint = {
  validator: string;
  url: string;
  level: "error" | "warning" | "note";
  /** What kind of complaint, in the validator's own words. */
  name: string;
  message: string;
};
