"""Reads the feed in the file that is the argument, with feedparser, and prints what it shows as JSON."""

import json
import sys
import time

import feedparser


def second(moment):
    return moment and time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)


def enclosure(one):
    length = one.get("length", one.get("filesize"))
    return {
        "url": one.get("href", one.get("url")),
        "type": one.get("type"),
        "length": int(length) if length else None,
    }


def item(entry):
    media = entry.get("media_content", [])
    image = next((one for one in media if one.get("medium") == "image"), None)
    return {
        "id": entry.get("id"),
        "title": entry.get("title"),
        "link": entry.get("link"),
        "published": second(entry.get("published_parsed")),
        # Asked for an update that is not there, feedparser gives the date of publication.
        "updated": second(entry.updated_parsed) if "updated" in entry else None,
        "authors": [author["name"] for author in entry.get("authors", []) if "name" in author],
        "tags": [tag.term for tag in entry.get("tags", [])],
        "summary": entry.get("summary"),
        "content": entry.content[0].value if "content" in entry else None,
        "image": image and image["url"],
        "enclosures": [enclosure(one) for one in entry.enclosures],
        "media": [enclosure(one) for one in media if one is not image],
        "language": entry.get("title_detail", {}).get("language"),
    }


with open(sys.argv[1], "rb") as file:
    document = feedparser.parse(file.read())
print(json.dumps({"title": document.feed.get("title"), "items": [item(entry) for entry in document.entries]}))
