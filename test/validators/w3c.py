"""Runs the W3C feed validator on addresses, one a line on standard input, and writes what it logs, one JSON line each.

Usage: w3c.py CHECKOUT, of https://github.com/w3c/feedvalidator. Needs html5lib and lxml.
"""

import json
import sys
import urllib.error
import urllib.request
import warnings

warnings.simplefilter("ignore")
sys.path.insert(0, f"{sys.argv[1]}/src")

import feedvalidator
from feedvalidator import logging
from feedvalidator.formatter.text_plain import Formatter


def level(event):
    for kind in (logging.Error, logging.Warning):
        if isinstance(event, kind):
            return kind.__name__.lower()
    return "note"


def validate(url):
    try:
        events = feedvalidator.validateURL(url, firstOccurrenceOnly=0)["loggedEvents"]
    except logging.ValidationFailure as failure:
        events = [failure.event]
    formatter = Formatter(events)
    return [
        {"level": level(event), "name": type(event).__name__, "message": formatter.format(event)}
        for event in events
        if not isinstance(event, logging.Success)
    ]


for line in sys.stdin:
    url = line.strip()
    print(json.dumps({"url": url, "events": validate(url)}), flush=True)
