import type { Form } from '../form.ts';
import { ask, group, option, say, YES_WHEN } from './wording.ts';

/** For a child: who decides, and who else may bring them. Signed by a parent or guardian. */
export const MINOR: Form = {
  form: 'minor-consent',
  version: '1',
  title: say('Care for your child', 'Atención de su hijo o hija'),
  legal: say(
    'I am the parent or guardian of this child and may decide about the child’s care. I ask this office to care for the child. That may be an exam, tests, shots or other usual care. For anything with more risk, somebody will ask me first. The people I name below may bring the child when I am not there. I may take this back at any time by telling the office.',
    'Soy la madre, el padre o el tutor de este menor y puedo decidir sobre su atención. Pido a este consultorio que lo atienda. Esto puede ser un examen, pruebas, vacunas u otra atención común. Para algo con más riesgo, alguien me preguntará antes. Las personas que nombro abajo pueden traer al menor cuando yo no esté. Puedo cambiar de idea en cualquier momento si se lo digo al consultorio.'
  ),
  days: 365,
  signers: ['guardian'],
  consent: { code: '59284-0', line: 'consent-to-treat', mayRefuse: false },
  items: [
    group('guardian', 'About you', 'Sobre usted', [
      ask('guardian.who', 'choice', 'Who are you to the child?', '¿Qué es usted del menor?', {
        required: true,
        harvestTo: 'guardian.relation',
        options: [
          option('mother', 'Mother', 'Madre'),
          option('father', 'Father', 'Padre'),
          option('guardian', 'Guardian', 'Tutor'),
          option('foster', 'Foster parent', 'Padre o madre de acogida')
        ]
      }),
      ask('guardian.phone', 'string', 'Your phone', 'Su teléfono', {
        required: true,
        harvestTo: 'guardian.phone',
        maxLength: 40
      }),
      ask(
        'guardian.court',
        'boolean',
        'Is there a court paper about who decides for the child?',
        '¿Hay un papel de la corte sobre quién decide por el menor?',
        { required: true }
      ),
      ask(
        'guardian.show',
        'display',
        'Please show us this paper.',
        'Por favor muéstrenos ese papel.',
        YES_WHEN('guardian.court')
      )
    ]),
    group('bring', 'Who else may bring the child', 'Quién más puede traer al menor', [
      ask('bring.any', 'boolean', 'May somebody else bring the child?', '¿Puede traer al menor otra persona?', {
        required: true
      }),
      ask('bring.who', 'string', 'Name, who they are to the child, and phone', 'Nombre, qué es del menor y teléfono', {
        required: true,
        harvestTo: 'pick-up.people',
        repeats: true,
        maxLength: 200,
        ...YES_WHEN('bring.any')
      }),
      ask('bring.may', 'choice', 'What may they agree to?', '¿Qué pueden aceptar?', {
        required: true,
        harvestTo: 'pick-up.what',
        repeats: true,
        options: [
          option('exam', 'An exam', 'Un examen'),
          option('shots', 'Shots', 'Vacunas'),
          option('tests', 'Tests', 'Pruebas'),
          option('ask', 'Nothing: call me first', 'Nada: llámenme primero')
        ],
        ...YES_WHEN('bring.any')
      }),
      ask(
        'bring.never',
        'text',
        'Is there somebody who must not take the child?',
        '¿Hay alguien que no debe llevarse al menor?',
        { maxLength: 500 }
      )
    ])
  ]
};

/** What decides whether Medicare pays first: the questions of CMS's model (Medicare Secondary Payer Manual, ch. 3 §20.2.1), in our words. */
export const MEDICARE_FIRST: Form = {
  form: 'medicare-first',
  version: '1',
  title: say('Does another plan pay before Medicare?', '¿Paga otro plan antes que Medicare?'),
  days: 90,
  items: [
    group('msp', 'Why you come', 'Por qué viene', [
      ask(
        'msp.accident',
        'boolean',
        'Are you here because of an accident or an injury?',
        '¿Viene por un accidente o una herida?',
        { required: true }
      ),
      ask('msp.kind', 'choice', 'What kind?', '¿De qué tipo?', {
        required: true,
        options: [
          option('work', 'At work', 'En el trabajo'),
          option('auto', 'In a car', 'En un carro'),
          option('other', 'Somebody else may have to pay', 'Otra persona tal vez deba pagar'),
          option('none', 'None of these', 'Nada de esto')
        ],
        ...YES_WHEN('msp.accident')
      }),
      ask('msp.day', 'date', 'On which day?', '¿Qué día fue?', { past: true, ...YES_WHEN('msp.accident') }),
      ask(
        'msp.lung',
        'boolean',
        'Do you get benefits for black lung disease?',
        '¿Recibe beneficios por la enfermedad del pulmón negro?',
        { required: true }
      ),
      ask(
        'msp.va',
        'boolean',
        'Does the Department of Veterans Affairs pay for this visit?',
        '¿Paga esta visita el Departamento de Asuntos de los Veteranos?',
        { required: true }
      )
    ]),
    group('work', 'Work', 'Trabajo', [
      ask('work.you', 'boolean', 'Do you work now?', '¿Trabaja usted ahora?', { required: true }),
      ask('work.spouse', 'boolean', 'Does your husband or wife work now?', '¿Trabaja ahora su esposo o esposa?', {
        required: true
      }),
      ask(
        'work.plan',
        'boolean',
        'Do you have a health plan from this work?',
        '¿Tiene un plan médico por ese trabajo?',
        {
          required: true,
          enableBehavior: 'any',
          enableWhen: [
            { question: 'work.you', operator: '=', answer: true },
            { question: 'work.spouse', operator: '=', answer: true }
          ]
        }
      ),
      ask('work.size', 'choice', 'How many people work there?', '¿Cuántas personas trabajan allí?', {
        required: true,
        options: [
          option('under-20', 'Fewer than 20', 'Menos de 20'),
          option('under-100', '20 to 99', 'De 20 a 99'),
          option('more', '100 or more', '100 o más'),
          option('unknown', 'I do not know', 'No sé')
        ],
        ...YES_WHEN('work.plan')
      }),
      ask('work.name', 'string', 'Name of the employer', 'Nombre del empleador', {
        maxLength: 120,
        ...YES_WHEN('work.plan')
      })
    ]),
    group('why', 'Why you have Medicare', 'Por qué tiene Medicare', [
      ask('why.what', 'choice', 'Why do you have Medicare?', '¿Por qué tiene Medicare?', {
        required: true,
        options: [
          option('age', 'My age', 'Por mi edad'),
          option('disability', 'A disability', 'Por una discapacidad'),
          option('kidneys', 'My kidneys', 'Por mis riñones')
        ]
      }),
      ask(
        'why.since',
        'date',
        'When did dialysis begin, or when was the transplant?',
        '¿Cuándo empezó la diálisis o cuándo fue el trasplante?',
        {
          past: true,
          enableWhen: [{ question: 'why.what', operator: '=', answer: { code: 'kidneys' } }]
        }
      )
    ])
  ]
};
