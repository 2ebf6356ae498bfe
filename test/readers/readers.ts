import { feedParser } from "./feed-parser.ts";
import { feedme } from "./feedme.ts";
import { feedparser } from "./feedparser.ts";
import { feedsmith } from "./feedsmith.ts";
import { newsboat } from "./newsboat.ts";
import { pythonFeedparser } from "./python-feedparser.ts";
import type { Reader } from "./reading.ts";
import { rssParser } from "./rss-parser.ts";

export const packages: readonly Reader[] = [feedsmith, rssParser, feedparser, feedme, feedParser];
export const readers: readonly Reader[] = [...packages, pythonFeedparser, newsboat];
