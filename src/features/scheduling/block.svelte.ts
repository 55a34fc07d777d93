import type { PractitionerId, SiteId } from '#domain/ids.ts';
import type { DayBlock } from '#domain/scheduling/blocks.ts';
import type { PlannedBlock } from '#domain/scheduling/plan.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { blockFrom, formOfBlock, newBlockForm, type BlockForm } from './block-form.ts';
import { blockWordsFor } from './block-words.ts';
import {
  changeBlock,
  placeBlock,
  removeBlock,
  takeBackBlock,
  type PlaceBlockRefusal,
  type Scope
} from './place-block.ts';

/** A block that is being placed or changed. */
export interface BlockInHand {
  readonly form: BlockForm | null;
  /** The day the rule gives the instance that was chosen. */
  readonly instance: LocalDate;
  readonly trouble: string | null;
  begin(
    practitioner: PractitionerId | undefined,
    day: { readonly site: SiteId; readonly date: LocalDate },
    start: number
  ): void;
  take(block: DayBlock, planned: PlannedBlock): void;
  change(form: BlockForm): void;
  /** True when it was written. */
  place(scope: Scope): Promise<boolean>;
  remove(scope: Scope): Promise<boolean>;
  close(): void;
}

export function createBlock(station: Station, toasts: Toasts): BlockInHand {
  let form = $state.raw<BlockForm | null>(null);
  let instance = $state.raw<LocalDate>('');
  let trouble = $state.raw<string | null>(null);

  const hold = (next: BlockForm | null, day: LocalDate = ''): void => {
    form = next;
    instance = day;
    trouble = null;
  };
  const said = async (command: Promise<Result<Done, PlaceBlockRefusal>>, say: string): Promise<boolean> => {
    const done = await tell(toasts, command, {
      done: () => say,
      refused: blockWordsFor,
      takeBack: (what) => takeBackBlock(station, what)
    });
    if (done) hold(null);
    return done !== undefined;
  };

  return {
    get form() {
      return form;
    },
    get instance() {
      return instance;
    },
    get trouble() {
      return trouble;
    },
    begin(practitioner, { site, date }, start) {
      const whose = practitioner === undefined ? `site:${site}` : `practitioner:${practitioner}`;
      hold(newBlockForm(station.newId(), { whose, date, start }), date);
    },
    take(block, planned) {
      const at = planned.once.get(block.instance);
      hold(formOfBlock({ ...planned, ...(at ?? {}) }, at?.date ?? block.instance), block.instance);
    },
    change(next) {
      form = next;
      trouble = null;
    },
    async place(scope) {
      if (!form) return false;
      const block = blockFrom(form);
      if (!block.ok) {
        trouble = blockWordsFor(block.error);
        return false;
      }
      const { title } = block.value;
      return form.was
        ? said(changeBlock(station, block.value, instance, scope), `${title} is changed.`)
        : said(placeBlock(station, block.value), `${title} is on the schedule.`);
    },
    async remove(scope) {
      if (!form) return false;
      return said(removeBlock(station, form.block, instance, scope), `${form.title} is off the schedule.`);
    },
    close: () => hold(null)
  };
}
