/**
 * Words that cannot wait in a chair, English and Spanish together, since a patient may mix them. Each entry is a list of word
 * beginnings that must all be there, in any order; one with a full stop is a whole word. After the warning signs the US public-health services print for heart
 * attack, stroke, breathing trouble, anaphylaxis and suicide. It errs towards the desk: "no chest pain" counts too.
 */
const RED_FLAGS: readonly string[] = [
  'chest pain',
  'chest pressure',
  'chest tight',
  'chest hurt',
  'heart attack',
  'cant breath',
  'cannot breath',
  'not breath',
  'trouble breath',
  'difficulty breath',
  'hard breath',
  'short breath',
  'chok',
  'stroke',
  'face droop',
  'slurred',
  'numb arm',
  'numb face',
  'weak side',
  'sudden vision',
  'worst headache',
  'seizure',
  'convuls',
  'unconscious',
  'passed out',
  'pass out',
  'faint',
  'severe bleed',
  'heavy bleed',
  'bleeding stop',
  'pregnan bleed',
  'pregnan fall',
  'throat swell',
  'throat clos',
  'tongue swell',
  'anaphyla',
  'severe allerg',
  'suicid',
  'kill myself',
  'want die.',
  'overdose',
  'poison',
  'stiff neck fever',
  'dolor pecho',
  'duele pecho',
  'presion pecho',
  'infarto',
  'ataque corazon',
  'no puedo respirar',
  'dificultad respirar',
  'cuesta respirar',
  'falta aire',
  'ahog',
  'asfixi',
  'derrame',
  'embolia',
  'cara caida',
  'habla arrastra',
  'dormido brazo',
  'adormec',
  'convulsi',
  'inconsciente',
  'desmay',
  'sangr mucho',
  'sangrado abundante',
  'hemorrag',
  'embaraz sangr',
  'garganta hincha',
  'garganta cierra',
  'lengua hincha',
  'anafila',
  'alergi grave',
  'matarme',
  'quiero morir',
  'quitarme vida',
  'sobredosis',
  'enven'
];

const FLAGS: readonly (readonly string[])[] = RED_FLAGS.map((flag) => flag.split(' '));

/** Whether a reason for coming holds words that a person must hear now [KIO-10]. */
export function hasRedFlag(reason: string): boolean {
  const words = reason
    .normalize('NFD')
    .replace(/[\p{M}'’`]/gu, '')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
  return FLAGS.some((flag) => flag.every((part) => words.some((word) => begins(word, part))));
}

function begins(word: string, part: string): boolean {
  return part.endsWith('.') ? word === part.slice(0, -1) : word.startsWith(part);
}
