/** Lines that belong to the page, not to the article. */
const pageLeftover =
  /^(?:(?:advertisement|anzeige|реклама|story continues below(?: this)? advertisement|read more|read full story|show more|load more|mehr lesen|weiterlesen|читати далі|читати більше|читать далее|lire la suite|leer más|leia mais|leggi tutto|lees meer|läs mer|czytaj dalej|devamını oku|xem thêm|διαβάστε περισσότερα|اقرأ المزيد|ادامه مطلب|קרא עוד|और पढ़ें|อ่านต่อ|続きを読む|더 ?보기|阅读更多|閱讀更多|share this (?:article|story|post)|back to top|skip to (?:main )?content)[\s.…:»›→>]*|(?:read more|also read|read also)\s*[:|].*)$/i;

/** Words before buttons that share the article, alone on their line. */
const shareLine =
  /^(?:(?:share|teilen|partager|compartir|compartilhar|condividi|delen|dela|udostępnij|поделиться|поділитися|paylaş|chia sẻ|share (?:this|on|via)|share this:?|teile das|teilen mit|beitrag teilen|artikel teilen|partagez|partager (?:cet article|sur)|compartir en|compartilhe(?: isso)?|condividi su|deel dit|分享到?|分享至|シェア(?:する)?|공유(?:하기)?|شارك|مشاركة|שתפו|اشتراک[\u200c ]?گذاری|κοινοποίηση|μοιράσου|शेयर करें|साझा करें|sdílet|zdieľať|megosztás|jaa|bagikan|distribuie|сподели|podijeli|podeli|del|แชร์|शेयर|শেয়ার করুন|facebook|twitter|whatsapp|e-?mail|telegram|linkedin|pinterest|print|drucken|tweet|copy link|link kopieren)[\s:：|,·•/…]*)+$/i;

/** A line with an author, as it stands below a headline. */
const byline =
  /^(?:(?:written |posted |published |text )?by|von|par|por|di|door|av|af|text|autor(?:in)?|author|редактор|автор|作者|文|記者)(?:\s*[:：|]\s*|\s+)(?=\S).{2,80}$/iu;

const date =
  /^(?:\P{N}{0,60}?[\s:：,|•·–—(-])?(?:\d{1,2}\.?\s*(?:de\s+)?\p{L}{3,}\.?,?\s*(?:de\s+)?\d{4}|\p{L}{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}\.?\s+\p{L}{3,}\.?\s+\d{1,2}\.?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}\s*[-./年년]\s*\d{1,2}\s*[-./月월]\s*\d{1,2}\s*[日일]?)(?:[\s,|•·–—@-]*(?:at|um|à|kl\.?)?\s*\d{1,2}[:.h]\d{2}(?::\d\d)?)?[^.!?。]{0,30}$/u;

/** Tells whether a line belongs to the page, and says nothing of the article. */
export function isLeftover(line: string): boolean {
  return pageLeftover.test(line) || /^[-–—•·|:,.]{1,2}$/.test(line) || (line.length <= 120 && shareLine.test(line));
}

/** Tells whether a line stands beside the prose: an author, a date, or nothing but signs. */
export function isSideLine(line: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(line)) return true;
  if (line.length > 120 || /\p{Ll}{2}[.!?]["”’»)]*$/u.test(line)) return false;
  return date.test(line) || (byline.test(line) && /^\p{Lu}|^\P{Ll}*$/u.test(line.replace(/^\S+\s*/, "")));
}
