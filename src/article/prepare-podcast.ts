import { asLanguage, asMediaType, line, list, members, present, type Reader, read } from "./fields.ts";
import { child, type Mistakes } from "./mistakes.ts";
import type { Chapters, Person, Podcast, Transcript } from "./podcast.ts";
import type { Gapped } from "./shape.ts";

/** What an article says as an episode of a podcast, cleaned. */
export function cleanPodcast(
  podcast: Gapped<Podcast> | undefined,
  pointer: string,
  asUrl: Reader,
  mistakes: Mistakes,
): Podcast | undefined {
  if (podcast === undefined) return undefined;
  const { season, episode, episode_type, explicit, transcripts, chapters, people } = podcast;
  const at = (name: string, index: number) => child(child(pointer, name), index);
  return members({
    season,
    episode,
    episode_type,
    explicit,
    transcripts: list(
      transcripts?.map((transcript, index) => cleanTranscript(transcript, at("transcripts", index), asUrl, mistakes)),
    ),
    chapters: cleanChapters(chapters, child(pointer, "chapters"), asUrl, mistakes),
    people: list(people?.map((person, index) => cleanPerson(person, at("people", index), asUrl, mistakes))),
  });
}

function cleanTranscript(
  transcript: Transcript | undefined,
  pointer: string,
  asUrl: Reader,
  mistakes: Mistakes,
): Transcript | undefined {
  const url = read(transcript?.url, child(pointer, "url"), asUrl, mistakes);
  const type = read(transcript?.type, child(pointer, "type"), asMediaType, mistakes);
  const language = read(transcript?.language, child(pointer, "language"), asLanguage, mistakes);
  return url === undefined || type === undefined ? undefined : { url, type, ...present({ language }) };
}

function cleanChapters(
  chapters: Chapters | undefined,
  pointer: string,
  asUrl: Reader,
  mistakes: Mistakes,
): Chapters | undefined {
  const url = read(chapters?.url, child(pointer, "url"), asUrl, mistakes);
  const type = read(chapters?.type, child(pointer, "type"), asMediaType, mistakes);
  return url === undefined ? undefined : { url, ...present({ type }) };
}

/** A person without a visible name is none. */
function cleanPerson(
  person: Person | undefined,
  pointer: string,
  asUrl: Reader,
  mistakes: Mistakes,
): Person | undefined {
  const name = line(person?.name);
  const image = read(person?.image, child(pointer, "image"), asUrl, mistakes);
  const url = read(person?.url, child(pointer, "url"), asUrl, mistakes);
  if (name === undefined) return undefined;
  return { name, ...present({ role: line(person?.role), group: line(person?.group), image, url }) };
}
