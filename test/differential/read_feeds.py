"""Reads the feeds whose paths come in, a line each, with feedparser, and prints their entries as JSON, a line for each feed."""

import json
import sys

import feedparser


def addresses(items):
    found = [item.get("href") or item.get("url") for item in items]
    return [address for address in found if address]


def entry(one):
    pictures = [item for item in one.get("media_content", []) if item.get("medium") == "image"]
    return {
        "id": one.get("id"),
        "link": one.get("link"),
        "title": one.get("title"),
        "isDated": any(one.get(name + "_parsed") for name in ("published", "updated", "created")),
        "attachments": addresses(one.get("enclosures", []))
        + addresses(item for item in one.get("media_content", []) if item not in pictures),
        "pictures": addresses(pictures)
        + addresses(one.get("media_thumbnail", []))
        + addresses([one.image] if isinstance(one.get("image"), dict) else []),
    }


for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as file:
            entries = feedparser.parse(file.read()).entries
        print(json.dumps({"path": path, "entries": [entry(one) for one in entries]}), flush=True)
    except Exception as error:
        print(json.dumps({"path": path, "entries": [], "error": str(error)}), flush=True)
