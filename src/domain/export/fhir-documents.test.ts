import { expect, test } from 'vitest';
import type { FiledDocument } from '../document/patient-documents.ts';
import { documentResource } from './fhir-documents.ts';

const PAPER: FiledDocument = {
  ...{
    document: 'c1',
    patient: 'p9',
    received: '2026-11-18',
    parts: [],
    filedAt: 0,
    filedBy: 'u',
    reviewed: null,
    recalled: null
  },
  ...{ class: 'legal', title: 'Proxy', date: null, reviewer: null, urgent: true, shown: ['name', 'birth-date'] },
  ...{ subclass: 'power-of-attorney', channel: 'mail', notes: 'Original kept', related: { appointment: 'a1', date: '2026-11-20' } }, // prettier-ignore
  from: { organization: 'Larch & Moss', person: 'Ada Larch' }
};

test('[EXP-13] a paper leaves with its kind as LOINC says it, our own words, who sent it, how it came and what it belongs to', () => {
  expect(documentResource(PAPER, 'p9')).toEqual({
    ...{ resourceType: 'DocumentReference', id: 'c1', status: 'current', subject: { reference: 'Patient/p9' } },
    extension: [
      { url: 'urn:anteroom:document:received', valueDate: '2026-11-18' },
      { url: 'urn:anteroom:document:channel', valueCode: 'mail' },
      { url: 'urn:anteroom:document:notes', valueString: 'Original kept' },
      { url: 'urn:anteroom:document:urgent', valueBoolean: true }
    ],
    type: { coding: [{ system: 'http://loinc.org', code: '64298-3', display: 'Power of attorney' }], text: 'legal' },
    category: [
      {
        coding: [
          { system: 'urn:anteroom:document:class', code: 'legal' },
          { system: 'urn:anteroom:document:subclass', code: 'power-of-attorney' }
        ]
      }
    ],
    date: '1970-01-01T00:00:00.000Z',
    author: [{ display: 'Ada Larch' }, { type: 'Organization', display: 'Larch & Moss' }],
    description: 'Proxy',
    content: [{ attachment: {} }],
    context: { related: [{ reference: 'Appointment/a1' }] }
  });
});

test('[EXP-13] what LOINC has no word for has none; a case is named by our own; a paper that was taken out says nothing', () => {
  const { subclass: _, from: __, notes: ___, channel: ____, ...bare } = PAPER;
  expect(
    documentResource({ ...bare, date: '2026-11-02', class: 'records-in', urgent: false, related: { case: 'c7' } }, 'p')
  ).toMatchObject({
    type: { text: 'records-in' },
    extension: [{ url: 'urn:anteroom:document:received' }],
    context: {
      period: { start: '2026-11-02' },
      related: [{ identifier: { system: 'urn:anteroom:case', value: 'c7' } }]
    }
  });
  const out: FiledDocument = {
    ...{ ...bare, title: '', shown: [] },
    recalled: { by: 'u', at: 1, reason: 'not-ours' }
  };
  const { related: _related, ...mark } = out;
  expect(JSON.stringify(documentResource(mark, 'p'))).not.toMatch(/Proxy|Larch|extension|loinc/);
});
