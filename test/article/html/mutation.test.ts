import { defaultTreeAdapter, parseFragment } from "parse5";
import { test } from "tap";
import { sanitise } from "../../../src/article/sanitise.ts";

/** Known ways to make a browser read more from cleaned HTML than the cleaner saw in it. */
const payloads = [
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  '<math><annotation-xml encoding="text/html"><style><img title="</style><img src onerror=alert(1)>"></style></annotation-xml></math>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></iframe></foreignObject></svg>',
  "<math><mi><style><img src=x onerror=alert(1)></style></mi></math>",
  "<math><mtext><![CDATA[</mtext></math><img src onerror=alert(1)>]]></mtext></math>",
  '<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title="</style><img src onerror=alert(1)>"></style></h1>',
  '<math><maction actiontype="statusline#http://a.example" xlink:href="javascript:alert(1)">x</maction></math>',
  '<math href="javascript:alert(1)"><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<math><mtext><noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<p><svg><title><a id="</title><img src=x onerror=alert(1)>"></a></title></svg></p>',
  '<math><mtext><textarea></textarea><xmp><a title="</xmp><img src onerror=alert(1)>"></a></xmp></math>',
  '<script type="math/tex"></script><img src=x onerror=alert(1)>',
  '<script type="math/tex"><!--<script>--></script><img src=x onerror=alert(1)></script>',
  '<span class="MathJax" data-mathml="<math><mtext><img src=x onerror=alert(1)></mtext></math>"></span>',
  '<iframe src="https://ok.example/" title="</iframe><img src=x onerror=alert(1)>"></iframe>',
  '<object data="javascript:alert(1)"></object><embed src="data:text/html,<script>alert(1)</script>">',
];

test("cleaned HTML says the same to a browser, however often it is read", (t) => {
  for (const frames of [[], ["ok.example"]]) {
    for (const payload of payloads) {
      const once = sanitise(payload, "https://s.example/", { frames });
      t.equal(sanitise(once, "https://s.example/", { frames }), once, payload);
      for (const scriptingEnabled of [true, false]) t.strictSame(actsIn(once, scriptingEnabled), [], payload);
    }
  }
  t.end();
});

/** Lists what would act in HTML as a browser reads it, in any namespace. */
function actsIn(html: string, scriptingEnabled: boolean): string[] {
  const pending = [...parseFragment(html, { scriptingEnabled }).childNodes];
  const acts: string[] = [];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    pending.push(...node.childNodes);
    if (/^(?:script|style|svg|object|embed|template|noscript|annotation-xml|maction)$/.test(node.tagName)) {
      acts.push(node.tagName);
    }
    for (const { name, value } of node.attrs) {
      if (/^on|^srcdoc$|^style$/.test(name) || /^\s*(?:javascript|data|vbscript):/i.test(value)) acts.push(name);
    }
  }
  return acts;
}
