import { err, ok, type Result } from '#domain/result.ts';
import type { Profile } from '#domain/scheduling/profiles.ts';
import { cleanLine } from '#domain/text.ts';

/** What somebody can do, speaks and accepts, as it is typed: names with commas between. */
export interface ProfileForm {
  readonly skills: string;
  readonly languages: readonly string[];
  readonly payers: string;
}

export type ProfileRefusal =
  { readonly code: 'profile/too-long'; readonly word: string } | { readonly code: 'profile/too-many' };

/** Offered at once; what somebody has besides is offered too. BCP 47; `ase` is American Sign Language. */
export const LANGUAGES = ['es', 'zh', 'yue', 'vi', 'ko', 'tl', 'ru', 'ar', 'ht', 'pt', 'fr', 'pl', 'fa', 'so', 'ase'] as const; // prettier-ignore

export function profileForm(profile: Profile | undefined): ProfileForm {
  return {
    skills: profile?.skills.join(', ') ?? '',
    languages: profile?.languages ?? [],
    payers: profile?.payers?.join(', ') ?? ''
  };
}

/** The profile that is meant [RULE-9]. No payer typed is every payer. */
export function profileFrom(
  who: Pick<Profile, 'kind' | 'id'>,
  { skills, languages, payers }: ProfileForm
): Result<Profile, ProfileRefusal> {
  const [can, takes] = [namesIn(skills), namesIn(payers)];
  const word = [...can, ...takes].find((one) => one.length > 120);
  if (word !== undefined) return err({ code: 'profile/too-long', word });
  if (can.length > 50 || takes.length > 50 || languages.length > 20) return err({ code: 'profile/too-many' });
  return ok({ kind: who.kind, id: who.id, skills: can, languages, payers: takes.length > 0 ? takes : null });
}

function namesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[,;\n]/).map(cleanLine))].filter((one) => one !== '');
}
