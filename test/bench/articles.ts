/**
 * Words of a small magazine. Prose out of them compresses about as English does: to less than a
 * third with gzip.
 */
const words = `
the of and to in that is was for it with as on be at by this had not are but from or have an they which one were all
their there been has when who will more no if out so said what up its about into than them can only other new some time
these two may then do first any my now such like our over man me even most made after also did many before must through
years where much your way well down should because each just those people how too little state good very make world
still own see men work long here get both between life being under never day same another know while last might us great
old year off come since against go came right used take three small large house during without again place around
however home found part school number every school water second general order night often least enough almost away took
side government system course began open public set interest river early light church power group given question family
history need young possible several thing mind area matter company become whether along present want local within second
street office council market village garden letter morning library reading editor printer paper journal report museum
station harbour bridge winter summer evening weather mountain valley forest orchard baker teacher farmer doctor engineer
minister committee agreement decision argument evidence collection exhibition manuscript translation neighbourhood
festival concert theatre audience painting photograph architecture railway timetable passenger ticket journey traveller
agriculture harvest vineyard fisherman lighthouse electricity telephone computer network software publisher subscriber
newspaper magazine article chapter paragraph sentence language grammar dictionary university professor student lecture
experiment laboratory measurement temperature pressure velocity distance geometry arithmetic statistics proportion
percentage population parliament election candidate campaign constitution legislation regulation ministry embassy
treaty frontier customs currency investment insurance mortgage merchant factory machinery apprentice carpenter
stonemason blacksmith weaver tailor workshop instrument violin orchestra conductor rehearsal performance applause
kitchen recipe breakfast supper saffron cinnamon rosemary butter cheese chestnut mushroom raspberry blackbird swallow
kingfisher hedgehog otter salmon sturgeon dragonfly meadow hedgerow footpath signpost churchyard cottage chimney
staircase corridor balcony courtyard fountain sculpture mosaic tapestry porcelain lantern candlestick wardrobe
`
  .trim()
  .split(/\s+/);

const endings = ["", "", "", "", "", "", "s", "s", "ed", "ing"];

/** An article as `courant import` takes it in NDJSON. */
type Article = {
  id: string;
  url: string;
  title: string;
  summary: string;
  content_html: string;
  date_published: string;
  authors: { name: string }[];
  tags: string[];
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Articles whose items in RSS have about 4.8 kB each. The same every time.
 * @param prefix stands in the ids, and gives other prefixes other prose
 */
export function* makeArticles(count: number, { prefix = "article", tags = [] as string[] } = {}): Generator<Article> {
  const random = randomNumbers([...prefix].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7));
  const word = () => `${words[Math.floor(random() * words.length)]}${endings[Math.floor(random() * endings.length)]}`;
  const sentence = () => {
    const text = Array.from({ length: 8 + Math.floor(random() * 14) }, word).join(" ");
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = () => Array.from({ length: 4 }, sentence).join(" ");
  for (let index = 0; index < count; index++) {
    const content = [];
    for (let bytes = 0; bytes < 3900; bytes += content.at(-1)?.length ?? 0) content.push(`<p>${paragraph()}</p>`);
    yield {
      id: `https://site.example/${prefix}/${index}`,
      url: `https://site.example/${prefix}/${index}`,
      title: sentence().slice(0, -1),
      summary: sentence(),
      content_html: content.join("\n"),
      date_published: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
      authors: [{ name: "Inés Moreau" }],
      tags,
    };
  }
}
