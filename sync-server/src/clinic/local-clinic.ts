import { statSync } from 'node:fs';
import path from 'node:path';
import type { AuditNote } from '#domain/audit/audit-facts.ts';
import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import type { DocId } from '#domain/documents.ts';
import { BOOTS_PER_DEVICE, type DeviceNo } from '#domain/ids.ts';
import { certificateText, type PublicKeys } from '#protocol/device-keys.ts';
import type { DeviceCredentials, DeviceIdentity, SetUpRequest } from '#protocol/http.ts';
import { signingKeys, verifyAudit } from '../audit/verify-audit.ts';
import { backupBlobs } from '../backup/blob-backup.ts';
import { backupName } from '../backup/files.ts';
import { readRecoveryKey, writeRecoveryKey } from '../backup/recovery-note.ts';
import { writeBackup } from '../backup/write-backup.ts';
import type { Core } from '../core.ts';
import { recordedIn, WriteRefused, type Writer } from '../gate/writer.ts';
import { dayAsHl7 } from '../hl7/day-as-hl7.ts';
import { Exchange } from '../hl7/exchange.ts';
import { SetAsides } from '../hl7/set-aside.ts';
import {
  AGENT_NO,
  IMPORTER_NO,
  LabelTaken,
  type Device,
  type EnrolledRole,
  type NewDevice
} from '../people/devices.ts';
import type { NewPerson } from '../people/people.ts';
import { IDLE_MS } from '../people/sessions.ts';
import { isSetUp, setUp } from '../people/set-up.ts';
import { ClinicRefusal, type AppendOutcome, type Batch, type Clinic, type KioskTold } from './clinic.ts';
import { demoInfo, writeDemoInfo } from './demo-info.ts';
import { noteAct, noteExport } from './note-act.ts';
import { discardRefused, listRefused, reapplyRefused, sealedRefused, showRefused } from './refused.ts';
import { tellKiosk } from './tell-kiosk.ts';
import { writerOf } from './writer-of.ts';

export interface LocalClinicOptions {
  /** The agent's hand, when the agent runs in this process; else one is made. */
  readonly agent?: Writer;
  /** What to let go of at the end. */
  readonly onClose?: () => Promise<void>;
}

/** The clinic on the data themselves: in the server, or in the command line when no server runs. */
export class LocalClinic implements Clinic {
  readonly #core: Core;
  readonly #options: LocalClinicOptions;
  #importer: Writer | undefined;
  #exchange: Exchange | undefined;

  constructor(core: Core, options: LocalClinicOptions = {}) {
    this.#core = core;
    this.#options = options;
  }

