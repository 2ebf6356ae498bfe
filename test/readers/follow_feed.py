"""
Asks for the feed at the address that is the first argument, as programs that use feedparser do. The second argument is the
file that holds what they keep from run to run: the validators, and the titles of all articles by id. Prints these titles.
"""

import json
import sys

import feedparser

url, file = sys.argv[1:]
try:
    with open(file, encoding="utf-8") as kept:
        state = json.load(kept)
except FileNotFoundError:
    state = {"etag": None, "modified": None, "titles": {}}

document = feedparser.parse(url, etag=state["etag"], modified=state["modified"])
if document.status != 304:
    state["etag"] = document.get("etag")
    state["modified"] = document.get("modified")
    state["titles"].update((entry.id, entry.title) for entry in document.entries)
    with open(file, "w", encoding="utf-8") as kept:
        json.dump(state, kept)
print(json.dumps(list(state["titles"].values())))
