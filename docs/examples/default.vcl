# /etc/varnish/default.vcl
vcl 4.1;

# Varnish's built-in rules are right for Courant: the address is all it needs.
backend default {
    .host = "127.0.0.1";
    .port = "8080";
}
