import type { KioskLanguage } from '#domain/intake/intake-facts.ts';
import { sayFrom, type Messages, type Say } from '#ui/messages.ts';
import type english from './en.json';

export type KioskKey = keyof typeof english;
export type KioskSay = Say<KioskKey>;

/** What is said before a language is chosen: each in its own, for people who read none of the others [KIO-1]. */
export interface FirstWords {
  readonly language: KioskLanguage;
  readonly name: string;
  readonly welcome: string;
  readonly choose: string;
  readonly seeTheDesk: string;
  readonly notReady: string;
  readonly cannotSave: string;
}

export const LANGUAGES: readonly FirstWords[] = [
  {
    language: 'en',
    name: 'English',
    welcome: 'Welcome',
    choose: 'Press here to check in',
    seeTheDesk: 'Please see the desk.',
    notReady: 'This kiosk is not ready yet.',
    cannotSave: 'This kiosk cannot save at the moment. Nothing was lost.'
  },
  {
    language: 'es',
    name: 'Español',
    welcome: 'Bienvenidos',
    choose: 'Pulse aquí para registrarse',
    seeTheDesk: 'Pase a la recepción, por favor.',
    notReady: 'Este quiosco todavía no está listo.',
    cannotSave: 'Este quiosco no puede guardar en este momento. No se perdió nada.'
  },
  {
    language: 'zh',
    name: '简体中文',
    welcome: '欢迎',
    choose: '按这里签到',
    seeTheDesk: '请到前台。',
    notReady: '这台签到机还没有准备好。',
    cannotSave: '这台签到机现在不能保存。什么都没有丢。'
  },
  {
    language: 'vi',
    name: 'Tiếng Việt',
    welcome: 'Xin chào',
    choose: 'Bấm vào đây để ghi danh',
    seeTheDesk: 'Xin đến quầy tiếp nhận.',
    notReady: 'Máy này chưa sẵn sàng.',
    cannotSave: 'Máy này hiện không lưu được. Không mất gì cả.'
  },
  {
    language: 'ar',
    name: 'العربية',
    welcome: 'أهلًا وسهلًا',
    choose: 'اضغط هنا لتسجيل وصولك',
    seeTheDesk: 'تفضّل إلى الاستقبال.',
    notReady: 'هذا الجهاز ليس جاهزًا بعد.',
    cannotSave: 'لا يستطيع هذا الجهاز الحفظ الآن. لم يضِع شيء.'
  }
];

/** Which way a language is written. */
export function directionOf(language: KioskLanguage | null): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

const LOADERS: Readonly<Record<KioskLanguage, () => Promise<{ readonly default: Messages<KioskKey> }>>> = {
  en: () => import('./en.json'),
  es: () => import('./es.json'),
  zh: () => import('./zh.json'),
  vi: () => import('./vi.json'),
  ar: () => import('./ar.json')
};

/** The words of a language, loaded when somebody chooses it. */
export async function kioskWords(language: KioskLanguage): Promise<KioskSay> {
  return sayFrom((await LOADERS[language]()).default);
}
