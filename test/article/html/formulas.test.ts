import { test } from "tap";
import { textOf } from "../../../src/article/html/text-of.ts";
import { sanitise } from "../../../src/article/sanitise.ts";

const clean = (html: string) => sanitise(html, "https://s.example/p");
const square =
  '<semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow><annotation encoding="application/x-tex">x^2</annotation></semantics>';
const squareOnce = '<math alttext="x^2"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>';

test("presentation MathML stays, with its TeX beside it once", (t) => {
  const third = "<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>";
  t.equal(clean(third), third);
  t.equal(clean(`<p>a <math>${square}</math></p>`), `<p>a ${squareOnce}</p>`);
  t.equal(
    clean(
      '<math display="block" style="x" onclick="y()" href="javascript:z"><mi mathvariant="bold" href="https://a.example" xlink:href="javascript:z">x</mi><maction actiontype="toggle"><mn>1</mn><mn>2</mn></maction></math>',
    ),
    '<math display="block"><mi mathvariant="bold">x</mi><mn>1</mn></math>',
  );
  t.end();
});

test("one of the copies that KaTeX, MathJax and MediaWiki write stays", (t) => {
  const katex = `<span class="katex"><span class="katex-mathml"><math>${square}</math></span><span class="katex-html" aria-hidden="true">x2</span></span>`;
  t.equal(clean(katex), `<span><span>${squareOnce}</span></span>`);
  const mathJax2 =
    '<span class="MathJax_Preview">x</span><span class="MathJax" data-mathml="&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;"><nobr>x</nobr></span><script type="math/tex">x</script>';
  t.equal(clean(mathJax2), "<math><mi>x</mi></math>");
  const drawn =
    '<div class="MathJax_Display"><span class="MathJax">x2</span></div><script type="math/tex; mode=display">x^2</script>';
  t.equal(clean(drawn), "<div></div>$$x^2$$");
  const mathJax3 =
    "<mjx-container><svg><text>x</text></svg><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>";
  t.equal(clean(mathJax3), "<math><mi>x</mi></math>");
  const wiki = `<span class="mwe-math-element"><span class="mwe-math-mathml-inline"><math>${square}</math></span><img src="/x.svg" class="mwe-math-fallback-image-inline" alt="x"></span>`;
  t.equal(clean(wiki), `<span><span>${squareOnce}</span></span>`);
  t.equal(clean('a <script type="math/tex">x<y</script>'), "a $x&lt;y$");
  t.equal(clean('a <script type="text/javascript">x<y</script>b'), "a b");
  t.end();
});

test("in plain text a formula is its TeX, else a linear form", (t) => {
  t.equal(textOf(`<p>a<math>${square}</math>b</p>`), "ax^2b");
  t.equal(textOf('<math alttext="{\\displaystyle a+b}"><mi>a</mi></math>'), "a+b");
  const linear: [inner: string, line: string][] = [
    ["<mfrac><mn>1</mn><mn>3</mn></mfrac>", "1/3"],
    ["<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"],
    ["<msup><mi>x</mi><mn>10</mn></msup>", "x^10"],
    ["<msub><mi>x</mi><mi>i</mi></msub>", "x_i"],
    ["<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>", "∑_(i=1)^n"],
    ["<msqrt><mi>x</mi></msqrt>", "√(x)"],
    ["<mroot><mi>x</mi><mn>3</mn></mroot>", "3√(x)"],
    [
      "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
      "[1, 2; 3]",
    ],
  ];
  for (const [inner, line] of linear) t.equal(textOf(`<math>${inner}</math>`), line);
  t.end();
});
