/**
 * Words that cannot wait in a chair, in all languages together, since a patient may mix them. Each entry is a list of word beginnings
 * that must all be there, in any order; one with a full stop is a whole word, and `tu_tu` are words that follow each other. Vietnamese and
 * Chinese stand as they are typed with Latin keys, without tones. After the warning signs the US public-health services print for heart
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
  'enven',
  'dau nguc.',
  'tuc nguc.',
  'kho tho.',
  'kho_tho',
  'ngat tho.',
  'dot quy.',
  'tai_bien',
  'meo mieng.',
  'noi_ngong',
  'te_tay',
  'te_mat',
  'bat_tinh',
  'ngat xiu.',
  'co giat.',
  'chay mau nhieu',
  'bang_huyet',
  'tu_tu',
  'tu_sat',
  'muon_chet',
  'qua_lieu',
  'ngo doc.',
  'sung_luoi',
  'sung_hong',
  'soc phan.',
  'xiong_tong',
  'xiongtong',
  'xiong_men',
  'hu_xi_kun_nan',
  'huxi_kunnan',
  'huxikunnan',
  'chuan_bu_guo_qi',
  'zhong_feng',
  'zhongfeng',
  'xin_zang_bing_fa',
  'hun_mi',
  'hunmi',
  'yun_dao',
  'yundao',
  'chou_chu',
  'da_chu_xue',
  'zi_sha',
  'zisha',
  'xiang_si',
  'zhong_du',
  'zhongdu'
];

/** What is written without spaces, or with articles grown on: found anywhere. Arabic without hamza and final forms, as `plain` leaves it. */
const ANYWHERE: readonly string[] = [
  ...[
    '胸痛',
    '胸口痛',
    '胸闷',
    '呼吸困难',
    '喘不过气',
    '不能呼吸',
    '中风',
    '心脏病发',
    '心肌梗',
    '昏倒',
    '晕倒',
    '昏迷'
  ],
  ...['抽搐', '大出血', '流血不止', '自杀', '想死', '不想活', '中毒', '服药过量', '过敏性休克', '喉咙肿', '舌头肿'],
  ...['الم صدر', 'الم في الصدر', 'وجع صدر', 'وجع في الصدر', 'الم بالصدر', 'وجع بالصدر', 'ضغط في الصدر', 'الم الصدر'],
  ...[
    'ضيق تنفس',
    'ضيق في التنفس',
    'ضيق التنفس',
    'صعوبه في التنفس',
    'صعوبه تنفس',
    'استطيع التنفس',
    'اقدر اتنفس',
    'اختناق'
  ],
  ...['جلطه', 'سكته', 'نوبه قلبيه', 'ازمه قلبيه', 'اغماء', 'اغمي', 'فقدت الوعي', 'فقدان الوعي', 'تشنج', 'صرع', 'نزيف'],
  ...['انتحار', 'انتحر', 'اموت', 'اقتل نفسي', 'جرعه زائده', 'تسمم', 'تورم اللسان', 'تورم الحلق', 'حساسيه شديده'],
  ...['تنميل', 'شلل']
];

const FLAGS: readonly (readonly string[])[] = RED_FLAGS.map((flag) => flag.split(' '));

/** Whether a reason for coming holds words that a person must hear now [KIO-10]. */
export function hasRedFlag(reason: string): boolean {
  const text = plain(reason);
  const words = text.split(/[^a-z]+/).filter(Boolean);
  const row = `_${words.join('_')}_`;
  return (
    ANYWHERE.some((flag) => text.includes(flag)) ||
    FLAGS.some((flag) =>
      flag.every((part) => (part.includes('_') ? row.includes(`_${part}_`) : words.some((word) => begins(word, part))))
    )
  );
}

/** Without accents, tones, hamza and capitals; letters that are written in two ways are written in one. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}'’`\u0640]/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll('ة', 'ه')
    .replaceAll('ى', 'ي')
    .replace(/\s+/g, ' ');
}

function begins(word: string, part: string): boolean {
  return part.endsWith('.') ? word === part.slice(0, -1) : word.startsWith(part);
}
