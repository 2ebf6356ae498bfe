import Type from "typebox";
import { ListedRun, Run } from "../../../stores/run-schema.ts";
import { RegenerateRequest } from "../../run-routes.ts";
import { json, type Operations } from "../operation.ts";
import { noOtherMembers } from "../schemas/values.ts";
import { runExample } from "./examples.ts";

const { made: _, ...listedRun } = runExample;
const waitingRun = {
  ...listedRun,
  state: "waiting",
  started: undefined,
  finished: undefined,
  durationMs: undefined,
  progress: { done: 0, total: 0 },
  made: [],
  documents: { changed: [], unchanged: 0, failed: [], cut: [] },
};
export const runOperations: Operations = {
  "POST /admin/regenerate": {
    id: "regenerate",
    tag: "Runs",
    summary: "Regenerate channels",
    description: "Starts a run and answers with it when it has ended; with `Prefer: respond-async`, at once.",
    headers: ["Prefer"],
    body: json(RegenerateRequest, { channels: ["news"], force: true }),
    isBodyOptional: true,
    answers: {
      200: { description: "the run has ended", content: json(Run, runExample) },
      202: {
        description: "the run goes on",
        headers: ["Location", "Preference-Applied"],
        content: json(Run, waitingRun),
      },
    },
    errors: ["CHANNEL_NOT_FOUND"],
  },
  "GET /admin/runs": {
    id: "listRuns",
    tag: "Runs",
    summary: "List the last runs",
    examples: { limit: 20 },
    answers: {
      200: {
        description: "the runs, newest first",
        content: json(Type.Object({ runs: Type.Array(ListedRun) }, noOtherMembers), { runs: [listedRun] }),
      },
    },
  },
  "GET /admin/runs/{id}": {
    id: "getRun",
    tag: "Runs",
    summary: "Read a run",
    examples: { id: runExample.id },
    answers: { 200: { description: "the run", content: json(Run, runExample) } },
    errors: ["RUN_NOT_FOUND"],
  },
  "GET /admin/runs/{id}/events": {
    id: "followRun",
    tag: "Runs",
    summary: "Follow a run",
    description:
      "Server-sent events: `run` with the run as it stands, then `made` and `progress`, and `run` again at the end.",
    examples: { id: runExample.id },
    answers: {
      200: {
        description: "the events",
        content: {
          "text/event-stream": {
            schema: Type.String(),
            example: `event: run\nid: ${runExample.id}\ndata: ${JSON.stringify(runExample)}\n\n`,
          },
        },
      },
      204: { description: "the client has received the end of the run before (Last-Event-ID)" },
    },
    errors: ["RUN_NOT_FOUND"],
  },
};
