import type { AnswerRefusal } from '#domain/forms/answers.ts';
import type { FormRefusal } from '#domain/forms/check-form.ts';
import type { FormLanguage } from '#domain/forms/form.ts';
import type { Words } from '#domain/result.ts';

/** Why something is not done with forms. */
export type FormsRefusal =
  | { readonly code: 'forms/not-yours' }
  | { readonly code: 'forms/no-such-patient' }
  | { readonly code: 'forms/none-chosen' }
  | { readonly code: 'forms/no-such-form' }
  | { readonly code: 'forms/no-such-packet' }
  | { readonly code: 'forms/closed' }
  | { readonly code: 'forms/not-complete' }
  | { readonly code: 'forms/handed-in' }
  | { readonly code: 'forms/not-handed-in' }
  | { readonly code: 'forms/card-number' }
  | { readonly code: 'forms/no-name' }
  | { readonly code: 'forms/no-signature' }
  | { readonly code: 'forms/no-intent' }
  | { readonly code: 'forms/not-this-signer' }
  | { readonly code: 'forms/may-not-refuse' }
  | { readonly code: 'forms/reason' }
  | { readonly code: 'forms/changed-meanwhile' }
  | { readonly code: 'forms/in-doubt' }
  | { readonly code: 'forms/cannot-be-kept' }
  | { readonly code: 'forms/no-member' }
  | { readonly code: 'forms/plans-clash' }
  | { readonly code: 'forms/nothing-to-undo' }
  | { readonly code: 'forms/no-paper' }
  | { readonly code: 'forms/two-versions' }
  | { readonly code: 'forms/not-this-patient' }
  | { readonly code: 'forms/bad-date' }
  | { readonly code: 'forms/not-settled' }
  | { readonly code: 'forms/no-such-code' }
  | { readonly code: 'forms/told-away' }
  | { readonly code: 'forms/told-damaged' };

/** One sentence for each, for staff. */
export const formsWords: Words<FormsRefusal> = {
  'forms/not-yours': () => 'Your role does not do this with forms. Ask a manager.',
  'forms/no-such-patient': () => 'This patient is not on this device.',
  'forms/none-chosen': () => 'Choose at least one form.',
  'forms/no-such-form': () => 'This form is not in use any more.',
  'forms/no-such-packet': () => 'These forms are not on this device. They may still be on their way from the server.',
  'forms/closed': () => 'These forms were put away meanwhile. Give them again.',
  'forms/not-complete': () => 'Something is still missing on this form.',
  'forms/handed-in': () => 'This form is handed in and was looked at.',
  'forms/not-handed-in': () => 'This form is not handed in yet.',
  'forms/card-number': () => 'Card numbers are not kept here. Use the terminal; we keep only the last 4.',
  'forms/no-name': () => 'Type the full name of who signs.',
  'forms/no-signature': () => 'Sign in the field, or choose to type the name.',
  'forms/no-intent': () => 'Tick both boxes to sign.',
  'forms/not-this-signer': () => 'This form is signed by somebody else: a parent or guardian for a child.',
  'forms/may-not-refuse': () => 'This form cannot be left out. Please ask at the desk.',
  'forms/reason': () => 'Say why, in up to 300 characters.',
  'forms/no-such-code': () => 'No forms that are open have this code. Look at it again on the other screen.',
  'forms/told-away': () => 'What was answered at the kiosk has not come yet. It is read in by itself.',
  'forms/told-damaged': () => 'What was answered at the kiosk cannot be read. Give the forms on a tablet or on paper.',
  'forms/changed-meanwhile': () => 'Another desk changed this field meanwhile. Look again.',
  'forms/in-doubt': () => 'Two desks wrote different things here. Settle that on the patient’s page first.',
  'forms/cannot-be-kept': () =>
    'This cannot be kept as it was written. Leave it, and change the record on the patient’s page.',
  'forms/no-member': () =>
    'The form has no member number. Leave it, and add the insurance from the card on the patient’s page.',
  'forms/plans-clash': () =>
    'This does not go with the other insurance on record. Leave it, and settle it on the patient’s page.',
  'forms/two-versions': () =>
    'Pages of two versions of this form lie together. File the older ones by themselves first.',
  'forms/no-paper': () => 'No scanned page of this form waits any more. Somebody may have filed it meanwhile.',
  'forms/not-this-patient': () => 'Look at name and birth date on the paper, and tick that they are this patient’s.',
  'forms/bad-date': () => 'The day on the paper does not exist, or lies ahead.',
  'forms/nothing-to-undo': () => 'There is nothing to take back any more.',
  'forms/not-settled': () => 'Take or leave each proposed change first.'
};