  async state(): ReturnType<Clinic['state']> {
    const { journal } = this.#core;
    return { isSetUp: await isSetUp(this.#core), isDemo: (await demoInfo(this.#core)) !== null, head: journal.head() };
  }

  async append(batches: readonly Batch[]): Promise<AppendOutcome> {
    const importer = this.#importerHand();
    const outcomes = await Promise.all(
      batches.map(async ({ doc, facts }) => {
        try {
          await importer.write(doc, facts);
          return { appended: facts.length, refused: [] };
        } catch (error) {
          if (!(error instanceof WriteRefused)) throw error;
          return { appended: 0, refused: [{ doc, code: error.code, say: error.message }] };
        }
      })
    );
    return {
      appended: outcomes.reduce((sum, { appended }) => sum + appended, 0),
      refused: outcomes.flatMap(({ refused }) => refused)
    };
  }

  async read(doc: DocId): ReturnType<Clinic['read']> {
    return recordedIn(await this.#core.journal.read(doc, new Map()));
  }

  documents({ after, limit, prefix }: Parameters<Clinic['documents']>[0]): ReturnType<Clinic['documents']> {
    return this.#core.journal.documents(after, limit, [prefix]);
  }

  async noteExport({ patients, into }: Parameters<Clinic['noteExport']>[0]): Promise<void> {
    await noteExport(this.#core, { patients, into });
  }

  async noteAct(note: AuditNote): Promise<void> {
    await noteAct(this.#core, note);
  }

  existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>> {
    return this.#core.journal.existing(docs);
  }

  async setUp(request: SetUpRequest): Promise<void> {
    await this.#core.alone('set-up', async () => {
      if (await isSetUp(this.#core)) throw new ClinicRefusal('setup/done', 'This clinic is set up already.');
      await setUp(this.#core, this.#options.agent ?? writerOf(this.#core, AGENT_NO, 'agent'), request);
    });
  }

  putPerson(person: NewPerson): Promise<void> {
    return this.#core.people.put(person);
  }

  async setDemo(people: readonly NewPerson[]): Promise<void> {
    if ((await isSetUp(this.#core)) && (await demoInfo(this.#core)) === null)
      throw new ClinicRefusal(
        'demo/real-data',
        'There is a real clinic’s data here. A demonstration is never put on top of it.'
      );
    await writeDemoInfo(this.#core, people);
  }

  async tellKiosk(told: KioskTold): Promise<void> {
    await tellKiosk(this.#core, told);
  }

  async enrol({ role, site, label }: Parameters<Clinic['enrol']>[0]): Promise<DeviceCredentials> {
    const { devices } = this.#core;
    const { sites } = await this.#core.practice();
    if (sites.size > 0 && !sites.has(site)) throw new ClinicRefusal('enrol/no-site', `There is no office “${site}”.`);
    if (label !== undefined && !/^[A-Z]{1,2}\d{0,2}$/.test(label))
      throw new ClinicRefusal('enrol/label', 'A label is one or two capital letters and up to two digits.');
    try {
      return await credentialsOf(this.#core, await devices.enrol(role, site, label));
    } catch (error) {
      if (!(error instanceof LabelTaken)) throw error;
      throw new ClinicRefusal('enrol/label-taken', `There is a device ${label} already.`);
    }
  }

  async revoke(device: DeviceNo): Promise<boolean> {
    const done = await this.#core.devices.revoke(device);
    if (done) await this.#core.tellRevoked(device);
    return done;
  }

  verify(): ReturnType<Clinic['verify']> {
    return this.#core.journal.verify();
  }

  async giveContent(of: Parameters<Clinic['giveContent']>[0]): ReturnType<Clinic['giveContent']> {
    const { blobs } = this.#core;
    const given =
      'manifest' in of ? await blobs.begin(IMPORTER_NO, of.manifest) : await blobs.put(of.blob, of.first, of.body);
    if (given.ok) return given.value;
    throw new ClinicRefusal(`blob/${given.why}`, 'A page could not be kept on the server.');
  }

  async content({ blob, first }: Parameters<Clinic['content']>[0]): ReturnType<Clinic['content']> {
    const { blobs } = this.#core;
    const found = first === null ? await blobs.manifest(blob) : await blobs.part(blob, first);
    return found.ok ? found.value : null;
  }

  verifyBlobs(): ReturnType<Clinic['verifyBlobs']> {
    return this.#core.blobs.verify();
  }

  async verifyAudit(witnesses: readonly Checkpoint[]): ReturnType<Clinic['verifyAudit']> {
    const { journal, serverKey, devices } = this.#core;
    const deviceKeys = signingKeys(await devices.all());
    return await verifyAudit(journal, { publicKey: serverKey.raw, deviceKeys, witnesses });
  }

  recoveryKey(): ReturnType<Clinic['recoveryKey']> {
    return readRecoveryKey(this.#core.notes);
  }

  setRecoveryKey(publicKey: Uint8Array): Promise<void> {
    return writeRecoveryKey(this.#core.notes, publicKey);
  }

  async backup(to: string): ReturnType<Clinic['backup']> {
    const { now, journal, notes } = this.#core;
    const publicKey = await readRecoveryKey(notes);
    if (!publicKey)
      throw new ClinicRefusal(
        'backup/no-key',
        'There is no recovery key yet. Make one: npm run anteroom -- recovery-key'
      );
    const at = now();
    const isFolder = statSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
    const file = isFolder ? path.join(to, backupName({ from: 0, to: journal.head(), at })) : to;
    const scans = isFolder ? await backupBlobs(this.#core, publicKey, { folder: to, at }) : null;
    return { ...(await writeBackup(this.#core, publicKey, { file, from: 0, at })), scans };
  }

  listRefused(): ReturnType<Clinic['listRefused']> {
    return listRefused(this.#core);
  }

  showRefused(id: number): ReturnType<Clinic['showRefused']> {
    return showRefused(this.#core, id);
  }

  discardRefused(id: number): Promise<void> {
    return discardRefused(this.#core, id);
  }

  reapplyRefused(id: number): Promise<number> {
    return reapplyRefused(this.#core, this.#importerHand(), id);
  }

  sealedRefused(id: number): Promise<Uint8Array> {
    return sealedRefused(this.#core, id);
  }

  reapplyOpened({ id, update }: Parameters<Clinic['reapplyOpened']>[0]): Promise<number> {
    return reapplyRefused(this.#core, this.#importerHand(), id, update);
  }

  takeHl7({ bytes, codes }: Parameters<Clinic['takeHl7']>[0]): ReturnType<Clinic['takeHl7']> {
    return (this.#exchange ??= new Exchange(this.#core, this.#importerHand())).take(bytes, codes);
  }

  writeHl7({ site, date }: Parameters<Clinic['writeHl7']>[0]): ReturnType<Clinic['writeHl7']> {
    return dayAsHl7(this.#core, site, date);
  }

  listSetAside(): ReturnType<Clinic['listSetAside']> {
    return new SetAsides(this.#core.records).all();
  }

  async resendSetAside(control: string | null): Promise<number> {
    const count = await new SetAsides(this.#core.records).askAgain(control);
    if (control !== null && count === 0) throw noSuchMessage(control);
    return count;
  }

  async discardSetAside(control: string): Promise<void> {
    if (!(await new SetAsides(this.#core.records).remove(control))) throw noSuchMessage(control);
  }

  async sites(): ReturnType<Clinic['sites']> {
    return [...(await this.#core.practice()).sites.keys()];
  }

  async close(): Promise<void> {
    this.#exchange?.stop();
    await this.#options.onClose?.();
  }

  #importerHand(): Writer {
    return (this.#importer ??= writerOf(this.#core, IMPORTER_NO, 'importer'));
  }
}

function noSuchMessage(control: string): ClinicRefusal {
  return new ClinicRefusal('hl7/nothing', `No message ${control} was set aside.`);
}

/** What a new device keeps about itself. */
export async function credentialsOf(core: Core, { device, token }: NewDevice): Promise<DeviceCredentials> {
  const identity = device.keys && (await identityOf(core, device, device.keys));
  const { deviceNo, site, label } = device;
  const role = device.role as EnrolledRole; // just enrolled as one
  const zone = (await core.practice()).sites.get(site)?.zone ?? 'UTC';
  const clientIdBase = deviceNo * BOOTS_PER_DEVICE;
  return {
    deviceNo,
    role,
    site,
    zone,
    label,
    token,
    epoch: core.journal.epoch,
    clientIdBase,
    ...(identity && { identity })
  };
}

/** A device's certificate: what the server says of it, signed [DEV-1]. */
async function identityOf(core: Core, device: Device, keys: PublicKeys): Promise<DeviceIdentity> {
  const { deviceNo, label, role, site } = device;
  const certificate = { deviceNo, label, role, site, keys, issuedAt: core.now(), leaseMs: IDLE_MS };
  const signature = await core.serverKey.sign(certificateText(certificate));
  return { certificate, signature, serverKey: core.serverKey.raw };
}
