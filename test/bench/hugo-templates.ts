/* Hugo's templates beside that for RSS: with what Courant's documents and pages of the same articles hold. */

/** Atom 1.0. @param most how many articles it has */
export const atomTemplate = (most: number) => `
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>{{ .Permalink }}</id>
  <title>{{ .Title }}</title>
  <updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" | safeHTML }}</updated>
  {{- range first ${most} .Pages }}
  <entry>
    <id>{{ .Params.link }}</id>
    <title>{{ .Title }}</title>
    <link href="{{ .Params.link }}"/>
    <updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" | safeHTML }}</updated>
    <published>{{ .Date.Format "2006-01-02T15:04:05Z07:00" | safeHTML }}</published>
    <summary>{{ .Params.summary }}</summary>
    <content type="html">{{ .Content | html }}</content>
    <author><name>{{ .Params.author }}</name></author>
    {{- range .Params.tags }}
    <category term="{{ . }}"/>
    {{- end }}
  </entry>
  {{- end }}
</feed>
`;

/** JSON Feed 1.1. @param most how many articles it has */
export const jsonTemplate = (most: number) => `
{ "version": "https://jsonfeed.org/version/1.1", "title": {{ .Title | jsonify }}, "home_page_url": {{ .Permalink | jsonify }}, "items": [
{{- range $index, $page := first ${most} .Pages }}{{ if $index }},{{ end }}
{ "id": {{ .Params.link | jsonify }}, "url": {{ .Params.link | jsonify }}, "title": {{ .Title | jsonify }},
  "summary": {{ .Params.summary | jsonify }}, "content_html": {{ .Content | jsonify }},
  "date_published": {{ .Date.Format "2006-01-02T15:04:05Z07:00" | jsonify }},
  "authors": [{ "name": {{ .Params.author | jsonify }} }], "tags": {{ .Params.tags | jsonify }} }
{{- end }}
] }
`;

/** A page with the titles and summaries. @param most how many articles it has */
export const pageTemplate = (most: number) => `
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>
{{- range first ${most} .Pages }}
<article><h3><a href="{{ .Params.link }}">{{ .Title }}</a></h3>
<p><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006" }}</time> {{ .Params.author }}</p>
<p>{{ .Params.summary }}</p></article>
{{- end }}
</body></html>
`;