type Said = { readonly [C in AnswerRefusal['code']]: (refusal: Extract<AnswerRefusal, { code: C }>) => string };

/** What is wrong with an answer, for whoever types it. */
export const answerWords: Readonly<Record<FormLanguage, Said>> = {
  en: {
    'answer/missing': () => 'Please answer this.',
    'answer/not-agreed': () => 'Please tick this, or ask at the desk.',
    'answer/not-that-kind': () => 'This cannot be read.',
    'answer/not-a-choice': () => 'Choose one of these.',
    'answer/only-one': () => 'Choose one.',
    'answer/too-many': ({ most }) => `Up to ${most}.`,
    'answer/too-long': ({ most }) => `Up to ${most} letters.`,
    'answer/out-of-range': ({ min, max }) =>
      min !== null && max !== null ? `From ${min} to ${max}.` : 'This number is too large or too small.',
    'answer/not-a-whole-number': () => 'A whole number, please.',
    'answer/not-an-email': () => 'An email looks like name@example.org.',
    'answer/no-such-day': () => 'This day does not exist.',
    'answer/day-ahead': () => 'This day is in the future.'
  },
  es: {
    'answer/missing': () => 'Por favor responda.',
    'answer/not-agreed': () => 'Por favor marque aquí, o pregunte en la recepción.',
    'answer/not-that-kind': () => 'No se puede leer.',
    'answer/not-a-choice': () => 'Elija una de estas.',
    'answer/only-one': () => 'Elija una.',
    'answer/too-many': ({ most }) => `Hasta ${most}.`,
    'answer/too-long': ({ most }) => `Hasta ${most} letras.`,
    'answer/out-of-range': ({ min, max }) =>
      min !== null && max !== null ? `De ${min} a ${max}.` : 'El número es muy grande o muy pequeño.',
    'answer/not-a-whole-number': () => 'Un número entero, por favor.',
    'answer/not-an-email': () => 'Un correo se escribe así: nombre@example.org.',
    'answer/no-such-day': () => 'Ese día no existe.',
    'answer/day-ahead': () => 'Ese día está en el futuro.'
  }
};

export function answerSays(refusal: AnswerRefusal, language: FormLanguage): string {
  return answerWords[language][refusal.code](refusal as never); // each is its own code's
}

/** Why a definition is not taken, for who loads it. */
export const formWords: Words<FormRefusal> = {
  'form/not-a-questionnaire': () => 'This is not a FHIR R4 Questionnaire.',
  'form/no-id': () => 'The form has no id: small letters, digits and dashes.',
  'form/no-version': () => 'The form has no version.',
  'form/no-items': () => 'The form asks nothing.',
  'form/too-large': () => 'The form has more than 300 items, or groups more than three deep.',
  'form/no-link-id': ({ at }) => `An item${at === '' ? '' : ` in “${at}”`} has no linkId, or one we cannot use.`,
  'form/duplicate-link-id': ({ at }) => `“${at}” is there twice.`,
  'form/unknown-type': ({ at }) => `“${at}” is of a type we do not ask.`,
  'form/language-missing': ({ at }) => `${at === '' ? 'The title' : `“${at}”`} is not in English and Spanish.`,
  'form/no-options': ({ at }) => `“${at}” and its choices do not fit.`,
  'form/duplicate-option': ({ at }) => `“${at}” has one choice twice.`,
  'form/enabled-by-nothing': ({ at }) => `“${at}” depends on a question that is not there.`,
  'form/enabled-by-later': ({ at }) => `“${at}” depends on a question that comes after it.`,
  'form/enabled-in-a-ring': ({ at }) => `“${at}” depends on itself.`,
  'form/bad-condition': ({ at }) => `“${at}” depends on an answer that cannot be given.`,
  'form/bad-bounds': ({ at }) => `“${at}” has limits that cannot be met.`,
  'form/bad-path': ({ at }) => `“${at}” begins with, or changes, a field of the record that there is not.`,
  'form/items-in-a-question': ({ at }) => `“${at}” is a question and has items within it.`,
  'form/bad-signers': () => 'Who signs is not said.',
  'form/bad-consent': () => 'What the signature stands for cannot be read, or nobody signs.',
  'form/bad-variant': () => 'For which states, and in place of which form, cannot be read.',
  'form/bad-days': () => 'For how many days it is good cannot be read.',
  'form/has-what-we-do-not-ask': ({ at }) => `“${at}” holds something we do not ask.`
};
