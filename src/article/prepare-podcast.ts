import {
  type FieldReader,
  languageReader,
  mediaTypeReader,
  nonEmptyLine,
  nonEmptyList,
  nonEmptyObject,
  readField,
  withoutUndefined,
} from "./fields.ts";
import { childPointer, type Mistakes } from "./mistakes.ts";
import type { Chapters, Person, Podcast, Transcript } from "./podcast.ts";
import type { WithGaps } from "./shape.ts";

/** Cleans the details of an article that is a podcast episode. */
export function cleanPodcast(
  podcast: WithGaps<Podcast> | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): Podcast | undefined {
  if (podcast === undefined) return undefined;
  const { title, season, episode, episode_type, explicit, transcripts, chapters, people } = podcast;
  const pointerTo = (name: string, index: number) => childPointer(childPointer(pointer, name), index);
  return nonEmptyObject({
    title: nonEmptyLine(title),
    season,
    episode,
    episode_type,
    explicit,
    transcripts: nonEmptyList(
      transcripts?.map((transcript, index) =>
        cleanTranscript(transcript, pointerTo("transcripts", index), addressReader, mistakes),
      ),
    ),
    chapters: cleanChapters(chapters, childPointer(pointer, "chapters"), addressReader, mistakes),
    people: nonEmptyList(
      people?.map((person, index) => cleanPerson(person, pointerTo("people", index), addressReader, mistakes)),
    ),
  });
}

function cleanTranscript(
  transcript: Transcript | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): Transcript | undefined {
  const url = readField(transcript?.url, childPointer(pointer, "url"), addressReader, mistakes);
  const type = readField(transcript?.type, childPointer(pointer, "type"), mediaTypeReader, mistakes);
  const language = readField(transcript?.language, childPointer(pointer, "language"), languageReader, mistakes);
  return url === undefined || type === undefined ? undefined : { url, type, ...withoutUndefined({ language }) };
}

function cleanChapters(
  chapters: Chapters | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): Chapters | undefined {
  const url = readField(chapters?.url, childPointer(pointer, "url"), addressReader, mistakes);
  const type = readField(chapters?.type, childPointer(pointer, "type"), mediaTypeReader, mistakes);
  return url === undefined ? undefined : { url, ...withoutUndefined({ type }) };
}

/** Cleans a person. Returns undefined for one without a visible name. */
function cleanPerson(
  person: Person | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): Person | undefined {
  const name = nonEmptyLine(person?.name);
  const image = readField(person?.image, childPointer(pointer, "image"), addressReader, mistakes);
  const url = readField(person?.url, childPointer(pointer, "url"), addressReader, mistakes);
  if (name === undefined) return undefined;
  return {
    name,
    ...withoutUndefined({ role: nonEmptyLine(person?.role), group: nonEmptyLine(person?.group), image, url }),
  };
}
