import { createHash } from "node:crypto";

/** The style sheet of every page, which contains it inline: system fonts, light and dark, for phones and wide screens. */
export const style = `
:root{color-scheme:light dark;--paper:#faf8f3;--raised:#fffefb;--ink:#211e1a;--soft:#635c52;--line:#ddd7ca;--accent:#8c3313;--tint:#f1ece1;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,Charter,Georgia,"Noto Serif","Liberation Serif",serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media(prefers-color-scheme:dark){:root{--paper:#171614;--raised:#1f1d1a;--ink:#ebe6dd;--soft:#aba395;--line:#3a352e;--accent:#f0a681;--tint:#2a2621}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{display:flex;flex-direction:column;min-height:100vh;min-height:100svh;margin:0;padding-inline:clamp(1.25rem,5vw,2rem);background:var(--paper);color:var(--ink);font:1.0625rem/1.6 var(--sans);overflow-wrap:anywhere}
body>*{width:100%;max-width:42rem;margin-inline:auto}
.wide>*{max-width:66rem}
h1,h2,h3,h4{font-family:var(--serif);font-weight:600;line-height:1.2;text-wrap:balance}
h1{margin:0;font-size:clamp(2.1rem,1.5rem + 3vw,3.25rem);line-height:1.1;letter-spacing:-.015em}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.12em}
a:focus-visible,button:focus-visible,[tabindex]:focus-visible{outline:.15rem solid;outline-offset:.2rem;border-radius:.1rem}
h2 a,h3 a,.home{color:inherit;text-decoration:none}
h2 a:hover,h3 a:hover,.home:hover{color:var(--accent);text-decoration:underline}
.masthead{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.25rem 1.5rem;padding-block:1.25rem .875rem;border-block-end:1px solid var(--line);font-size:.9375rem}
.home{font:600 1.1875rem/1.3 var(--serif)}
main{padding-block:clamp(2rem,6vw,3.5rem)}
.lead{margin:1rem auto 0;margin-inline-start:0;max-width:38rem;color:var(--soft);font:1.3125rem/1.5 var(--serif);text-wrap:pretty}
.how{margin:2rem 0 0;padding-block-start:1.5rem;border-block-start:.25rem double var(--soft)}
.how p{margin:0;max-width:42rem}
.kicker{margin:0 0 .75rem;color:var(--soft);font:600 .8125rem/1.4 var(--sans);letter-spacing:.07em;text-transform:uppercase}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,28rem),1fr));gap:0 1.5rem;margin:2.25rem 0 -1.5rem;padding:0;list-style:none}
.card{display:grid;grid-row:span 5;grid-template-rows:subgrid;align-items:start;margin:0 0 1.5rem;padding:1.5rem 1.5rem .875rem;background:var(--raised);border:1px solid var(--line);border-radius:.5rem}
.card h2,.card h3{margin:0;font-size:1.5625rem}
.card h3{font-size:1.375rem}
.card p{margin:.5rem 0 1.5rem;color:var(--soft)}
.addresses{margin:0;padding:0;list-style:none;font-size:.875rem}
.card .addresses{display:grid;grid-row:span 3;grid-template-rows:subgrid}
.addresses li{display:grid;grid-template-columns:4.75rem 1fr auto;gap:.125rem .75rem;align-items:center;min-height:2.75rem;padding-block:.375rem;border-block-start:1px solid var(--line)}
.addresses code{user-select:all;-webkit-user-select:all;cursor:text;font-size:.78125rem;line-height:1.45}
@media(max-width:30rem){.card .addresses li{grid-template-columns:1fr auto}.card .addresses code{grid-column:1/-1;grid-row:2}}
button{padding:.25rem .75rem;background:none;border:1px solid var(--soft);border-radius:1rem;color:var(--ink);font:inherit;font-size:.8125rem;cursor:pointer}
button:hover,.copied{border-color:var(--accent);color:var(--accent)}
.copied::after{content:" ✓"}
output{position:fixed;inset:auto 1rem 1rem;width:auto;max-width:36rem;margin-inline:auto;padding:.75rem 1.25rem;background:var(--ink);border-radius:.5rem;color:var(--paper);font-size:.9375rem}
output:empty{padding:0}
.panel{margin:2.25rem 0 0;padding:1.5rem;background:var(--raised);border:1px solid var(--line);border-radius:.5rem}
.panel>p:not(.kicker){margin:0 0 1rem;font-size:1rem;line-height:1.5}
.panel .addresses li{grid-template-columns:1fr auto}
.panel .addresses code{grid-column:1/-1;grid-row:2}
.panel p.kicker{margin-block:1.5rem .5rem}
.readers{display:flex;flex-wrap:wrap;gap:.25rem 1.125rem;margin:0;padding:0;list-style:none;font-size:.9375rem}
.readers a{display:inline-block;padding-block:.1875rem}
.latest{margin:3rem 0 0}
.latest>ol{margin:0;padding:0;list-style:none}
.latest li{padding-block:1.5rem;border-block-start:1px solid var(--line)}
.latest h3{margin:0;font-size:1.4375rem}
.latest p{margin:.5rem 0 0}
.latest li>img{display:block;width:100%;aspect-ratio:16/9;margin-block-start:1rem;object-fit:cover;object-position:50% 25%;background:var(--tint)}
.latest img+p{margin-block-start:1rem}
.latest li:first-child h3{font-size:clamp(1.4375rem,1.2rem + 1.2vw,1.875rem)}
@media(min-width:36rem){.latest li:not(:first-child):has(>img:not([hidden])){display:grid;grid-template:auto auto 1fr/1fr 11rem;column-gap:1.75rem}
.latest li:not(:first-child)>img{grid-area:1/2/span 3;width:11rem;aspect-ratio:3/2;margin:.25rem 0 0}
.latest li:not(:first-child)>img+p{margin-block-start:.5rem}}
@media(min-width:60rem){.beside{display:grid;grid-template:auto 1fr/minmax(0,1fr) 20rem;gap:2.5rem 3.5rem}.beside .panel{grid-area:1/2/span 2;align-self:start;margin:.5rem 0 0}.beside .latest{grid-area:2/1;margin:0}}
.front>div>:first-child{margin-block-start:2.25rem}
@media(min-width:60rem){.front{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:3.5rem}}
.newest{margin:3rem 0 0}
.front .newest{margin-block-start:2.25rem}
.newest ol{margin:0;padding:0;list-style:none}
.newest li{padding-block:.75rem;border-block-start:1px solid var(--line);font:600 1.0625rem/1.35 var(--serif)}
.newest a{color:inherit;text-decoration:none}
.newest a:hover{color:var(--accent);text-decoration:underline}
.newest .meta{display:block;margin-block-start:.25rem;font:.875rem/1.4 var(--sans)}
.help{margin:2.5rem 0 0}
.nearest{font-size:1.1875rem}
.group{margin:3.5rem 0 0}
.group>h2{margin:0;padding-block-start:1.25rem;border-block-start:1px solid var(--line);font-size:1.75rem}
.group .cards{margin-block-start:1.5rem}
.contents{margin:1.5rem 0 0}
.contents ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:0;list-style:none}
.names{margin:1.25rem 0 0;padding:0;columns:4 8rem;column-gap:1rem;list-style:none}
.names li{break-inside:avoid;padding-block:.25rem}
.names a{display:inline-block;padding-block:.125rem;text-decoration:none}
.names a:hover{text-decoration:underline}
.meta{color:var(--soft);font-size:.9375rem}
.author{white-space:nowrap}
.avatar{width:1.5rem;height:1.5rem;margin-inline-end:.375rem;border-radius:50%;object-fit:cover;vertical-align:-.4375rem;background:var(--tint)}
.byline{margin:1.25rem 0 0;padding-block:.875rem;border-block:1px solid var(--line)}
figure{margin:2rem 0}
figure img{display:block}
.picture:has(>[hidden]){display:none}
figcaption{margin:.625rem 0 0;color:var(--soft);font:.875rem/1.5 var(--sans)}
img,video,audio,iframe{max-width:100%;border-radius:.25rem}
img,video{height:auto}
.story{margin:2rem 0 0;font:1.1875rem/1.65 var(--serif);text-wrap:pretty}
.story>:first-child{margin-block-start:0}
.story p,.story ul,.story ol,.story blockquote,.story pre,.story table{margin:0 0 1.25em}
.story h1,.story h2,.story h3,.story h4{margin:2em 0 .6em;font-size:1.5rem;letter-spacing:0}
.story h3,.story h4{font-size:1.25rem}
.story blockquote{padding-inline-start:1.25rem;border-inline-start:.1875rem solid var(--line);color:var(--soft)}
.story code{padding:.1em .3em;background:var(--tint);border-radius:.2rem;font:.85em/1.5 var(--mono)}
.story pre{padding:1rem 1.25rem;overflow-x:auto;background:var(--tint);border-radius:.375rem;font:.9rem/1.55 var(--mono)}
.story pre code{padding:0;background:none;font:inherit}
.story table{display:block;overflow-x:auto;overflow-wrap:break-word;border-collapse:collapse;font:.9375rem/1.5 var(--sans)}
.story th,.story td{padding:.5rem .875rem .5rem 0;border-block-end:1px solid var(--line);text-align:start;vertical-align:top}
.story hr{margin:2.5em auto;width:6rem;border:0;border-block-start:1px solid var(--line)}
code{font-family:var(--mono)}
.tags{display:flex;flex-wrap:wrap;gap:.5rem;margin:2.5rem 0 0;padding:0;list-style:none;font-size:.875rem}
.tags li{background:var(--tint);border-radius:1rem}
.tags bdi{display:inline-block;padding:.125rem .75rem}
.attachments{margin:2.5rem 0 0;padding-block-start:1.25rem;border-block-start:1px solid var(--line)}
time,.attachments .meta{display:inline-block}
.attachments ul{margin:0;padding:0;list-style:none}
.footer{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;margin-block-start:auto;padding-block:1.25rem 2rem;border-block-start:1px solid var(--line);color:var(--soft);font-size:.875rem}
@media print{.masthead,.footer,.attachments{display:none}body{background:none}}
`;

/**
 * The style sheet as a source for Content-Security-Policy's `style-src`, quotes included (CSP 3, section 2.3.1). The pages
 * also need `img-src` and `media-src` with `http: https: data:`, for the media of articles and the icon, and nothing else.
 */
export const styleHash = `'sha256-${createHash("sha256").update(style).digest("base64")}'`;
