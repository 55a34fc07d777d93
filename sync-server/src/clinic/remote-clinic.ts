import type { AuditNote } from '#domain/audit/audit-facts.ts';
import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import type { DocId } from '#domain/documents.ts';
import { ADMIN_PATH, encodeCall, MAX_ADMIN_CALL, valueOf, type AdminMethod } from './admin-call.ts';
import type { AppendOutcome, Batch, Clinic } from './clinic.ts';
import type { ServerAddress } from './lock.ts';

/** The clinic through the server that runs on its data. */
export class RemoteClinic implements Clinic {
  readonly #address: ServerAddress;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  state(): ReturnType<Clinic['state']> {
    return this.#call('state', null);
  }

  async append(batches: readonly Batch[]): Promise<AppendOutcome> {
    let appended = 0;
    const refused: AppendOutcome['refused'][number][] = [];
    for (const part of inParts(batches)) {
      const outcome: AppendOutcome = await this.#call('append', part);
      appended += outcome.appended;
      refused.push(...outcome.refused);
    }
    return { appended, refused };
  }

  read(doc: DocId): ReturnType<Clinic['read']> {
    return this.#call('read', doc);
  }

  documents(page: Parameters<Clinic['documents']>[0]): ReturnType<Clinic['documents']> {
    return this.#call('documents', page);
  }

  noteExport(of: Parameters<Clinic['noteExport']>[0]): Promise<void> {
    return this.#call('noteExport', of);
  }

  noteAct(note: AuditNote): Promise<void> {
    return this.#call('noteAct', note);
  }

  async existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>> {
    return new Set(await this.#call<DocId[]>('existing', docs));
  }

  setUp(request: Parameters<Clinic['setUp']>[0]): Promise<void> {
    return this.#call('setUp', request);
  }

  putPerson(person: Parameters<Clinic['putPerson']>[0]): Promise<void> {
    return this.#call('putPerson', person);
  }

  setDemo(people: Parameters<Clinic['setDemo']>[0]): Promise<void> {
    return this.#call('setDemo', people);
  }

  tellKiosk(told: Parameters<Clinic['tellKiosk']>[0]): Promise<void> {
    return this.#call('tellKiosk', told);
  }

  enrol(request: Parameters<Clinic['enrol']>[0]): ReturnType<Clinic['enrol']> {
    return this.#call('enrol', request);
  }

  revoke(device: Parameters<Clinic['revoke']>[0]): Promise<boolean> {
    return this.#call('revoke', device);
  }

  verify(): ReturnType<Clinic['verify']> {
    return this.#call('verify', null);
  }

  giveContent(of: Parameters<Clinic['giveContent']>[0]): ReturnType<Clinic['giveContent']> {
    return this.#call('giveContent', of);
  }

  content(of: Parameters<Clinic['content']>[0]): ReturnType<Clinic['content']> {
    return this.#call('content', of);
  }

  verifyBlobs(): ReturnType<Clinic['verifyBlobs']> {
    return this.#call('verifyBlobs', null);
  }

  verifyAudit(witnesses: readonly Checkpoint[]): ReturnType<Clinic['verifyAudit']> {
    return this.#call('verifyAudit', witnesses);
  }

  recoveryKey(): ReturnType<Clinic['recoveryKey']> {
    return this.#call('recoveryKey', null);
  }

  setRecoveryKey(publicKey: Uint8Array): Promise<void> {
    return this.#call('setRecoveryKey', publicKey);
  }

  backup(to: string): ReturnType<Clinic['backup']> {
    return this.#call('backup', to);
  }

  listRefused(): ReturnType<Clinic['listRefused']> {
    return this.#call('listRefused', null);
  }

  showRefused(id: number): ReturnType<Clinic['showRefused']> {
    return this.#call('showRefused', id);
  }

  discardRefused(id: number): Promise<void> {
    return this.#call('discardRefused', id);
  }

  reapplyRefused(id: number): Promise<number> {
    return this.#call('reapplyRefused', id);
  }

  sealedRefused(id: number): Promise<Uint8Array> {
    return this.#call('sealedRefused', id);
  }

  reapplyOpened(of: Parameters<Clinic['reapplyOpened']>[0]): Promise<number> {
    return this.#call('reapplyOpened', of);
  }

  takeHl7(message: Parameters<Clinic['takeHl7']>[0]): ReturnType<Clinic['takeHl7']> {
    return this.#call('takeHl7', message);
  }

  writeHl7(day: Parameters<Clinic['writeHl7']>[0]): ReturnType<Clinic['writeHl7']> {
    return this.#call('writeHl7', day);
  }

  listSetAside(): ReturnType<Clinic['listSetAside']> {
    return this.#call('listSetAside', null);
  }

  resendSetAside(control: string | null): Promise<number> {
    return this.#call('resendSetAside', control);
  }

  discardSetAside(control: string): Promise<void> {
    return this.#call('discardSetAside', control);
  }

  sites(): ReturnType<Clinic['sites']> {
    return this.#call('sites', null);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #call<T>(method: AdminMethod, argument: unknown): Promise<T> {
    const { port, secret } = this.#address;
    const response = await fetch(`http://127.0.0.1:${port}${ADMIN_PATH}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/octet-stream' },
      body: encodeCall(argument)
    });
    if (!response.ok) throw new Error(`the server answered ${response.status} to ${method}`);
    return valueOf(await response.bytes()) as T; // the same method on the other side says what it is
  }
}

/** Calls small enough to send: batches are of very different sizes. */
function* inParts(batches: readonly Batch[]): Generator<readonly Batch[]> {
  let part: Batch[] = [];
  let bytes = 0;
  for (const batch of batches) {
    const size = encodeCall(batch).length;
    if (part.length > 0 && bytes + size > MAX_ADMIN_CALL / 2) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(batch);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
