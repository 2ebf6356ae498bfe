import { randomNumbers } from "./articles.ts";

/**
 * Words of a language in the order of how common they are, made up but for the first: `blank` stands between two of them.
 */
export type Vocabulary = { language: string; words: readonly string[]; blank: string; stop: string };

/** So many different words as some thousand articles of a newspaper have. */
const size = 40_000;

type Recipe = { language: string; common: string; parts: string; ends: string; most: number };

/** Languages with blanks: made-up words have up to `most` parts, and an end. */
const spaced: readonly Recipe[] = [
  {
    language: "en",
    common:
      "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one we all were her she there would their will when who him been has more if no out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over man me even most made after also did many before must through years where much your way well down should because each just those people how too little state good very make world still own see men work long here get both between life being under never day same another know while last might us great old year off come since against go came right used take three government lighthouse harbour winter",
    parts: "ba con der est fi gra ha in ker lo men na or pre qui re sta tra un ver wa ex ym zo ju",
    ends: " e s ed ing er ly tion ment al",
    most: 3,
  },
  {
    language: "de",
    common:
      "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich schon wenn seine mark ihre dann unter wir soll kann ihr gegen vom wieder regierung straße größe",
    parts: "ab ber ein schaft haus ver kehr stadt rat gesell wirt zeit ung bund arbeit land kraft fahr zeug über",
    ends: " en er e ung lich keit heit es",
    most: 5,
  },
  {
    language: "fr",
    common:
      "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ont son sa aux été cette mais ou comme fait tout nous elle leur deux même ces entre sous après autres où être gouvernement état",
    parts: "ma pré con tion ver lou é cri mon tra pa ni res au ba dé gi hau",
    ends: " e s é ée ment tion eur aux",
    most: 3,
  },
];

const chineseCommon =
  "的 一 是 在 不 了 有 和 人 这 中 大 为 上 个 国 我 以 要 他 时 来 用 们 生 到 作 地 于 出 就 分 对 成 会 可 主 发 年 我们 可以 他们 没有 中国 政府 经济 发展 社会 问题 工作 企业 市场 国家 世界 时间 城市 文化 历史 技术 学生 大学 教育 研究 北京 上海 图书馆 火车站 环境 保护 新闻 记者";
const chineseCharacters =
  "天地人山水火木金土日月星风云雨雪花草树林江河海湖石田园路桥城门户室书文字画音乐歌诗词语言思想心情爱喜怒哀春夏秋冬东西南北前后左右高低长短红黄蓝绿黑白食米面肉鱼茶酒衣布车船机电光热声力气体头手足目耳口鼻牛马羊鸡犬虎龙鸟父母子女兄弟姐妹师友王民兵将士农工商医药病学校课考试题目科理化法律权利义务";
const thaiCommon =
  "การ ที่ และ ใน ของ เป็น มี ได้ ให้ ไม่ ว่า จะ มา ไป กับ คน ความ นี้ จาก แต่ หรือ โดย เพื่อ รัฐบาล ประเทศ เมือง โรงเรียน นักเรียน หนังสือ ข่าว ตลาด อาหาร น้ำ ถนน บ้าน เวลา ปี วัน ชีวิต ทำงาน เศรษฐกิจ สังคม วัฒนธรรม ประวัติศาสตร์ มหาวิทยาลัย สิ่งแวดล้อม รถไฟ ทะเล ภูเขา แม่น้ำ ดอกไม้ ต้นไม้ เด็ก ผู้หญิง ผู้ชาย ครู หมอ ตำรวจ เกษตร";

/** The vocabularies, and how many of a hundred articles are in each. */
export const vocabularies: readonly (Vocabulary & { share: number })[] = [
  { ...spacedVocabulary("en"), share: 60 },
  { ...spacedVocabulary("de"), share: 15 },
  { ...spacedVocabulary("fr"), share: 10 },
  { language: "zh", words: unspacedWords(chineseCommon, [...chineseCharacters]), blank: "", stop: "。", share: 10 },
  { language: "th", words: unspacedWords(thaiCommon, thaiCommon.split(" ")), blank: "", stop: " ", share: 5 },
];

function spacedVocabulary(language: string): Vocabulary {
  const recipe = spaced.find((each) => each.language === language);
  if (!recipe) throw new Error(`no recipe for ${language}`);
  const random = randomNumbers(language.charCodeAt(0));
  const pick = pickerOf(random);
  const [parts, ends] = [recipe.parts.split(" "), recipe.ends.split(" ")];
  const make = () => {
    const count = 1 + Math.floor(random() * recipe.most);
    return Array.from({ length: count }, () => pick(parts)).join("") + pick(ends);
  };
  return { language, words: fill(recipe.common.split(" "), make), blank: " ", stop: ". " };
}

/** Words of one or two pieces. */
function unspacedWords(common: string, pieces: readonly string[]): string[] {
  const random = randomNumbers(pieces.length);
  const pick = pickerOf(random);
  return fill(common.split(" "), () => pick(pieces) + (random() < 0.7 ? pick(pieces) : ""));
}

function fill(common: readonly string[], make: () => string): string[] {
  const words = new Set(common);
  for (let tries = 0; words.size < size && tries < 10 * size; tries++) words.add(make());
  return [...words];
}

function pickerOf(random: () => number) {
  return (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? "";
}
