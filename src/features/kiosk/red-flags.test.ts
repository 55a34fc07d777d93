import { expect, test } from 'vitest';
import { hasRedFlag } from './red-flags.ts';

test.each([
  'chest pain',
  'I have PAIN in my chest',
  'my chest hurts',
  'I can’t breathe well',
  "can't breath",
  'trouble breathing since this morning',
  'short of breath',
  'I passed out yesterday',
  'feeling faint',
  'I think it is a stroke',
  'one side of my face is drooping',
  'I want to die',
  'suicidal',
  'took an overdose',
  'my throat is swelling',
  'worst headache of my life',
  'pregnant and bleeding',
  'no chest pain',
  'Me duele el pecho',
  'DOLOR DE PECHO',
  'presión en el pecho',
  'no puedo respirar',
  'me falta el aire',
  'me desmayé',
  'quiero morir',
  'convulsión',
  'se me durmió, tengo el brazo dormido',
  'sangro mucho'
])('[KIO-10] %s cannot wait', (reason) => {
  expect(hasRedFlag(reason)).toBe(true);
});

test.each([
  '',
  'knee pain',
  'flu shot',
  'refill my medication',
  'I want a diet plan',
  'back hurts',
  'blood pressure check',
  'sprained wrist',
  'sore throat',
  'follow-up',
  'dolor de rodilla',
  'receta',
  'vacuna de la gripe',
  'dolor de espalda',
  'análisis de sangre',
  '<script>alert(1)</script>',
  '💔'
])('[KIO-10] %s can', (reason) => {
  expect(hasRedFlag(reason)).toBe(false);
});
