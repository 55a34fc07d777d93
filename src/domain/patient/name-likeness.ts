import { folded } from './search-text.ts';

/** Names alike from here on are taken for the same, misspelt. product/04 and product/01 use the same bound. */
export const NAMES_ALIKE = 0.92;

/**
 * How alike two words are, 0 to 1: letters in common near each other, less half the swaps. Jaro, "Advances in record-linkage methodology",
 * JASA 84 (1989).
 */
export function jaro(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(b.length);
  const fromA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (taken[j] === 1 || a[i] !== b[j]) continue;
      taken[j] = 1;
      fromA.push(a.charAt(i));
      break;
    }
  }
  if (fromA.length === 0) return 0;
  let place = 0;
  let swapped = 0;
  for (let j = 0; j < b.length; j++) if (taken[j] === 1 && b[j] !== fromA[place++]) swapped++;
  const common = fromA.length;
  return (common / a.length + common / b.length + (common - swapped / 2) / common) / 3;
}

/** The same with more weight on the first four letters, which people mostly get right. Winkler, ASA proceedings (1990). */
export function jaroWinkler(a: string, b: string): number {
  const alike = jaro(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return alike + prefix * 0.1 * (1 - alike);
}

/** Two names as people say and spell them: one missing is like nothing. */
export function nameLikeness(a: string, b: string, measure: (a: string, b: string) => number = jaroWinkler): number {
  const [one, other] = [folded(a).replaceAll(' ', ''), folded(b).replaceAll(' ', '')];
  return one === '' || other === '' ? 0 : measure(one, other);
}

/** Names that are short for each other in English and Spanish, a group a line. */
const NICKNAMES = `
abigail abby gail|albert al bert|alejandra alexandra alex ale sandra|alejandro alexander alex sasha|alfred fred freddie
andrew andy drew|anthony antonio tony|barbara barb babs|benjamin ben benny|beatriz beatrice bea|bradley brad|carolyn carol carrie
catherine katherine kathryn cathy kathy kate katie kitty|charles carlos charlie chuck|christina christine cristina chris tina
christopher cristobal chris kit|daniel dan danny|deborah debra deb debbie|donald don donnie|dorothy dot dottie|douglas doug
edward eduardo ed eddie ned ted|eleanor ellie nell nora|elizabeth isabel liz lizzie beth betty eliza lisa|emily emilia em emmy
enrique henry harry hank quique|eugene gene|florence flo|frances francisca fran francie paca|francis francisco frank paco pancho
frederick fred freddie|gabriel gabe|gerald gerard jerry gerry|gregory greg|guadalupe lupe|guillermo william will willie bill billy memo
ignacio nacho|irene rene|jacob jake|jacqueline jackie|james jaime jim jimmy jamie|janet jan|jason jay|jeffrey jeff|jennifer jen jenny
jessica jess jessie|jesus chuy|john juan jack johnny|jonathan jon|joseph jose joe joey pepe|josephine josefa jo josie pepa
joshua josh|judith judy|kenneth ken kenny|kimberly kim|lawrence lorenzo larry|leonard leo len lenny|louis luis lou|lucia lucy
manuel manny manolo|margaret margarita maggie meg peggy rita marge|maria mary molly polly mari|matthew mateo matt|megan meg
michael miguel mike mickey mick|nancy nan|natalie nat|nathaniel nathan nate nat|nicholas nicolas nick nico|olivia liv livvy
pamela pam|patricia pat patty trish tricia|patrick pat paddy|pedro peter pete|phillip philip felipe phil|rafael ralph rafa
raymond ramon ray|rebecca becky becca|richard ricardo rick dick rich richie|robert roberto rob bob bobby robbie|ronald ron ronnie
rosa rose rosie|samantha sam|samuel sam sammy|sandra sandy|sarah sara sally|stephanie steph|steven stephen esteban steve
susan susana sue susie|teresa theresa terry tess tere|theodore teodoro ted teddy|thomas tomas tom tommy|timothy tim timmy
valerie val|vanessa nessa|veronica ronnie vero|victoria vicky tori|vincent vicente vince|virginia ginny|walter walt|zachary zach`;

const GROUPS_OF: ReadonlyMap<string, ReadonlySet<number>> = groupsOf(NICKNAMES.split(/[|\n]/));

function groupsOf(groups: readonly string[]): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const [group, line] of groups.entries()) {
    for (const name of line.split(' ').filter(Boolean)) found.set(name, (found.get(name) ?? new Set()).add(group));
  }
  return found;
}

/** Whether one given name is short for the other, or both for a third. Both folded, one word each. */
export function areNicknames(a: string, b: string): boolean {
  const others = GROUPS_OF.get(b);
  return others !== undefined && [...(GROUPS_OF.get(a) ?? [])].some((group) => others.has(group));
}
