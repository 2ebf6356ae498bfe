"""Parses what stands at addresses, one a line on standard input, with expat, and writes its complaint or null, as JSON."""

import json
import sys
import urllib.request
from xml.parsers import expat


def complaint(url):
    parser = expat.ParserCreate(namespace_separator=" ")
    with urllib.request.urlopen(url) as answer:
        try:
            parser.Parse(answer.read(), True)
        except expat.ExpatError as error:
            return str(error)


for line in sys.stdin:
    url = line.strip()
    complaints = [found] if (found := complaint(url)) else []
    print(json.dumps({"url": url, "events": [{"level": "error", "name": "expat", "message": text} for text in complaints]}), flush=True)
