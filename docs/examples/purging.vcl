# /etc/varnish/default.vcl, with the module xkey (Debian: varnish-modules)
vcl 4.1;

import std;
import xkey;

backend default {
    .host = "127.0.0.1";
    .port = "8080";
}

# The machine on which Courant publishes.
acl publishers {
    "127.0.0.1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ publishers) {
            return (synth(403));
        }
        if (!req.http.xkey-purge) {
            return (synth(400));
        }
        # Everything: also the copies from before Courant knew this cache, which have no keys.
        if (req.http.xkey-purge ~ "(^| )all( |$)") {
            ban("obj.status != 0");
        }
        set req.http.x-purged = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Purged " + req.http.x-purged));
    }
    if (req.url ~ "^/media/") {
        return (pass);
    }
}

sub vcl_backend_response {
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    # Varnish itself does not read this header (RFC 9213).
    if (beresp.http.CDN-Cache-Control ~ "^max-age=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^max-age=(\d+).*", "\1s"), beresp.ttl);
    }
}

sub vcl_deliver {
    # Readers go by Cache-Control, from now on: a document that was not purged is as good as new.
    if (resp.http.CDN-Cache-Control) {
        unset resp.http.Age;
        set resp.http.Date = now;
    }
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.CDN-Cache-Control;
}
