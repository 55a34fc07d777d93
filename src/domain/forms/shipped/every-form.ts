import type { Form } from '../form.ts';
import {
  CONSENT_TO_TREAT,
  CONTACTS,
  FINANCIAL_POLICY,
  PORTAL,
  PRIVACY_NOTICE,
  RECORDS_RELEASE,
  TELEHEALTH
} from './consents.ts';
import { HISTORY, MEDICATIONS, PHQ_2 } from './history.ts';
import { REGISTRATION } from './registration.ts';
import { MEDICARE_FIRST, MINOR } from './special.ts';

/** The forms a practice begins with: the packet of a new patient in the US, in our own words (product/12). */
export const SHIPPED_FORMS: readonly Form[] = [
  REGISTRATION,
  PRIVACY_NOTICE,
  CONSENT_TO_TREAT,
  MINOR,
  FINANCIAL_POLICY,
  MEDICARE_FIRST,
  CONTACTS,
  HISTORY,
  MEDICATIONS,
  PHQ_2,
  RECORDS_RELEASE,
  TELEHEALTH,
  PORTAL
];
