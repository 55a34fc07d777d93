import { cleanLine, cleanText } from '../text.ts';
import { err, ok, type Result } from '../result.ts';
import { isLocalDate, type LocalDate, type Minutes } from '../time.ts';
import type { Sex } from '../patient/patient-facts.ts';
import { hl7Time, minutesFrom, type Hl7Time } from './hl7-time.ts';
import { componentOf, repetitionsOf, segmentsOf, valueOf, type Message, type Segment } from './message.ts';
import type { HeadRefusal, NoticeRefusal } from './refusals.ts';
import { TRIGGERS } from './schedule-notice.ts';
import type { Coded, OutsideNumber, OutsidePerson, OutsideResource, ScheduleNotice } from './schedule-notice.ts';

const VERSIONS: ReadonlySet<string> = new Set([
  ...['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.7.1', '2.8', '2.8.1', '2.8.2']
]);

/** Where a kind of resource has its start, and its length behind two fields of offset. */
const RESOURCES = [
  { name: 'AIP', start: 6, minutes: 9 },
  { name: 'AIS', start: 4, minutes: 7 },
  { name: 'AIG', start: 8, minutes: 11 },
  { name: 'AIL', start: 6, minutes: 9 }
] as const;

/** Reads a scheduling message (SIU, v2.3 to v2.8.2 chapter 10) [HL7-2]. What it does not say is null or empty; what it says and cannot mean is refused. */
export function readSiu(message: Message): Result<ScheduleNotice, HeadRefusal | NoticeRefusal> {
  const head = message.segments[0];
  const [kind, event] = [valueOf(message, head, 9), valueOf(message, head, 9, 2)];
  if (kind !== 'SIU') return err({ code: 'hl7/kind' });
  const trigger = TRIGGERS.find((one) => one === event);
  if (!trigger) return err({ code: 'hl7/trigger' });
  if (!VERSIONS.has(valueOf(message, head, 12))) return err({ code: 'hl7/version' });
  if (valueOf(message, head, 11) !== 'P') return err({ code: 'hl7/processing' });
  const control = said(message, head, 10);
  if (control === '') return err({ code: 'hl7/no-control-id' });

  const [schedule] = segmentsOf(message, 'SCH');
  if (!schedule) return err({ code: 'siu/no-schedule' });
  const [placer, filler] = [entityId(message, schedule, 1), entityId(message, schedule, 2)];
  if (placer === null && filler === null) return err({ code: 'siu/no-ids' });
  const when = timesOf(message, schedule);
  if (!when.ok) return when;
  return ok({
    trigger,
    control,
    sender: [said(message, head, 3), said(message, head, 4)].filter(Boolean).join('/') || 'hl7',
    placer,
    filler,
    ...when.value,
    types: typesOf(message, schedule),
    providers: providersOf(message),
    places: placesOf(message),
    reasons: [codedOf(message, schedule, 6), codedOf(message, schedule, 25)].filter(isSaid),
    note: noteOf(message),
    person: personOf(message)
  });
}

function said(message: Message, segment: Segment | undefined, field: number, component = 1): string {
  return cleanLine(valueOf(message, segment, field, component)).slice(0, 199);
}

/** `4711^NS`: two systems may both have a 4711. */
function entityId(message: Message, segment: Segment, field: number): string | null {
  const id = said(message, segment, field);
  if (id === '') return null;
  const namespace = said(message, segment, field, 2);
  return namespace === '' || namespace === id ? id : `${id}^${namespace}`;
}

/**
 * Start and length [HL7-3]: TQ1 first (it replaced SCH-11 in v2.5), then SCH-11, then the resources, the provider's before the others. An end says
 * more than a length in a field beside it: systems leave that at what the type usually takes.
 */
function timesOf(
  message: Message,
  schedule: Segment
): Result<{ start: Hl7Time | null; minutes: Minutes | null }, NoticeRefusal> {
  const [timing] = segmentsOf(message, 'TQ1');
  const spans = [
    { field: 'TQ1-7', from: valueOf(message, timing, 7), to: valueOf(message, timing, 8) },
    { field: 'SCH-11', from: valueOf(message, schedule, 11, 4), to: valueOf(message, schedule, 11, 5) },
    ...RESOURCES.flatMap(({ name, start }) =>
      segmentsOf(message, name).map((one) => ({
        field: `${name}-${start}`,
        from: valueOf(message, one, start),
        to: ''
      }))
    )
  ];
  const span = spans.find(({ from }) => from !== '');
  if (!span) return ok({ start: null, minutes: lengthOf(message, schedule) });
  const start = hl7Time(span.from);
  if (!start) return err({ code: 'siu/bad-time', field: span.field });
  const end = span.to === '' ? null : hl7Time(span.to);
  if (span.to !== '' && !end) return err({ code: 'siu/bad-time', field: span.field });
  return ok({ start, minutes: (end && minutesFrom(start, end)) ?? lengthOf(message, schedule) });
}

function lengthOf(message: Message, schedule: Segment): Minutes | null {
  const asked = [
    [valueOf(message, schedule, 9), codedOf(message, schedule, 10).code],
    ...RESOURCES.flatMap(({ name, minutes }) =>
      segmentsOf(message, name).map((one) => [valueOf(message, one, minutes), codedOf(message, one, minutes + 1).code])
    )
  ] as const;
  for (const [length = '', unit = ''] of asked) {
    const minutes = /^\d{1,6}(?:\.\d{1,3})?$/.test(length) ? Math.round(Number(length) * minutesIn(unit)) : 0;
    if (minutes > 0 && minutes <= 1440) return minutes;
  }
  return null;
}

