import type { Form } from '../form.ts';
import { ask, group, option, say, YES_WHEN } from './wording.ts';

export const HISTORY: Form = {
  form: 'history',
  version: '1',
  title: say('Your health history', 'Su historia de salud'),
  days: 365,
  items: [
    group('had', 'Your health', 'Su salud', [
      ask(
        'had.now',
        'choice',
        'Do you have, or did you ever have, any of these?',
        '¿Tiene o ha tenido alguna vez algo de esto?',
        {
          repeats: true,
          options: [
            option('pressure', 'High blood pressure', 'Presión alta'),
            option('sugar', 'Diabetes', 'Diabetes'),
            option('heart', 'Heart trouble', 'Problemas del corazón'),
            option('lungs', 'Asthma or lung trouble', 'Asma o problemas de los pulmones'),
            option('stroke', 'A stroke', 'Derrame cerebral'),
            option('cancer', 'Cancer', 'Cáncer'),
            option('kidneys', 'Kidney trouble', 'Problemas de los riñones'),
            option('liver', 'Liver trouble', 'Problemas del hígado'),
            option('thyroid', 'Thyroid trouble', 'Problemas de la tiroides'),
            option('seizures', 'Seizures', 'Convulsiones'),
            option('mood', 'Depression or anxiety', 'Depresión o ansiedad'),
            option('blood', 'Bleeding or blood clots', 'Sangrado o coágulos'),
            option('none', 'None of these', 'Nada de esto')
          ],
          required: true
        }
      ),
      ask('had.more', 'text', 'Tell us more, or about anything else', 'Cuéntenos más, o de otra cosa', {
        maxLength: 2000
      }),
      ask('had.pregnant', 'boolean', 'Are you pregnant, or could you be?', '¿Está o podría estar embarazada?')
    ]),
    group('ops', 'Operations and hospital stays', 'Operaciones y hospital', [
      ask(
        'ops.any',
        'boolean',
        'Did you ever have an operation or stay in a hospital?',
        '¿Alguna vez le operaron o estuvo en un hospital?',
        { required: true }
      ),
      ask('ops.list', 'string', 'What, and in which year', 'Qué fue y en qué año', {
        required: true,
        repeats: true,
        maxLength: 200,
        ...YES_WHEN('ops.any')
      }),
      ask(
        'ops.sleep',
        'boolean',
        'Did you have trouble when you were put to sleep for it?',
        '¿Tuvo problemas con la anestesia?',
        YES_WHEN('ops.any')
      )
    ]),
    group('family', 'Your family', 'Su familia', [
      ask(
        'family.had',
        'choice',
        'Did a parent, brother, sister or child of yours have any of these?',
        '¿Su madre, padre, hermanos o hijos han tenido algo de esto?',
        {
          repeats: true,
          options: [
            option('heart', 'Heart trouble before 60', 'Problemas del corazón antes de los 60'),
            option('sugar', 'Diabetes', 'Diabetes'),
            option('cancer', 'Cancer', 'Cáncer'),
            option('stroke', 'A stroke', 'Derrame cerebral'),
            option('mood', 'Depression or other mental illness', 'Depresión u otra enfermedad mental'),
            option('none', 'None of these', 'Nada de esto'),
            option('unknown', 'I do not know', 'No sé')
          ],
          required: true
        }
      ),
      ask('family.who', 'text', 'Who, and what was it?', '¿Quién, y qué tuvo?', { maxLength: 1000 })
    ]),
    group('life', 'Your daily life', 'Su vida diaria', [
      ask('life.tobacco', 'choice', 'Do you smoke, vape or chew tobacco?', '¿Fuma, vapea o masca tabaco?', {
        required: true,
        options: [
          option('never', 'Never did', 'Nunca'),
          option('past', 'I used to', 'Antes sí'),
          option('some', 'Some days', 'Algunos días'),
          option('daily', 'Every day', 'Todos los días')
        ]
      }),
      ask('life.alcohol', 'choice', 'How often do you drink alcohol?', '¿Con qué frecuencia toma alcohol?', {
        required: true,
        options: [
          option('never', 'Never', 'Nunca'),
          option('month', 'Once a month or less', 'Una vez al mes o menos'),
          option('week', 'Some days of the week', 'Algunos días de la semana'),
          option('daily', 'Most days', 'Casi todos los días')
        ]
      }),
      ask('life.work', 'string', 'What work do you do?', '¿En qué trabaja?', { maxLength: 120 }),
      ask('life.home', 'string', 'Who lives with you?', '¿Quién vive con usted?', { maxLength: 200 }),
      ask('life.safe', 'boolean', 'Do you feel safe at home?', '¿Se siente seguro en su casa?')
    ])
  ]
};

export const MEDICATIONS: Form = {
  form: 'medications',
  version: '1',
  title: say('Medicines and allergies', 'Medicinas y alergias'),
  days: 90,
  items: [
    group('meds', 'Your medicines', 'Sus medicinas', [
      ask(
        'meds.any',
        'boolean',
        'Do you take any medicine, vitamin or herb?',
        '¿Toma alguna medicina, vitamina o hierba?',
        { required: true }
      ),
      ask('meds.list', 'string', 'Name, how much, how often', 'Nombre, cuánto y cada cuánto', {
        hint: say(
          'One on each line. Look at the bottle if you have it.',
          'Una en cada línea. Mire el frasco si lo tiene.'
        ),
        required: true,
        repeats: true,
        maxLength: 200,
        ...YES_WHEN('meds.any')
      }),
      ask('meds.pharmacy', 'string', 'Which pharmacy do you use?', '¿Qué farmacia usa?', { maxLength: 200 })
    ]),
    group('allergy', 'Your allergies', 'Sus alergias', [
      ask(
        'allergy.any',
        'boolean',
        'Are you allergic to a medicine, a food, latex or anything else?',
        '¿Tiene alergia a una medicina, una comida, el látex u otra cosa?',
        { required: true }
      ),
      ask('allergy.list', 'string', 'What is it, and what does it do to you?', '¿A qué, y qué le hace?', {
        required: true,
        repeats: true,
        maxLength: 200,
        ...YES_WHEN('allergy.any')
      })
    ])
  ]
};

const HOW_OFTEN = [
  option('0', 'Not at all', 'Ningún día', 0),
  option('1', 'Several days', 'Varios días', 1),
  option('2', 'More than half the days', 'Más de la mitad de los días', 2),
  option('3', 'Nearly every day', 'Casi todos los días', 3)
];

/**
 * Patient Health Questionnaire-2 (LOINC 55757-9). Copyright Pfizer Inc.; developed by R. L. Spitzer, J. B. W. Williams, K. Kroenke and colleagues. No permission is required to
 * reproduce, translate, display or distribute it. Its wording is fixed: a score of 3 or more asks for the PHQ-9.
 */
export const PHQ_2: Form = {
  form: 'phq-2',
  version: '1',
  title: say('How you have been feeling', 'Cómo se ha sentido'),
  days: 365,
  items: [
    group(
      'phq',
      'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
      'Durante las últimas 2 semanas, ¿qué tan seguido le han afectado los siguientes problemas?',
      [
        ask(
          'phq.interest',
          'choice',
          'Little interest or pleasure in doing things',
          'Poco interés o placer en hacer cosas',
          { required: true, options: HOW_OFTEN }
        ),
        ask(
          'phq.down',
          'choice',
          'Feeling down, depressed, or hopeless',
          'Se ha sentido decaído(a), deprimido(a) o sin esperanzas',
          { required: true, options: HOW_OFTEN }
        )
      ]
    )
  ]
};
