import { birthDateAs } from '#domain/practice/masks.ts';
import type { Sight } from '#domain/practice/minimum-necessary.ts';
import type { Grid } from '#domain/scheduling/grid.ts';
import { providerIdle } from '#domain/scheduling/occupations.ts';
import type { MinuteOfDay } from '#domain/time.ts';
import { birthDateText, clockText, nameText } from '#ui/format.ts';
import { SHAPES } from '#ui/status-shapes.ts';
import { cardKey, type Card } from './day-columns.ts';
import { cellPx, linesIn } from './grid-scale.ts';
import { GRID_MINUTES } from './place.ts';

/** All that the card of an appointment shows, as text. To draw one is to set five attributes: a day of 800 is drawn in a few milliseconds [SCH-17]. */
export interface CardFace {
  readonly key: string;
  readonly appointment: string;
  readonly classes: string;
  readonly style: string;
  /** Its accessible name. The words that are seen come first, so that who speaks to the screen can say them. */
  readonly said: string;
  readonly shape: string;
  readonly name: string;
  /** What follows the name; each line feed begins a line. */
  readonly rest: string;
}

/** How the grid shows cards. */
export interface CardLook {
  /** The minute the grid begins at. */
  readonly from: MinuteOfDay;
  readonly row: Grid;
  /** What the colour tells; words and shape tell the status either way. */
  readonly colour: 'type' | 'status';
  /** How much of `identity` who is here sees. */
  readonly sees: Sight;
}

/** The face of each card. A card that did not change has the face it had, so nothing of it is drawn again [SCH-2]. */
export type FaceOf = (card: Card, isProviders: boolean) => CardFace;

export function facesFor(look: CardLook): FaceOf {
  const faces = new WeakMap<Card, CardFace>();
  return (card, isProviders) => {
    const known = faces.get(card);
    if (known) return known;
    const face = cardFace(card, look, isProviders);
    faces.set(card, face);
    return face;
  };
}

/** @param isProviders it stands in the provider's column: where the provider is free meanwhile is hatched [SCH-12] */
export function cardFace(card: Card, { from, row, colour, sees }: CardLook, isProviders: boolean): CardFace {
  const { appointment, span, status, type, lane, lanes, clashes, called } = card;
  const lines = linesIn(span.to - span.from, row);
  const name = nameText(appointment.label);
  const born = birthDateAs(sees, appointment.label.birthDate, birthDateText);
  const typeName = type?.name ?? 'Unknown type';
  // Where several providers' visits stand together whose it is comes first: the colour tells the type.
  const what = called ? `${called} · ${typeName}` : typeName;
  const hatch = isProviders ? hatched(card) : '';
  const tint = colour === 'type' ? `hue-${type?.hue ?? 7}` : `status-${status.hue}`;
  const isClosed = appointment.status !== 'booked';
  const [full, edge] = colour === 'type' ? [tint, `${tint}-edge`] : [`${tint}-fill`, tint];
  const cell = cellPx(row);
  const top = Math.max(0, Math.floor((span.from - from) / GRID_MINUTES)) * cell;
  const height = Math.max(1, Math.ceil((span.to - span.from) / GRID_MINUTES)) * cell - 1;
  const side = lanes === 1 ? '' : `--lane:${lane};--lanes:${lanes};`;
  return {
    key: cardKey(card),
    appointment: appointment.appointment,
    classes: [
      'card',
      lines === 1 && 'low',
      lanes > 1 && 'beside',
      isClosed && 'closed',
      appointment.provisional && 'provisional',
      clashes.length > 0 && 'clashing',
      hatch !== '' && 'parted'
    ]
      .filter(Boolean)
      .join(' '),
    style: `margin-top:${top}px;height:${height}px;--fill:var(--${isClosed ? 'paper-raised' : full});--edge:var(--${edge});${side}${hatch}`,
    said: [
      `${name} ${born} ${status.word} · ${what}`,
      clockText(appointment.at.start),
      `${appointment.at.minutes} minutes`,
      ...clashes
    ].join(', '),
    shape: SHAPES[status.hue],
    name,
    rest:
      lines === 1
        ? ` ${born}`
        : lines === 2
          ? `\n${born} ${status.word} · ${what}`
          : `\n${born} ${status.word}\n${what}`
  };
}

/** The same with what the hands do to it. */
export function inHands(face: CardFace, inHand: string | null, lifted: string | null): CardFace {
  const { appointment, classes } = face;
  if (appointment !== inHand && appointment !== lifted) return face;
  const marks = `${appointment === inHand ? ' inHand' : ''}${appointment === lifted ? ' lifted' : ''}`;
  return { ...face, classes: classes + marks };
}

/** Where the provider is free meanwhile, as bands over the card. */
function hatched({ appointment, span }: Card): string {
  const idle = providerIdle(appointment);
  if (idle.length === 0) return '';
  const part = (minute: number): number => (100 * (minute - span.from)) / (span.to - span.from);
  const bands = idle.map(
    ({ from, to }) => `transparent ${part(from)}%,#000 ${part(from)}% ${part(to)}%,transparent ${part(to)}%`
  );
  return `--idle:linear-gradient(${bands.join(',')})`;
}