/** Minutes when nothing or nonsense is said, as everybody does; UCUM and ANSI+ have `s`, `min` and `h`. */
function minutesIn(unit: string): number {
  if (/^h(?:r|our)?s?$/i.test(unit)) return 60;
  return /^s(?:ec|econd)?s?$/i.test(unit) ? 1 / 60 : 1;
}

function codedOf(message: Message, segment: Segment | undefined, field: number): Coded {
  return codedIn(message, repetitionsOf(message, segment, field)[0] ?? '');
}

function codedIn(message: Message, repetition: string): Coded {
  return { code: cleanLine(componentOf(message, repetition)), text: cleanLine(componentOf(message, repetition, 2)) };
}

function isSaid({ code, text }: Coded): boolean {
  return code !== '' || text !== '';
}

/** SCH-8 is the type, AIS-3 the service, SCH-7 the reason; systems use them for the same. */
function typesOf(message: Message, schedule: Segment): readonly Coded[] {
  const services = segmentsOf(message, 'AIS').map((one) => codedOf(message, one, 3));
  return [codedOf(message, schedule, 8), ...services, codedOf(message, schedule, 7)].filter(isSaid);
}

/** Who sees the patient: personnel, else the visit's attending doctor, else a resource by name. An id and a name (XCN), or a code and a text. */
function providersOf(message: Message): readonly OutsideResource[] {
  const personnel = segmentsOf(message, 'AIP').flatMap((one) => repetitionsOf(message, one, 3));
  const attending = segmentsOf(message, 'PV1').flatMap((one) => repetitionsOf(message, one, 7));
  const general = segmentsOf(message, 'AIG').flatMap((one) => repetitionsOf(message, one, 3));
  return [...personnel, ...attending, ...general]
    .map((repetition) => {
      const { code, text } = codedIn(message, repetition);
      return { code, text, family: text, given: cleanLine(componentOf(message, repetition, 3)) };
    })
    .filter(isSaid);
}

/** Where: the location resource (PL: point of care, room, bed, facility), else the visit's. */
function placesOf(message: Message): readonly Coded[] {
  const locations = segmentsOf(message, 'AIL').flatMap((one) => repetitionsOf(message, one, 3));
  const visits = segmentsOf(message, 'PV1').flatMap((one) => repetitionsOf(message, one, 3));
  return [...locations, ...visits]
    .flatMap((repetition) =>
      [1, 2, 4].map((component) => ({ code: cleanLine(componentOf(message, repetition, component)), text: '' }))
    )
    .filter(isSaid);
}

/** NTE behind the appointment itself, before its patient; those behind resources are theirs. */
function noteOf(message: Message): string {
  const from = message.segments.findIndex(({ name }) => name === 'SCH');
  const notes: string[] = [];
  for (const segment of message.segments.slice(from + 1)) {
    if (segment.name === 'NTE')
      notes.push(...repetitionsOf(message, segment, 3).map((one) => componentOf(message, one)));
    else if (segment.name !== 'TQ1') break;
  }
  return cleanText(notes.filter(Boolean).join('\n')).slice(0, 2_000);
}

const SEXES: Readonly<Record<string, Sex>> = { F: 'female', M: 'male', O: 'other', A: 'other' };

function personOf(message: Message): OutsidePerson | null {
  const [patient] = segmentsOf(message, 'PID');
  if (!patient) return null;
  const numbers = [3, 2, 4].flatMap((field) =>
    repetitionsOf(message, patient, field).map((one): OutsideNumber => {
      const authority = cleanLine(componentOf(message, one, 4)) || cleanLine(componentOf(message, one, 4, 2));
      return { value: cleanLine(componentOf(message, one)), authority, type: cleanLine(componentOf(message, one, 5)) };
    })
  );
  const names = repetitionsOf(message, patient, 5);
  // The legal name where it is marked (table 0200), else the first.
  const name = names.find((one) => componentOf(message, one, 7) === 'L') ?? names[0] ?? '';
  return {
    numbers: numbers.filter(isKept).slice(0, 20),
    family: cleanLine(componentOf(message, name)).slice(0, 120),
    given: [2, 3]
      .map((part) => cleanLine(componentOf(message, name, part)))
      .filter(Boolean)
      .join(' ')
      .slice(0, 120),
    birthDate: birthDateOf(valueOf(message, patient, 7)),
    sex: SEXES[valueOf(message, patient, 8)] ?? 'unknown',
    phone: cleanLine(valueOf(message, patient, 13) || valueOf(message, patient, 13, 12)).slice(0, 40)
  };
}

/** A social security number is not what a patient is known by here, and is not written down. */
function isKept({ value, authority, type }: OutsideNumber): boolean {
  const isSsn = type === 'SS' || authority === 'USSSA' || authority === 'SSA';
  return !isSsn && value !== '' && value.length <= 120 && authority.length <= 199 && type.length <= 40;
}

function birthDateOf(text: string): LocalDate | null {
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  return isLocalDate(date) && date >= '1880' && date < '2100' ? date : null;
}
