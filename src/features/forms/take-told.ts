import { caseDoc, inboxDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import { areSame, standingOf } from '#domain/forms/answers.ts';
import type { Answers, Form } from '#domain/forms/form.ts';
import { toldFrom, type FormTold } from '#domain/forms/kiosk-told.ts';
import type { Answered, ToldRef } from '#domain/forms/packet-facts.ts';
import { answersIn, type FormResponse, type Packet } from '#domain/forms/packet.ts';
import { earlierOf, lastOf } from '#domain/forms/packets.ts';
import { renderedText } from '#domain/forms/rendered.ts';
import { answersToSign } from '#domain/forms/signature.ts';
import type { CaseId, DeviceNo, PatientId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { hasCard } from './fill-form.ts';
import { formsHere } from './forms-here.ts';
import type { FormsRefusal } from './refusals.ts';

/**
 * Keeps what a patient told a kiosk in the visit's forms, now that a desk has said who it was [FORM-21]: in the packet they have in hand already, where that has the form, or
 * else in one of its own, whose name follows from the submission: two desks make one. What was told may still be on its way; where it is to be found is kept at once.
 */
export async function keepTold(
  station: Station,
  { said, kiosk }: { readonly said: Submission; readonly kiosk: DeviceNo },
  patient: PatientId
): Promise<Result<readonly CaseId[], FormsRefusal>> {
  if (!said.forms) return ok([]);
  if (!(await may(station, 'forms/take-told'))) return err({ code: 'forms/not-yours' });
  const known = await station.rows.patient(patient);
  if (!known) return err({ code: 'forms/no-such-patient' });
  const { asked, ...blob } = said.forms;
  const told: ToldRef = { ...blob, submission: said.submission, kiosk };
  const packets = await station.rows.packetsOf(known.patient);
  const inHand = (form: string): Packet | undefined =>
    packets.find((one) => one.closed === null && one.forms.some((of) => of.form === form && isOpen(of)));
  const held = new Set(asked.flatMap(({ form }) => inHand(form) ?? []));
  for (const { case: id, told: before } of held) {
    if (before.some(({ submission }) => submission === told.submission)) continue;
    const of = { case: id, channel: 'kiosk', told };
    await station.record('forms/take-told', caseDoc(id), [{ kind: 'packet/sent', of }]);
  }
  const rest = asked.filter(({ form }) => !inHand(form));
  const own = rest.length > 0 ? await ownPacket(station, said, { patient: known.patient, packets, rest, told }) : null;
  const all = [...[...held].map((one) => one.case), ...(own === null ? [] : [own])];
  for (const id of all) await readTold(station, id);
  return ok(all);
}

const isOpen = ({ submitted, declined, reviewed }: FormResponse): boolean => !submitted && !declined && !reviewed;

interface Own {
  readonly patient: PatientId;
  readonly packets: readonly Packet[];
  readonly rest: NonNullable<Submission['forms']>['asked'];
  readonly told: ToldRef;
}

async function ownPacket(station: Station, said: Submission, { patient, packets, rest, told }: Own): Promise<CaseId> {
  const named = `forms-${said.submission}`;
  const there = await station.rows.packet(named);
  if (there?.patient === patient) return named;
  // Accepted for somebody else first, and taken back: theirs stays theirs.
  const id = there ? station.newId() : named;
  const last = lastOf(packets, station.zone);
  const forms = rest.map(({ form, version }) => {
    const earlier = last.get(form)?.packet;
    return { form, version, ...(earlier === undefined ? {} : { earlier }) };
  });
  const language = said.language === 'es' ? 'es' : 'en';
  const given = { case: id, patient, site: station.device.site, visitType: null, language, forms };
  await station.record('forms/take-told', caseDoc(id), [
    { kind: 'packet/given', of: given },
    { kind: 'packet/sent', of: { case: id, channel: 'kiosk', told } }
  ]);
  return id;
}

/** Reads into a packet what was told of its forms, as soon as it can be had; said again it changes nothing [FORM-21]. */
export async function readTold(station: Station, id: CaseId): Promise<Result<true, FormsRefusal>> {
  if (!(await may(station, 'forms/take-told'))) return err({ code: 'forms/not-yours' });
  const packet = await station.rows.packet(id);
  if (!packet) return err({ code: 'forms/no-such-packet' });
  for (const told of packet.closed ? [] : packet.told) {
    const bytes = await station.blobs.read(inboxDoc(told.kiosk), told);
    if (!bytes.ok) return err({ code: bytes.error.code === 'blob/damaged' ? 'forms/told-damaged' : 'forms/told-away' });
    const said = toldFrom(new TextDecoder().decode(bytes.value));
    // Whoever sealed something else under this name is not believed.
    if (said?.submission !== told.submission) return err({ code: 'forms/told-damaged' });
    const facts: NewFact[] = [];
    for (const one of said.forms) {
      const response = packet.forms.find(({ form }) => form === one.form);
      if (response && !response.reviewed) facts.push(...(await factsOf(station, packet, { response, one, told })));
    }
    const opened = { kind: 'packet/opened', of: { case: id, hand: 'patient', told: told.submission } };
    await station.record('forms/take-told', caseDoc(id), [...facts, opened]);
  }
  return ok(true);
}

interface Told {
  readonly response: FormResponse;
  readonly one: FormTold;
  readonly told: ToldRef;
}

async function factsOf(station: Station, packet: Packet, { response, one, told }: Told): Promise<readonly NewFact[]> {
  const { case: id, patient } = packet;
  const { form, version } = one;
  switch (one.outcome) {
    case 'desk':
      return [];
    case 'refused':
      return response.submitted ? [] : [{ kind: 'form/declined', of: { ...refusedIn(one), case: id } }];
    case 'unchanged': {
      const definition = formsHere(await station.rows.practice()).forms.get(form);
      const before = response.earlier === undefined ? undefined : await station.rows.packet(response.earlier);
      const earlier = definition && earlierOf(definition, before, station.zone);
      if (!definition || !earlier || response.submitted) return [];
      return whole(definition, earlier.answers, { ...told, packet, response, language: one.language }, station);
    }
    case 'filled': {
      const answers: Answers = new Map(one.answers.map(({ item, values }) => [item, values]));
      if ([...answers.values()].flat().some(hasCard)) return []; // a number that is kept nowhere: the desk asks
      const said = answered(id, response, { ...one, answers, kiosk: told.kiosk });
      if (response.submitted) return said;
      const { language, text, signature } = one;
      if (signature || response.answers.length === 0) {
        const of = { ...{ case: id, patient, form, version, language, text, answers: one.answers }, hand: 'patient' };
        const bound = signature ? { signature, submission: told.submission } : {};
        return [...said, { kind: 'form/submitted', of: { ...of, ...bound } }];
      }
      // Somebody has begun it elsewhere: question by question it is one form, and it is handed in where that leaves nothing open [FORM-6].
      const definition = formsHere(await station.rows.practice()).forms.get(form);
      if (!definition) return said;
      const all = new Map([...answersIn(response), ...answers]);
      if (standingOf(definition, all, station.today()).refused.size > 0) return said;
      return whole(definition, all, { ...told, packet, response, language }, station);
    }
  }
}

/** Which words they would not sign, in which language, why, and who it was, as the kiosk has it. */
function refusedIn({ outcome: _, ...said }: Extract<FormTold, { outcome: 'refused' }>): object {
  return said;
}

/** A form handed in by its answers alone, signed by nobody. */
function whole(
  definition: Form,
  answers: Answers,
  of: {
    readonly packet: Packet;
    readonly response: FormResponse;
    readonly language: 'en' | 'es';
    readonly kiosk: DeviceNo;
  },
  station: Station
): readonly NewFact[] {
  const { packet, response, language, kiosk } = of;
  const { form, version } = response;
  const { enabled, refused } = standingOf(definition, answers, station.today());
  const said = answered(packet.case, response, { form, language, answers, kiosk });
  // The form asks more than it did: the rest is asked at the desk.
  if (refused.size > 0) return said;
  const signed = {
    ...{ case: packet.case, patient: packet.patient, form, version, language, hand: 'patient' },
    answers: answersToSign(definition, answers),
    text: renderedText(definition, answers, enabled, language)
  };
  return [...said, { kind: 'form/submitted', of: signed }];
}

/** What a kiosk was told, question by question: it knew of nothing that stood there, so both are shown where they differ [FORM-6]. */
function answered(
  packet: CaseId,
  response: FormResponse,
  of: { readonly form: string; readonly language: 'en' | 'es'; readonly answers: Answers; readonly kiosk: DeviceNo }
): readonly NewFact[] {
  const { form, language, kiosk } = of;
  const there = answersIn(response);
  const answers: Answered[] = [...of.answers].flatMap(([item, values]) =>
    areSame(there.get(item) ?? [], values) ? [] : [{ item, values, was: [] }]
  );
  if (answers.length === 0) return [];
  return [{ kind: 'form/answered', of: { case: packet, form, hand: 'patient', language, device: kiosk, answers } }];
}
